import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { tcp } from "../support/conversations";
import { requires } from "../support/requirements";
import { alert, clientHello } from "../support/tls-records";
import { testFaults } from "./faults";
import { IMAGE_NEEDS } from "./image";
import { RehearsedAppliance, VNIS } from "./rehearsed-appliance";

const SSH_PORT = 22_022;
const WRONG_VNI = 99;

const CLIENT_PORTS = [50_001, 50_002, 50_003];

/** Packets of connections that the server ends with an alert, from one port after the other. */
function failedConnections(vni: number): Uint8Array[] {
  return CLIENT_PORTS.flatMap((port) => {
    const connection = tcp({ client: `203.0.113.${vni % 250}:${port}` }).connect();
    return connection.client(clientHello()).server(alert(40)).fin("server").fin("client").packets;
  }).map(({ bytes }) => bytes);
}

jest.setTimeout(180_000);

// One image for everything, since building it takes most of a minute.
requires({
  ...IMAGE_NEEDS,
  commands: [...IMAGE_NEEDS.commands, "journalctl", "mount", "nsenter", "tshark", "umount"],
})("the image, rehearsed in a container", () => {
  let appliance: RehearsedAppliance;
  beforeAll(async () => {
    appliance = await RehearsedAppliance.make(SSH_PORT);
    await appliance.pointAtS3();
  });
  afterAll(() => appliance.remove());

  test("is provisioned by the template's own steps", () => {
    const { status, stdout } = appliance.build;

    expect({ status, end: status === 0 ? "" : stdout.slice(-2_000) }).toEqual({ status: 0, end: "" });
  });

  test("holds nothing that must differ from instance to instance, and serves no SSH", async () => {
    expect((await stat(appliance.path("etc/machine-id"))).size).toBe(0);
    expect((await readdir(appliance.path("etc/ssh"))).filter((name) => name.startsWith("ssh_host_"))).toEqual([]);
    const wanted = await readdir(appliance.path("etc/systemd/system/multi-user.target.wants"));
    expect(wanted).not.toContain("ssh.service");
    expect(wanted).toEqual(expect.arrayContaining(["tls-mirror-capture.service", "tls-mirror-devices.service"]));
    await expect(stat(appliance.path("tmp/tls-mirror"))).rejects.toThrow("ENOENT");
  });

  test("boots, becomes healthy, captures what is mirrored and closes its files at shutdown", async () => {
    await appliance.writeSettings();
    await appliance.boot();
    await appliance.healthTurns(200);

    const sent = new Map<number, string[]>();
    for (const vni of VNIS) sent.set(vni, await appliance.send(vni, `boot${vni}`, 400));
    await appliance.send(WRONG_VNI, "wrong", 400);
    await appliance.stop();

    for (const vni of VNIS) expect(await appliance.onDisk(vni)).toEqual(sent.get(vni));
    expect(await appliance.onDisk(WRONG_VNI)).toEqual([]);
    expect(await readdir(join(appliance.spool, "open"))).toEqual([]);
  });

  test("waits for settings that are written after the boot, and follows them when they change", async () => {
    await rm(appliance.path("etc/tls-mirror/capture.json"));
    await appliance.startAnew();
    await appliance.boot();
    await appliance.logged("tls-mirror-devices", "the settings cannot be read (ENOENT");
    expect(await appliance.health()).toBeUndefined();

    await appliance.writeSettings({ vnis: [0] });
    await appliance.logged("tls-mirror-devices", '"vnis" must be a list of whole numbers');
    await appliance.writeSettings({ vnis: [5] });
    await appliance.healthTurns(200);
    const before = await appliance.send(5, "before", 100);
    await appliance.writeSettings({ vnis: [5], rotationSeconds: 0 });
    await appliance.logged("tls-mirror-capture", '"event":"settings-refused"');
    const between = await appliance.send(5, "between", 100);
    await appliance.writeSettings({ vnis: [5], rotationSeconds: 2 });
    await appliance.logged("tls-mirror-capture", '"event":"settings-reloaded","applied":["rotationSeconds"]');
    const after = await appliance.send(5, "after", 100);
    await appliance.stop();

    // The other script had no settings at the boot either.
    expect(appliance.log("tls-mirror-process")).toContain('"event":"process-started"');
    // A replaced tcpdump and its successor may both have a packet.
    expect(new Set(await appliance.onDisk(5))).toEqual(new Set([...before, ...between, ...after]));
  });

  test("has every packet and every connection in S3, and nothing of a foreign VNI", async () => {
    await appliance.startAnew();
    await appliance.writeSettings(appliance.bucket);
    await appliance.boot();
    await appliance.healthTurns(200);

    const sent = [...VNIS, WRONG_VNI].map((vni) => ({ vni, frames: failedConnections(vni) }));
    for (const { vni, frames } of sent) await appliance.mirror(vni, frames);
    const isThere = (frame: Uint8Array) => {
      const captures = appliance.keys("captures").map((key) => appliance.s3.content(key));
      return captures.some((content) => content.includes(Buffer.from(frame)));
    };
    const told = () =>
      appliance
        .records()
        .map(({ vni, client, outcome }) => `${vni ?? "none"} ${client.port} ${outcome}`)
        .sort();
    const mirroredFrames = sent.flatMap(({ vni, frames }) => (vni === WRONG_VNI ? [] : frames));
    const expected = VNIS.flatMap((vni) => CLIENT_PORTS.map((port) => `${vni} ${port} failed`)).sort();
    while (!mirroredFrames.every(isThere) || told().length < expected.length) await delay(300);
    await appliance.stop();

    expect(told()).toEqual(expected);
    expect(sent.at(-1)!.frames.filter(isThere)).toEqual([]);
  });

  describe("at fault", () => {
    testFaults(() => appliance);
  });
});
