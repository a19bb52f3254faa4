import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoringState } from "../../../scripts/capture/storing";
import { tellStoring } from "../../../scripts/capture/storing";
import { oldestWaitingMs } from "../../../scripts/process/fleet-drain";

const NOW = Date.UTC(2026, 10, 22);
const NONE = { files: 0, bytes: 0, seconds: 0 };
const IDLE: StoringState = { timeMs: NOW, backlog: NONE, outbox: NONE, store: "reached", problem: null };

describe("what a machine of a fleet still has to upload", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "storing-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const oldest = async (state: Partial<StoringState>) => {
    await tellStoring(folder, { ...IDLE, ...state });
    return oldestWaitingMs(folder, NOW);
  };

  test.each<[string, () => Promise<void>]>([
    ["nothing was ever told", async () => Promise.resolve()],
    ["nothing was told for more than a minute", async () => tellStoring(folder, { ...IDLE, timeMs: NOW - 60_001 })],
    [
      "what was told is no JSON",
      async () => {
        writeFileSync(join(folder, "storing.json"), "{");
        return Promise.resolve();
      },
    ],
  ])("is not known where %s", async (_, tell) => {
    await tell();

    await expect(oldestWaitingMs(folder, NOW)).rejects.toThrow(
      `${folder}: nothing has told for a minute what waits to be uploaded.\n` +
        'See "systemctl status tls-mirror-process" and whether the disk is full.',
    );
  });

  test("is nothing where nothing waits", async () => {
    await expect(oldest({})).resolves.toBeNull();
  });

  test("is as old as the oldest file that waits to be analyzed or uploaded", async () => {
    const backlog = { files: 1, bytes: 10, seconds: 20 };
    const outbox = { files: 2, bytes: 10, seconds: 50 };

    await expect(oldest({ backlog })).resolves.toBe(NOW - 20_000);
    await expect(oldest({ backlog, outbox })).resolves.toBe(NOW - 50_000);
  });

  test("is not over because the bucket is away, and is where there is no bucket at all", async () => {
    const outbox = { files: 2, bytes: 10, seconds: 50 };

    await expect(oldest({ outbox, store: "away" })).resolves.toBe(NOW - 50_000);
    await expect(oldest({ outbox, store: "refused" })).resolves.toBe(NOW - 50_000);
    await expect(oldest({ outbox, store: "off" })).resolves.toBeNull();
  });
});
