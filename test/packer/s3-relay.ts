import { createServer, connect } from "node:net";
import type { NetworkNamespace } from "../support/namespaces";

/** Hands connections to an address of its namespace to a socket in the file system: `node -e` this, host, port, path. */
const RELAY = `
const [host, port, path] = process.argv.slice(1);
const { connect, createServer } = require("node:net");
createServer((near) => {
  const far = connect(path);
  near.on("error", () => far.destroy()).pipe(far).on("error", () => near.destroy()).pipe(near);
}).listen(Number(port), host, () => console.log("ready"));`;

/**
 * Lets a network namespace reach a server of this process: a namespace has a loopback of its own, but shares files.
 *
 * @param path - of a socket to be made
 * @returns a function that ends this process's part; the other ends with the namespace
 */
export async function relayFrom(
  namespace: NetworkNamespace,
  at: { readonly host: string; readonly port: number },
  endpoint: URL,
  path: string,
): Promise<() => void> {
  const server = createServer((near) => {
    const far = connect(Number(endpoint.port), endpoint.hostname);
    near.on("error", () => far.destroy()).pipe(far);
    far.on("error", () => near.destroy()).pipe(near);
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  const relay = namespace.start(process.execPath, ["-e", RELAY, at.host, `${at.port}`, path]);
  await new Promise((ready) => relay.stdout.once("data", ready));
  return () => server.close();
}
