import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonLine } from "../../../scripts/capture/events";
import { MetricsAgent } from "../../../scripts/capture/metrics-agent";

const ROOT = join(__dirname, "../../..");

describe("the metrics agent", () => {
  test("is offered lines with metrics, and no others", async () => {
    const listener = createSocket("udp4");
    listener.bind(0, "127.0.0.1");
    await once(listener, "listening");
    const received: string[] = [];
    listener.on("message", (message) => received.push(message.toString()));
    const agent = new MetricsAgent(`udp://127.0.0.1:${listener.address().port}`);
    const time = new Date(0);
    const first = jsonLine({ event: "files-removed", files: 1, bytes: 2, last: "a", neverUploaded: 3 }, "shop", time);
    const last = jsonLine({ event: "files-removed", files: 4, bytes: 5, last: "b", neverUploaded: 6 }, "shop", time);

    agent.offer(first);
    agent.offer(jsonLine({ event: "settings-refused", message: 'says "_aws" and means nothing' }, "shop", time));
    agent.offer(last);
    while (received.at(-1) !== last) await once(listener, "message");
    listener.close();

    expect(received).toEqual([first, last]);
    expect(JSON.parse(first)).toMatchObject({ _aws: { LogGroupName: "/tls-mirror/shop" } });
  });

  test("holds nothing up where it is missing", async () => {
    const closed = createSocket("udp4");
    closed.bind(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address();
    closed.close();
    await once(closed, "close");
    const agent = new MetricsAgent(`udp://127.0.0.1:${port}`);
    const line = jsonLine(
      { event: "files-removed", files: 1, bytes: 2, last: "a", neverUploaded: 3 },
      "shop",
      new Date(),
    );

    // The second call meets the refusal of the first.
    agent.offer(line);
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(() => {
      agent.offer(line);
    }).not.toThrow();
  });

  test("of the image listens where the scripts send", async () => {
    const config = await readFile(join(ROOT, "packer/files/cloudwatch/amazon-cloudwatch-agent.json"), "utf8");
    const source = await readFile(join(ROOT, "scripts/capture/metrics-agent.ts"), "utf8");
    const { service_address } = (
      JSON.parse(config) as { logs: { metrics_collected: { emf: { service_address: string } } } }
    ).logs.metrics_collected.emf;

    expect(source).toContain(`const DEFAULT_ENDPOINT = "${service_address}";`);
  });
});
