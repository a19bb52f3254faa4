import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tries } from "../../../scripts/ship/tries";

let outbox: string;
let folder: string;

beforeEach(() => {
  outbox = mkdtempSync(join(tmpdir(), "tls-mirror-outbox-"));
  folder = join(outbox, "tries");
});
afterEach(() => {
  rmSync(outbox, { recursive: true });
});

function shipment(key: string, bytes = 7) {
  const path = join(outbox, key.replaceAll("/", "-"));
  writeFileSync(path, "content");
  return { key, path, bytes };
}

describe("tries of uploads", () => {
  test("tells nothing of a key that nobody has sent, and of the same content what a process before sent", async () => {
    const a = shipment("shop/a");
    const b = shipment("shop/b");

    expect(await new Tries(folder).begin(a, "AAAA")).toBe("nothing");
    expect(await new Tries(folder).begin(a, "AAAA")).toBe("the same");
    expect(await new Tries(folder).begin(b, "AAAA")).toBe("nothing");
  });

  test.each([
    ["length", 8, "AAAA"],
    ["checksum", 7, "BBBB"],
  ])("remembers content of another %s for all later tries", async (_, bytes, checksum) => {
    const tries = new Tries(folder);
    await tries.begin(shipment("a"), "AAAA");

    expect(await tries.begin(shipment("a", bytes), checksum)).toBe("something else");
    expect(await tries.begin(shipment("a", bytes), checksum)).toBe("something else");
    expect(await tries.begin(shipment("a"), "AAAA")).toBe("something else");
  });

  test("does not take a try that was refused for one that may have been stored", async () => {
    const tries = new Tries(folder);
    await tries.begin(shipment("a"), "AAAA");
    await tries.refused(shipment("a"));

    expect(await new Tries(folder).begin(shipment("a"), "AAAA")).toBe("something else");
  });

  test("knows what it knew when it was killed in the middle of writing", async () => {
    await new Tries(folder).begin(shipment("a"), "AAAA");
    const [name] = readdirSync(folder);
    writeFileSync(join(folder, `${name ?? ""}.new`), '{"path":');

    expect(await new Tries(folder).begin(shipment("a"), "AAAA")).toBe("the same");
    expect(readdirSync(folder)).toEqual([name]);
  });

  test("lets a file be sent though nothing can be written down", async () => {
    writeFileSync(folder, "a file where the folder should be");

    expect(await new Tries(folder).begin(shipment("a"), "AAAA")).toBe("nothing");
  });

  test("forgets a file an hour after its last try, once it is gone, and none that is there", async () => {
    for (const key of ["long-gone", "waits"]) await new Tries(folder).begin(shipment(key), "AAAA");
    const hoursAgo = Date.now() / 1_000 - 2 * 3_600;
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), hoursAgo, hoursAgo);
    await new Tries(folder).begin(shipment("just-gone"), "AAAA");
    for (const key of ["long-gone", "just-gone"]) rmSync(join(outbox, key));
    await new Tries(folder).begin(shipment("waits"), "AAAA");

    expect(readdirSync(folder)).toHaveLength(2);
    for (const key of ["waits", "just-gone"]) {
      expect(await new Tries(folder).begin(shipment(key), "AAAA")).toBe("the same");
    }
  });
});
