import { isServerDone, PHASES } from "../../../../modules/analyzer/tls/transcript";
import { clientHello, handshake, message } from "../../../support/tls-records";
import { read } from "./engine-conversation";
import { serverHelloBytes, u16 } from "./hello-bytes";
import { TlsEngine } from "./tls-engine";

const engine = new TlsEngine();

test("the server has had its say from `server-done` on", () => {
  expect(PHASES.filter(isServerDone)).toEqual(PHASES.slice(6));
});

/** Whether the lengths of records are read in a conversation whose server chose this version. */
function isReadAsTls13(version: number): boolean {
  // Drafts before 22 name themselves in legacy_version, in a hello of another shape: not what is asked here.
  const hello = serverHelloBytes({ extensions: [[43, u16(version)]] });
  const { transcript } = read(engine, [
    ["client", clientHello()],
    ["server", handshake(message(2, hello))],
  ]);
  expect(transcript.serverHello?.version).toBe(version);
  return transcript.hidden !== null;
}

test.each([
  ["SSL 2.0", 0x0002],
  ["SSL 3.0", 0x0300],
  ["TLS 1.0", 0x0301],
  ["TLS 1.2", 0x0303],
])("%s is not read as TLS 1.3", (_, version) => {
  expect(isReadAsTls13(version)).toBe(false);
});

test.each([
  ["TLS 1.3", 0x0304],
  ["draft 18 of TLS 1.3", 0x7f12],
  ["Chrome's experiment of 2017", 0x7e01],
  ["Facebook's draft 26", 0xfb1a],
])("%s is read as TLS 1.3", (_, version) => {
  expect(isReadAsTls13(version)).toBe(true);
});
