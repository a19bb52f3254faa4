import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiskKeeper } from "../../../scripts/capture/disk-keeper";
import type { CaptureEvent } from "../../../scripts/capture/events";
import { Spool } from "../../../scripts/capture/spool";

let folder: string;
let events: CaptureEvent[];
let keeper: DiskKeeper;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tls-mirror-"));
  events = [];
  keeper = new DiskKeeper({ folder, diskBudgetBytes: 2_000 }, await Spool.in(folder), 1, (event) => events.push(event));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function close(name: string, second: number): string {
  const path = join(folder, "closed", name);
  writeFileSync(path, Buffer.alloc(1_000));
  utimesSync(path, second, second);
  return path;
}

describe("the disk of an appliance", () => {
  test("is left alone while captures are within their budget", async () => {
    close("1.pcap", 1);
    close("2.pcap", 2);

    expect(await keeper.keepBudget(0)).toMatchObject({ mayContinue: true, neededBytes: 1_000_000 });
    expect(await keeper.state()).toMatchObject({ usedBytes: 2_000, budgetBytes: 2_000 });
    expect([events, keeper.lostSeconds(9_000)]).toEqual([[], null]);
  });

  test("loses the oldest captures beyond it, and tells which, how many of them were nowhere else, and since when", async () => {
    const oldest = close("1.pcap", 1);
    const newest = close("2.pcap", 2);
    keeper.follow(1_500);
    await keeper.keepBudget(4_000);

    expect([existsSync(oldest), existsSync(newest)]).toEqual([false, true]);
    expect(events).toEqual([
      { event: "files-removed", files: 1, bytes: 1_000, last: "closed/1.pcap", neverUploaded: 1 },
    ]);
    expect(keeper.lostSeconds(9_000)).toBe(5);
  });
});
