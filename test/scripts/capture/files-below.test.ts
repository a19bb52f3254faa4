import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesBelow } from "../../../scripts/capture/files-below";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tls-mirror-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const names = async () => (await filesBelow(folder)).map(({ path }) => path.slice(folder.length + 1)).sort();

describe("files below a folder", () => {
  test("are none where there is no folder", async () => {
    expect(await filesBelow(join(folder, "outbox"))).toEqual([]);
  });

  test("are found at every depth, with their sizes", async () => {
    mkdirSync(join(folder, "a/b/empty"), { recursive: true });
    writeFileSync(join(folder, "a/b/deep"), "12345");
    writeFileSync(join(folder, "flat"), "1");

    expect(await names()).toEqual(["a/b/deep", "flat"]);
    expect((await filesBelow(folder)).map(({ facts }) => facts.size).sort()).toEqual([1, 5]);
  });

  test("are found though folders beside them come and go", async () => {
    writeFileSync(join(folder, "stays"), "");
    let isLooking = true;
    const busy = Array.from({ length: 8 }, async (_, number) => {
      const beside = join(folder, `hour=${number}`);
      while (isLooking) {
        await mkdir(beside);
        await rmdir(beside);
      }
    });
    const looks: string[][] = [];
    for (let look = 0; look < 300; look++) looks.push(await names());
    isLooking = false;
    await Promise.all(busy);

    expect(looks).toEqual(looks.map(() => ["stays"]));
  });

  test("are an error where the folder is none", async () => {
    writeFileSync(join(folder, "flat"), "");

    await expect(filesBelow(join(folder, "flat"))).rejects.toThrow("ENOTDIR");
  });
});
