import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import type { ConnectionRecord } from "../../modules/contracts";
import { tcp } from "../support/conversations";
import type { NetworkNamespace } from "../support/namespaces";
import { Namespaces } from "../support/namespaces";
import { requires } from "../support/requirements";
import { S3Server } from "../support/s3-server/server";
import { alert, clientHello } from "../support/tls-records";
import type { RehearsedImage } from "./image";
import { IMAGE_NEEDS, rehearseImage } from "./image";
import { framesIn, healthIs, mirrorFrames, sendFrames } from "./mirrored-frames";
import { relayFrom } from "./s3-relay";

const SSH_PORT = 22_022;
const VNIS = [4660, 7] as const;
const WRONG_VNI = 99;
const APPLIANCE = "192.0.2.1";
const SOURCE = "192.0.2.2";
const HEALTH = `http://${APPLIANCE}:8080/`;

const CLIENT_PORTS = [50_001, 50_002, 50_003];

/** Packets of connections that the server ends with an alert, from one port after the other. */
function failedConnections(vni: number): Uint8Array[] {
  return CLIENT_PORTS.flatMap((port) => {
    const connection = tcp({ client: `203.0.113.${vni % 250}:${port}` }).connect();
    return connection.client(clientHello()).server(alert(40)).fin("server").fin("client").packets;
  }).map(({ bytes }) => bytes);
}

jest.setTimeout(240_000);

requires({ ...IMAGE_NEEDS, commands: [...IMAGE_NEEDS.commands, "journalctl", "tshark"] })(
  "the image, rehearsed in a container",
  () => {
    let folder: string;
    let image: RehearsedImage;
    let namespaces: Namespaces;
    let appliance: NetworkNamespace;
    let source: NetworkNamespace;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "tls-mirror-rehearsal-"));
      image = await rehearseImage(folder, SSH_PORT);
      namespaces = new Namespaces(`rehearsal${process.pid}`);
      appliance = await namespaces.make("appliance");
      source = await namespaces.make("source");
      await namespaces.connect(
        { namespace: appliance, device: "eth0", mac: "02:00:5e:00:00:10" },
        { namespace: source, device: "eth0", mac: "02:00:5e:00:00:20" },
      );
      await appliance.address("eth0", `${APPLIANCE}/24`);
      await source.address("eth0", `${SOURCE}/24`);
    });
    afterAll(async () => {
      await image.container.stop();
      await namespaces.remove();
      await rm(folder, { recursive: true });
    });

    const inImage = (path: string) => join(image.container.root, path);
    const captured = (vni: number) => framesIn(inImage("var/lib/tls-mirror"), vni);
    const send = (vni: number, mark: string, count: number) =>
      sendFrames(source, { host: APPLIANCE, vni }, mark, count);
    const healthTurns = async (status: number) => {
      while (!(await healthIs(source, HEALTH, status))) await delay(300);
    };

    const logged = async (unit: string, text: string) => {
      while (!image.container.log(unit).includes(text)) await delay(200);
    };

    /** Renamed into place, as user data does it. */
    async function writeSettings(changes: object): Promise<void> {
      const sizes = { diskBudgetBytes: 256 * 1024 * 1024, rotationSeconds: 3 };
      const base = { deployment: "rehearsal", vnis: VNIS, listenerPorts: [443], retention: "everything", ...sizes };
      const settings = { ...base, ...changes };
      await mkdir(inImage("etc/tls-mirror"), { recursive: true });
      await writeFile(inImage("etc/tls-mirror/capture.json.new"), JSON.stringify(settings));
      await rename(inImage("etc/tls-mirror/capture.json.new"), inImage("etc/tls-mirror/capture.json"));
    }

    test("is provisioned by the template's own steps", () => {
      const { status, stdout } = image.build;

      expect({ status, end: status === 0 ? "" : stdout.slice(-2_000) }).toEqual({ status: 0, end: "" });
    });

    test("holds nothing that must differ from instance to instance, and serves no SSH", async () => {
      expect((await stat(inImage("etc/machine-id"))).size).toBe(0);
      expect((await readdir(inImage("etc/ssh"))).filter((name) => name.startsWith("ssh_host_"))).toEqual([]);
      const wanted = await readdir(inImage("etc/systemd/system/multi-user.target.wants"));
      expect(wanted).not.toContain("ssh.service");
      expect(wanted).toEqual(expect.arrayContaining(["tls-mirror-capture.service", "tls-mirror-devices.service"]));
      await expect(stat(inImage("tmp/tls-mirror"))).rejects.toThrow("ENOENT");
    });

    test("boots, becomes healthy, captures what is mirrored and closes its files at shutdown", async () => {
      await writeSettings({});
      await image.container.boot(appliance.name);
      await healthTurns(200);

      const sent = new Map<number, string[]>();
      for (const vni of VNIS) sent.set(vni, await send(vni, `boot${vni}`, 400));
      await send(WRONG_VNI, "wrong", 400);
      await image.container.stop();

      for (const vni of VNIS) expect(await captured(vni)).toEqual(sent.get(vni));
      expect(await captured(WRONG_VNI)).toEqual([]);
      expect(await readdir(inImage("var/lib/tls-mirror/open"))).toEqual([]);
    });

    test("waits for settings that are written after the boot, and follows them when they change", async () => {
      await rm(inImage("etc/tls-mirror/capture.json"));
      await rm(inImage("var/lib/tls-mirror"), { recursive: true, force: true });
      await image.container.boot(appliance.name);
      await logged("tls-mirror-devices", "the settings cannot be read (ENOENT");
      expect(await healthIs(source, HEALTH, 200)).toBe(false);

      await writeSettings({ vnis: [0] });
      await logged("tls-mirror-devices", '"vnis" must be a list of whole numbers');
      await writeSettings({ vnis: [5] });
      await healthTurns(200);
      const before = await send(5, "before", 100);
      await writeSettings({ vnis: [5], rotationSeconds: 0 });
      await logged("tls-mirror-capture", '"event":"settings-refused"');
      const between = await send(5, "between", 100);
      await writeSettings({ vnis: [5], rotationSeconds: 2 });
      await logged("tls-mirror-capture", '"event":"settings-reloaded","applied":["rotationSeconds"]');
      const after = await send(5, "after", 100);
      await image.container.stop();

      // The other script had no settings at the boot either.
      expect(image.container.log("tls-mirror-process")).toContain('"event":"process-started"');
      // A replaced tcpdump and its successor may both have a packet.
      expect(new Set(await captured(5))).toEqual(new Set([...before, ...between, ...after]));
    });

    test("has every packet and every connection in S3, and nothing of a foreign VNI", async () => {
      await rm(inImage("var/lib/tls-mirror"), { recursive: true, force: true });
      const s3 = await S3Server.start({ bucket: "captures", owner: "111122223333" });
      const at = { host: SOURCE, port: 9000 };
      const endRelay = await relayFrom(source, at, new URL(s3.endpoint), join(folder, "s3"));
      try {
        await pointAtS3(`http://${at.host}:${at.port}`);
        await writeSettings({ bucket: "captures", bucketOwner: "111122223333", region: "eu-central-1" });
        await image.container.boot(appliance.name);
        await healthTurns(200);

        const sent = [...VNIS, WRONG_VNI].map((vni) => ({ vni, frames: failedConnections(vni) }));
        for (const { vni, frames } of sent) await mirrorFrames(source, { host: APPLIANCE, vni }, frames);
        const objects = (kind: string) => [...s3.bucket.objects.keys()].filter((key) => key.includes(`/${kind}/`));
        const content = (kind: string) => Buffer.concat(objects(kind).map((key) => s3.content(key)));
        const isThere = (frame: Uint8Array) => content("captures").includes(Buffer.from(frame));
        const told = () => {
          const lines = objects("findings").flatMap((key) => gunzipSync(s3.content(key)).toString().split("\n"));
          const records = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as ConnectionRecord);
          return records.map(({ vni, client, outcome }) => `${vni ?? "none"} ${client.port} ${outcome}`).sort();
        };
        const mirroredFrames = sent.flatMap(({ vni, frames }) => (vni === WRONG_VNI ? [] : frames));
        const expected = VNIS.flatMap((vni) => CLIENT_PORTS.map((port) => `${vni} ${port} failed`)).sort();
        while (!mirroredFrames.every(isThere) || told().length < expected.length) await delay(300);
        await image.container.stop();

        expect(told()).toEqual(expected);
        expect(sent.at(-1)!.frames.filter(isThere)).toEqual([]);
      } finally {
        endRelay();
        await s3.goAway();
      }
    });

    /** Where the SDK looks for S3 and for credentials outside of AWS. */
    async function pointAtS3(endpoint: string): Promise<void> {
      const dropIn = inImage("etc/systemd/system/tls-mirror-process.service.d");
      await mkdir(dropIn, { recursive: true });
      const environment = { AWS_ENDPOINT_URL_S3: endpoint, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
      const lines = Object.entries(environment).map(([name, value]) => `Environment=${name}=${value}\n`);
      await writeFile(join(dropIn, "s3.conf"), `[Service]\n${lines.join("")}`);
    }
  },
);
