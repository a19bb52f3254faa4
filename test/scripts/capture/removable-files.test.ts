import { linkSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { removableFiles } from "../../../scripts/capture/removable-files";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tls-mirror-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, second: number): string {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, path);
  utimesSync(whole, second, second);
  return whole;
}

describe("files that may be removed to make room", () => {
  test("are none in a folder where nothing was captured, nor those being written", async () => {
    write("open/7-20261122T150000Z-0.pcap", 1);
    write("work/7-20261122T150000Z.pcap.pcapng", 1);
    write("names.json", 1);

    expect(await removableFiles(folder)).toEqual([]);
  });

  test("are first what is uploaded, then what is unreadable, then packets by age, and findings last", async () => {
    write("outbox/shop/findings/old.ndjson.gz", 1);
    write("outbox/shop/captures/newer.pcapng", 5);
    write("closed/older.pcap", 4);
    write("closed/newest.pcap", 6);
    write("unreadable/text.pcap", 7);
    write("history/7/uploaded.pcapng", 8);

    expect((await removableFiles(folder)).map(({ name, isUploaded }) => [name, isUploaded])).toEqual([
      ["history/7/uploaded.pcapng", true],
      ["unreadable/text.pcap", false],
      ["closed/older.pcap", false],
      ["outbox/shop/captures/newer.pcapng", false],
      ["closed/newest.pcap", false],
      ["outbox/shop/findings/old.ndjson.gz", false],
    ]);
  });

  test("do not count a capture twice that waits in the outbox and is kept for the analysis", async () => {
    const waiting = write("outbox/shop/captures/a.pcapng", 1);
    mkdirSync(join(folder, "history/7"), { recursive: true });
    linkSync(waiting, join(folder, "history/7/a.pcapng"));

    expect((await removableFiles(folder)).map(({ name }) => name)).toEqual(["outbox/shop/captures/a.pcapng"]);
  });
});
