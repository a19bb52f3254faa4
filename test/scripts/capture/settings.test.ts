import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../modules/contracts";
import { parseSettings, readSettings } from "../../../scripts/capture/settings";

const PATH = "/etc/tls-mirror/capture.json";

const good = {
  deployment: "shop-prod",
  vnis: [4660, 7],
  listenerPorts: [443],
  rotationSeconds: 60,
  diskBudgetBytes: 10_000_000_000,
  bucket: "shop-captures",
  prefix: "tls/mirror",
  bucketOwner: "111122223333",
  region: "eu-central-1",
  retention: "everything",
  healthPort: 9000,
};

const parse = (changes: object) => parseSettings(JSON.stringify({ ...good, ...changes }), PATH);

describe("settings of the appliance", () => {
  test("are refused with every fault at once, each with its value", () => {
    const broken = { deployment: "", vnis: [0], listenerPorts: [443, 443], diskBudgetBytes: 5, healthPrt: 80 };

    expect(() => parseSettings(JSON.stringify(broken), PATH)).toThrow(
      [
        `${PATH}: 5 settings are not usable.`,
        `  - "deployment" must be 1 to 64 letters, digits, dots, dashes or underscores, got ""`,
        `  - "vnis" must be a list of whole numbers from 1 to 16777215, at least one, got [0]`,
        `  - "listenerPorts" must not name the same number twice, got [443,443]`,
        `  - "diskBudgetBytes" must be a whole number from 67108864 to 9007199254740991, got 5`,
        `  - "healthPrt" is not a setting; there are bucket, bucketOwner, deployment, diskBudgetBytes, healthPort, ` +
          `listenerPorts, prefix, region, retention, rotationSeconds, vnis`,
        "Correct the file, or the properties of the construct that wrote it, and start again.",
      ].join("\n"),
    );
  });

  test.each([
    [{ vnis: undefined }, `"vnis" must be a list of whole numbers from 1 to 16777215, at least one, and is missing`],
    [{ vnis: [] }, `"vnis" must be a list of whole numbers from 1 to 16777215, at least one, got []`],
    [{ vnis: 7 }, "got 7"],
    [{ rotationSeconds: 0 }, `"rotationSeconds" must be a whole number from 1 to 86400, got 0`],
    [{ rotationSeconds: "60" }, 'got "60"'],
    [{ bucket: "Shop" }, `"bucket" must be the name of an S3 bucket, got "Shop"`],
    [{ prefix: "tls/" }, `"prefix" must be a folder without a slash at either end, got "tls/"`],
    [{ bucketOwner: 111122223333 }, `"bucketOwner" must be the 12 digits of an AWS account, got 111122223333`],
    [{ region: "Frankfurt" }, `"region" must be an AWS Region such as eu-central-1, got "Frankfurt"`],
    [{ retention: "all" }, `"retention" must be "handshakes" or "everything", got "all"`],
    [{ healthPort: 80 }, `"healthPort" must be a whole number from 1024 to 65535, got 80`],
    [{ deployment: "a/b" }, `"deployment" must be 1 to 64 letters, digits, dots, dashes or underscores, got "a/b"`],
  ])("are refused where they hold %j", (changes, message) => {
    expect(() => parse(changes)).toThrow(UserError);
    expect(() => parse(changes)).toThrow(message);
    expect(() => parse(changes)).toThrow(`${PATH}: a setting is not usable.`);
  });

  test("are refused where the file is a list, with what it must be", () => {
    expect(() => parseSettings("[1]", PATH)).toThrow("the file must hold one JSON object, not [1]");
  });

  test("are refused where the file is no JSON, with a way to find the place", () => {
    expect(() => parseSettings("{vnis: 7}", PATH)).toThrow(
      /^\/etc\/tls-mirror\/capture\.json: the settings are not JSON/,
    );
    expect(() => parseSettings("{vnis: 7}", PATH)).toThrow(`node -p 'require("${PATH}")'`);
  });

  test("are refused where there is no file, with both ways on", async () => {
    await expect(readSettings("/nonexistent/capture.json")).rejects.toThrow(
      /^\/nonexistent\/capture\.json: the settings cannot be read \(ENOENT.*\n.*--settings FILE.*--vni N\.$/,
    );
  });

  test("are read as written where all are given", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tls-mirror-"));
    const path = join(folder, "capture.json");
    await writeFile(path, JSON.stringify(good));

    await expect(readSettings(path)).resolves.toEqual(good);
    await rm(folder, { recursive: true });
  });

  test("have defaults for what the constructs may leave out", () => {
    const { deployment, vnis, listenerPorts, diskBudgetBytes } = good;

    expect(parseSettings(JSON.stringify({ deployment, vnis, listenerPorts, diskBudgetBytes }), PATH)).toEqual({
      deployment,
      vnis,
      listenerPorts,
      diskBudgetBytes,
      rotationSeconds: 300,
      retention: "handshakes",
      healthPort: 8080,
    });
  });
});
