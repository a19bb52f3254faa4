import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fleetLifeCycle } from "../../../scripts/capture/auto-scaling";
import { InstanceMetadata } from "../../../scripts/capture/instance-metadata";
import { requires } from "../../support/requirements";

/** Metadata of an instance, for those who bring a token. */
let categories: Record<string, string> = {};
let server: Server;
let metadata: InstanceMetadata;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { method, url = "", headers } = request;
    if (method === "PUT" && url === "/latest/api/token") {
      response.end(headers["x-aws-ec2-metadata-token-ttl-seconds"] === "60" ? "secret" : "");
      return;
    }
    const category = categories[url.replace("/latest/meta-data/", "")];
    response.statusCode = headers["x-aws-ec2-metadata-token"] !== "secret" ? 401 : category === undefined ? 404 : 200;
    response.end(category);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  metadata = new InstanceMetadata(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  categories = { "instance-id": "i-0123456789abcdef0", "placement/region": "eu-central-1" };
});

requires({ commands: ["bash"] })("the life of a machine in its fleet", () => {
  let folder: string;
  const path = process.env["PATH"] ?? "";

  /** Stands in for the AWS CLI: notes its arguments, and ends with this status. */
  const play = (status: number) => {
    const script = `#!/bin/sh\nprintf '%s\\n' "$@" > "${join(folder, "arguments")}"\necho "$REASON" >&2\nexit ${status}\n`;
    writeFileSync(join(folder, "aws"), script);
    chmodSync(join(folder, "aws"), 0o755);
  };
  const told = () => readFileSync(join(folder, "arguments"), "utf8").trim().split("\n").join(" ");

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "aws-"));
    process.env["PATH"] = `${folder}${delimiter}${path}`;
  });
  afterEach(() => {
    process.env["PATH"] = path;
    delete process.env["REASON"];
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ["Terminated", true],
    ["InService", false],
    [undefined, false],
  ])("is to end where the group wants it to be %s", async (state, ending) => {
    if (state !== undefined) categories["autoscaling/target-lifecycle-state"] = state;

    await expect(fleetLifeCycle("demo", metadata).isToBeTerminated()).resolves.toBe(ending);
  });

  test("is held and let go under the names that the construct gave to group and hook", async () => {
    play(0);
    const lifeCycle = fleetLifeCycle("demo", metadata);
    const whose =
      "--auto-scaling-group-name tls-mirror-demo --lifecycle-hook-name tls-mirror-drain " +
      "--instance-id i-0123456789abcdef0 --region eu-central-1";

    await lifeCycle.holdOn();
    expect(told()).toBe(`autoscaling record-lifecycle-action-heartbeat ${whose}`);
    await lifeCycle.letGo();
    expect(told()).toBe(`autoscaling complete-lifecycle-action ${whose} --lifecycle-action-result CONTINUE`);
  });

  test("says what AWS said, and what it takes", async () => {
    play(254);
    process.env["REASON"] = "An error occurred (AccessDenied)";

    await expect(fleetLifeCycle("demo", metadata).letGo()).rejects.toThrow(
      "AWS did not take complete-lifecycle-action: An error occurred (AccessDenied)\n" +
        "The instance's role needs autoscaling:CompleteLifecycleAction and " +
        "autoscaling:RecordLifecycleActionHeartbeat for its group, the image the AWS CLI, and the subnet a way to the " +
        "service.",
    );
  });

  test("is not told of where the metadata name no instance", async () => {
    categories = {};

    await expect(fleetLifeCycle("demo", metadata).holdOn()).rejects.toThrow(
      /^The instance's metadata tell no (instance-id|placement\/region) \(status 404\)\.\nRun this on an EC2 instance/,
    );
  });
});
