import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_LIMITS } from "../../modules/analyzer/analyzer";
import type { ConnectionRecord } from "../../modules/contracts";
import { tlsMirror } from "../support/run-cli";

const MIRRORED = "test/fixtures/mirrored.pcap";
const POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tls-mirror-cli-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function recordsIn(text: string): ConnectionRecord[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ConnectionRecord);
}

describe("one line and status 2 for", () => {
  test("an empty file", () => {
    const path = file("empty.pcap", "");
    expect(tlsMirror(["analyze", path])).toEqual({
      status: 2,
      stdout: "",
      stderr: `${path}: is empty, not a capture; record one with "tcpdump -w FILE", or convert another format with "editcap -F pcapng IN OUT".\n`,
    });
  });

  test("a text file", () => {
    const path = file("notes.txt", "no packets here\n");
    const { status, stdout, stderr } = tlsMirror(["analyze", path]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe(
      `${path}: is not a capture (pcap or pcapng, plain or in gzip, zstd or lz4); ` +
        `record one with "tcpdump -w FILE", or convert another format with "editcap -F pcapng IN OUT".\n`,
    );
  });

  test("a folder that does not exist", () => {
    const path = join(folder, "nowhere");
    expect(tlsMirror(["analyze", path])).toEqual({
      status: 2,
      stdout: "",
      stderr: `${path}: no such file or folder; check the path.\n`,
    });
  });

  test("a policy that does not exist, with the nearest names", () => {
    const { status, stderr } = tlsMirror(["analyze", MIRRORED, "--policy", "TLS13-1-2-Rez-2021-06"]);
    expect(status).toBe(2);
    expect(stderr).toContain(`There is no security policy "TLS13-1-2-Rez-2021-06". Nearest: ${POLICY}`);
  });

  test("an output that cannot be written", () => {
    const path = join(folder, "missing", "report.txt");
    const { status, stderr } = tlsMirror(["analyze", MIRRORED, "--output", path]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^--output .*report\.txt: cannot be written \(ENOENT.*\)\. Name a file in a folder that exists\.\n$/,
    );
  });

  test("a listener that is no CIDR", () => {
    const { status, stderr } = tlsMirror(["analyze", MIRRORED, "--listener", "10.0.0.0/33"]);
    expect(status).toBe(2);
    expect(stderr).toContain("--listener 10.0.0.0/33: is no CIDR with an optional port.");
  });

  test.each([
    ["a mistyped flag", ["--frmat", "text"], "error: unknown option '--frmat'\n(Did you mean --format?)"],
    ["a format that is none", ["--format", "xml"], "Allowed choices are text, json, ndjson."],
    ["a port that is none", ["--listener-port", "70000"], "Give a port from 1 to 65535."],
    ["a limit of nothing", ["--max-connections", "0"], "Give a number above 0."],
  ])("%s", (_what, args, message) => {
    const { status, stdout, stderr } = tlsMirror(["analyze", MIRRORED, ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});

test("a truncated capture is read up to the damage, which is told with its offset", () => {
  const path = file("cut.pcap", readFileSync(MIRRORED).subarray(0, 5000));
  const { status, stdout, stderr } = tlsMirror(["analyze", path]);
  expect(status).toBe(0);
  expect(recordsIn(stdout).length).toBeGreaterThan(0);
  expect(stderr).toMatch(
    /^.*cut\.pcap: at byte \d+: the capture ends \d+ bytes into a packet record of at least \d+\n$/,
  );
});

test("writes one record a connection where nobody reads a terminal", () => {
  const { status, stdout } = tlsMirror(["analyze", MIRRORED]);
  expect(status).toBe(0);
  expect(recordsIn(stdout).map(({ vni, outcome, cause }) => [vni, outcome, cause])).toEqual([
    [12345, "completed", null],
    [12345, "completed", null],
    [12345, "failed", "client-rejected-server"],
    [12345, "failed", "client-closed-silently"],
    [12345, "failed", "client-rejected-server"],
    [12345, "completed", "closed-after-handshake"],
    [12345, "failed", "server-rejected-hello"],
    [12345, "failed", "server-rejected-hello"],
    [12345, "not-tls", "plain-http"],
    [12345, "not-tls", "no-client-data"],
  ]);
});

test("the same capture gives the same bytes, from a file, through standard input, and as part of a folder", () => {
  const direct = tlsMirror(["analyze", MIRRORED]).stdout;
  expect(tlsMirror(["analyze", "-"], readFileSync(MIRRORED)).stdout).toBe(direct);
  const inFolder = mkdtempSync(join(folder, "captures-"));
  writeFileSync(join(inFolder, "a.pcap"), readFileSync(MIRRORED));
  expect(tlsMirror(["analyze", inFolder]).stdout).toBe(direct);
});

test("loads nothing of Node's for other programs, threads or terminals where there are none", () => {
  const program = join(__dirname, "../../dist/scripts/cli.js");
  const script = `
    process.on("exit", () => require("node:fs").writeSync(2, process.moduleLoadList.join("\\n")));
    process.argv.splice(1, 0, "tls-mirror");
    require(${JSON.stringify(program)});`;
  const { stderr } = spawnSync(process.execPath, ["-e", script, "--", "analyze", MIRRORED], { encoding: "utf8" });
  const loaded = stderr.split("\n");
  expect(loaded).toContain("NativeModule crypto");
  for (const module of ["child_process", "worker_threads", "net", "tty"]) {
    expect(loaded).not.toContain(`NativeModule ${module}`);
  }
});

test("json is one array with the same records", () => {
  const records = recordsIn(tlsMirror(["analyze", MIRRORED]).stdout);
  expect(JSON.parse(tlsMirror(["analyze", MIRRORED, "--format", "json"]).stdout)).toEqual(records);
});

test("--only leaves out the other outcomes", () => {
  const { stdout } = tlsMirror(["analyze", MIRRORED, "--only", "not-tls"]);
  expect(recordsIn(stdout).map(({ cause }) => cause)).toEqual(["plain-http", "no-client-data"]);
});

test("--fail-on ends with status 3 when there is such a connection, and 0 when there is none", () => {
  expect(tlsMirror(["analyze", MIRRORED, "--fail-on", "failed"]).status).toBe(3);
  expect(tlsMirror(["analyze", MIRRORED, "--fail-on", "undetermined"]).status).toBe(0);
});

test("--listener decides for the addresses it covers, whatever --listener-port says", () => {
  const others = tlsMirror(["analyze", MIRRORED, "--listener", "10.0.1.10:8443"]);
  // On a port that is no listener's only connections that begin with a hello are told of.
  expect(recordsIn(others.stdout).map(({ outcome }) => outcome)).not.toContain("not-tls");
  const same = tlsMirror(["analyze", MIRRORED, "--listener", "10.0.1.0/24:443"]);
  expect(recordsIn(same.stdout)).toHaveLength(10);
});

test("--policy explains a rejected hello, by name and by a file of describe-ssl-policies", () => {
  const policies = {
    SslPolicies: [
      { Name: "own", SslProtocols: ["TLSv1.3"], Ciphers: [{ Name: "TLS_AES_128_GCM_SHA256", Priority: 1 }] },
    ],
  };
  const byName = recordsIn(tlsMirror(["analyze", MIRRORED, "--policy", POLICY]).stdout);
  expect(byName[6]?.reason).toMatchObject({ kind: "version", certainty: "certain" });
  expect(byName[7]?.reason).toMatchObject({ kind: "cipher", certainty: "certain" });
  const byFile = recordsIn(
    tlsMirror(["analyze", MIRRORED, "--policy", file("own.json", JSON.stringify(policies))]).stdout,
  );
  expect(byFile[7]?.reason).toMatchObject({ kind: "version", certainty: "certain" });
});

test("policies lists them all, and one in full", () => {
  expect(tlsMirror(["policies"]).stdout).toMatch(/^ELBSecurityPolicy-2016-08 +TLS 1\.0 - TLS 1\.2 +\d+ suites/m);
  expect(tlsMirror(["policies", "2016-08"]).stdout).toContain("TLS_RSA_WITH_AES_128_CBC_SHA (AES128-SHA)");
});

test("--help tells every limit with its default", () => {
  const { status, stdout } = tlsMirror(["analyze", "--help"]);
  expect(status).toBe(0);
  const oneLine = stdout.replace(/\s+/g, " ");
  for (const [name, value] of Object.entries(DEFAULT_LIMITS)) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(oneLine).toMatch(new RegExp(`--${flag} <n> [^(]*\\(default: ${value}\\)`));
  }
});
