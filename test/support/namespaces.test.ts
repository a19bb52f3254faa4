import { readFileSync } from "node:fs";
import { commandFailed } from "./errors";
import { DEFAULT_COMMAND_TIMEOUT_MS, Namespaces } from "./namespaces";
import type { NetworkNamespace } from "./namespaces";
import { requires } from "./requirements";

const CLIENT = "192.0.2.1";
const SERVER = "198.51.100.1";

requires({ root: true, networkNamespaces: true, commands: ["ip", "ethtool", "sysctl"] })("network namespaces", () => {
  let namespaces: Namespaces;
  let client: NetworkNamespace;
  let server: NetworkNamespace;

  beforeEach(async () => {
    namespaces = new Namespaces(`test${process.pid}`);
    client = await namespaces.make("client", { "server.example.com": SERVER });
    server = await namespaces.make("server");
    await namespaces.connect(
      { namespace: client, device: "eth0", mac: "02:00:00:00:00:01" },
      { namespace: server, device: "eth0", mac: "02:00:00:00:00:02" },
      9001,
    );
    await client.address("eth0", `${CLIENT}/32`);
    await server.address("eth0", `${SERVER}/32`);
    await client.route(`${SERVER}/32`, "eth0", CLIENT);
    await server.route("192.0.2.0/24", "eth0");
  }, DEFAULT_COMMAND_TIMEOUT_MS);

  afterEach(() => namespaces.remove(), DEFAULT_COMMAND_TIMEOUT_MS);

  test("refuse a second namespace of the same role, and say what ip said", async () => {
    await expect(namespaces.make("client")).rejects.toThrow(
      /ip netns add test\d+-client" ended with status 1: .*File exists/,
    );
  });

  test("throw for a command that fails, with its words", async () => {
    const command = `ip netns exec ${client.name} ip link show nothing`;
    const said = 'Device "nothing" does not exist.';
    await expect(client.must("ip", ["link", "show", "nothing"])).rejects.toThrow(
      commandFailed(command, 1, said).message,
    );
  });

  test("hand a failing command's status to a caller that asked for it", async () => {
    const { status } = await client.run("sh", ["-c", "exit 3"]);
    expect(status).toBe(3);
  });

  test("report no status for a command that was killed for its time", async () => {
    const { status } = await client.run("sleep", ["30"], { timeoutMs: 50 });
    expect(status).toBeNull();
  });

  test("type every text of the input, then end it", async () => {
    const { stdout } = await client.run("cat", [], { input: ["one\n", "two\n"] });
    expect(stdout).toBe("one\ntwo\n");
  });

  test("send from the source that the latest route names", async () => {
    await client.address("eth0", "192.0.2.7/32");
    await client.route(`${SERVER}/32`, "eth0", "192.0.2.7");
    const route = await client.must("ip", ["route", "get", SERVER]);
    expect(route).toContain("src 192.0.2.7");
  });

  test("resolve the names they were given and no others", async () => {
    expect(await client.must("getent", ["hosts", "server.example.com"])).toMatch(new RegExp(`^${SERVER}\\s`));
    const other = await server.run("getent", ["hosts", "server.example.com"]);
    expect(other.status).toBe(2);
  });

  test("join with the wanted MTU and without offloads", async () => {
    const link = await server.must("ip", ["-o", "link", "show", "eth0"]);
    expect(link).toContain("mtu 9001");
    const features = await server.must("ethtool", ["-k", "eth0"]);
    for (const feature of ["tx-checksumming", "tcp-segmentation-offload", "generic-receive-offload"]) {
      expect(features).toMatch(new RegExp(`^${feature}: off`, "m"));
    }
  });

  test("have no IPv6 address that nobody gave them", async () => {
    expect(await server.must("ip", ["-6", "-o", "address", "show", "dev", "eth0"])).toBe("");
  });

  test("end what still runs inside when they are removed, and leave nothing", async () => {
    const sleeper = client.start("sleep", ["1000"]);
    const ended = new Promise((resolve) =>
      sleeper.on("exit", (_status, signal) => {
        resolve(signal);
      }),
    );
    await namespaces.remove();
    expect(await ended).toBe("SIGKILL");
    expect(() => readFileSync(`/etc/netns/${client.name}/hosts`)).toThrow(/ENOENT/);
    expect(() => readFileSync(`/run/netns/${client.name}`)).toThrow(/ENOENT/);
  });
});
