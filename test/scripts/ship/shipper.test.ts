import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ProcessEvent } from "../../../scripts/process/events";
import type { Failure, ObjectStore } from "../../../scripts/ship/object-store";
import { Outbox } from "../../../scripts/ship/outbox";
import { S3Store } from "../../../scripts/ship/s3-store";
import { Shipper } from "../../../scripts/ship/shipper";
import { S3Server } from "../../support/s3-server/server";

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const containing = (text: string): unknown => expect.stringContaining(text);

jest.setTimeout(30_000);

const OWNER = "111122223333";
const TIMES = { awayMs: 1, refusedMs: 2, maxMs: 4 };
const never = new AbortController().signal;

let folder: string;
let tries: string;
let server: S3Server;
let events: ProcessEvent[];
let stores: S3Store[];
const environment = { ...process.env };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tls-mirror-outbox-"));
  tries = mkdtempSync(join(tmpdir(), "tls-mirror-tries-"));
  server = await S3Server.start({ owner: OWNER });
  events = [];
  stores = [];
  process.env["AWS_ENDPOINT_URL"] = server.endpoint;
  process.env["AWS_ACCESS_KEY_ID"] = "test";
  process.env["AWS_SECRET_ACCESS_KEY"] = "test";
});
afterEach(async () => {
  for (const store of stores) store.close();
  await server.goAway();
  for (const path of [folder, tries]) rmSync(path, { recursive: true });
  process.env = { ...environment };
});

function finish(key: string, second: number, content: string | Uint8Array = `content of ${key}`): string {
  const path = join(folder, key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, second, second);
  return path;
}

function shipper(changes: Partial<ConstructorParameters<typeof S3Store>[0]> = {}): Shipper {
  const store = new S3Store({
    bucket: "captures",
    bucketOwner: OWNER,
    region: "eu-central-1",
    triesFolder: tries,
    ...changes,
  });
  stores.push(store);
  return new Shipper(new Outbox(folder), store, TIMES, (event) => events.push(event));
}

/** Ships as the process does, with its waits, until nothing is left. */
async function drain(ships: Shipper): Promise<void> {
  for (let wait = await ships.ship(never); wait > 0; wait = await ships.ship(never)) await delay(wait);
}

const stored = () => [...server.bucket.objects.keys()];
const left = () => new Outbox(folder).waiting().then((files) => files.map(({ key }) => key));

describe("shipping what is finished", () => {
  test("refused for the bucket's owner: says so with the fix, keeps the file, waits longer each time", async () => {
    finish("a", 1);
    const ships = shipper({ bucketOwner: "999999999999" });

    expect(await ships.ship(never)).toBeGreaterThan(0);
    expect(ships.state).toEqual({
      store: "refused",
      problem: matching(/^AccessDenied: .*Check that account 999999999999 owns it/),
    });
    expect(events).toMatchObject([{ event: "upload-refused", key: "a", fix: matching(/^Allow/) }]);
    expect([await left(), stored()]).toEqual([["a"], []]);
  });

  test("refused for a bucket that is not there", async () => {
    finish("a", 1);
    const ships = shipper({ bucket: "captured" });
    await ships.ship(never);

    expect(ships.state.problem).toMatch(/^NoSuchBucket: .*Create bucket captured/);
    expect(await left()).toEqual(["a"]);
  });

  test("never writes over other content under the same name, and goes on with the rest", async () => {
    finish("a", 1);
    await drain(shipper());
    finish("a", 1, "something else");
    finish("b", 2);
    const ships = shipper();

    expect(await ships.ship(never)).toBeGreaterThan(0);
    expect(ships.state).toMatchObject({
      store: "refused",
      problem:
        "a is in the bucket already, and nothing shows that it is this file. " +
        "Move the object in the bucket away; the file here is kept until then.",
    });
    expect([await left(), stored()]).toEqual([["a"], ["a", "b"]]);
    expect(server.content("a").toString()).toBe("content of a");
  });

  test("takes what somebody else has put there for no upload of its own, at no try, though the content is the same", async () => {
    finish("a", 1);
    await drain(shipper());
    finish("a", 1);
    finish("b", 2);
    const ships = shipper({ triesFolder: join(tries, "of-another-machine") });

    for (let times = 0; times < 2; times++) {
      expect(await ships.ship(never)).toBeGreaterThan(0);
      expect(ships.state.problem).toMatch(/^a is in the bucket already, and nothing shows that it is this file/);
      expect([await left(), stored()]).toEqual([["a"], ["a", "b"]]);
    }
  });

  test("never reads in the bucket", async () => {
    finish("a", 1);
    server.faults.next({ kind: "stored-but-dropped" });
    await drain(shipper());
    finish("a", 2);
    await drain(shipper());

    expect(new Set(server.requests)).toEqual(new Set(["PUT a"]));
    expect(await left()).toEqual([]);
  });

  /** Ships to a store that answers for each key as told, and notes what it was asked. */
  function shipperTo(answer: (key: string) => Failure | undefined, times = TIMES) {
    const asked: string[] = [];
    const store: ObjectStore = {
      store: ({ key }) => {
        asked.push(key);
        return Promise.resolve(answer(key));
      },
    };
    return { asked, ships: new Shipper(new Outbox(folder), store, times, (event) => events.push(event)) };
  }
  const REFUSED: Failure = { kind: "refused", message: "AccessDenied", fix: "Allow it." };
  const FOR_EVER = { awayMs: 1_000_000, refusedMs: 1_000_000, maxMs: 1_000_000 };

  test.each<Failure["kind"]>(["refused", "differs", "unreadable"])(
    "holds back a single file that is %s, and neither stops nor delays the others, then or later",
    async (kind) => {
      const { ships, asked } = shipperTo((key) => (key === "a" ? { ...REFUSED, kind } : undefined), FOR_EVER);
      finish("a", 1);
      finish("b", 2);
      expect(await ships.ship(never)).toBeGreaterThan(0);
      expect(await left()).toEqual(["a"]);
      finish("c", 3);
      await ships.ship(never);

      expect([asked, await left()]).toEqual([["a", "b", "c"], ["a"]]);
      expect(ships.state).toEqual({
        store: kind === "unreadable" ? "reached" : "refused",
        problem: "AccessDenied. Allow it.",
      });
      rmSync(join(folder, "a"));
      await ships.ship(never);
      expect(ships.state).toEqual({ store: "reached", problem: null });
    },
  );

  test("leaves a store alone that refuses one file after the other, and does not ask it for all of them", async () => {
    let isAllowed = false;
    const { ships, asked } = shipperTo(() => (isAllowed ? undefined : REFUSED), { ...TIMES, refusedMs: 50, maxMs: 50 });
    for (let n = 0; n < 9; n++) finish(`f${n}`, n + 1);
    const wait = await ships.ship(never);
    await ships.ship(never);
    expect(asked).toEqual(["f0", "f1", "f2"]);

    isAllowed = true;
    await delay(wait);
    await drain(ships);
    expect(await left()).toEqual([]);
  });

  test("leaves a store alone that is away, whatever else is finished meanwhile", async () => {
    const { ships, asked } = shipperTo(() => ({ kind: "away", message: "ECONNREFUSED" }), FOR_EVER);
    finish("a", 1);
    await ships.ship(never);
    finish("b", 2);

    expect(await ships.ship(never)).toBeGreaterThan(100_000);
    expect(asked).toEqual(["a"]);
  });

  test("does not know the store before the first upload", async () => {
    const { ships } = shipperTo(() => undefined);
    await ships.ship(never);
    expect(ships.state).toEqual({ store: "unknown", problem: null });

    finish("a", 1);
    await ships.ship(never);
    expect(ships.state).toEqual({ store: "reached", problem: null });
  });

  test("tells a file that cannot be read here from a store that is away", async () => {
    const store = new S3Store({ bucket: "captures", bucketOwner: OWNER, region: "eu-central-1", triesFolder: tries });
    stores.push(store);

    // A folder can be opened, and reading it fails.
    expect(await store.store({ key: "a", path: folder, bytes: 1 }, never)).toEqual({
      kind: "unreadable",
      message: containing("a cannot be read here: EISDIR"),
      fix: containing("journalctl -k"),
    });
    expect(server.requests).toEqual([]);
  });

  test("without a bucket leaves everything where it is", async () => {
    finish("a", 1);
    const ships = new Shipper(new Outbox(folder), undefined, TIMES, (event) => events.push(event));

    expect(await ships.ship(never)).toBe(0);
    expect(ships.state).toEqual({ store: "off", problem: null });
    expect([await left(), events]).toEqual([["a"], []]);
  });

  test("uploads oldest first, removes what is confirmed, and folders left empty", async () => {
    for (const [key, second] of [
      ["shop/dt=2/b", 3],
      ["shop/dt=1/a", 1],
      ["shop/dt=1/c", 2],
    ] as const)
      finish(key, second);
    const ships = shipper();
    await drain(ships);

    expect(stored()).toEqual(["shop/dt=1/a", "shop/dt=1/c", "shop/dt=2/b"]);
    expect(readdirSync(folder)).toEqual([]);
    expect(ships.takeCounts()).toEqual({ files: 3, bytes: 66, failures: 0 });
    expect(ships.takeCounts()).toEqual({ files: 0, bytes: 0, failures: 0 });
  });

  test("uploads a large file in parts, whole, and removes the parts of a try that failed", async () => {
    const content = Buffer.alloc(11 * 1024 * 1024, "packets");
    finish("large", 1, content);
    server.faults.next({ kind: "slow-down" });
    const ships = shipper({ partBytes: 5 * 1024 * 1024 });
    await drain(ships);

    expect(server.content("large").equals(content)).toBe(true);
    expect(server.bucket.writes.get("large")).toBe(1);
    expect([server.bucket.uploads.size, await left()]).toEqual([0, []]);
  });

  test("knows what was stored by a try whose answer was lost, large or small, and does not write it twice", async () => {
    const content = Buffer.alloc(6 * 1024 * 1024, "packets");
    finish("small", 1);
    finish("large", 2, content);
    server.faults.next({ kind: "stored-but-dropped" });
    const ships = shipper({ partBytes: 5 * 1024 * 1024 });
    await ships.ship(never);
    await drain(ships);
    finish("large", 3, content);
    finish("small", 4);
    await drain(shipper({ partBytes: 5 * 1024 * 1024 }));

    expect([...server.bucket.writes]).toEqual([
      ["small", 1],
      ["large", 1],
    ]);
    expect([server.bucket.uploads.size, await left()]).toEqual([0, []]);
  });

  test("spools while the store is away, tells so, and drains in order when it is back, nothing lost or twice", async () => {
    const ships = shipper();
    await server.goAway();
    const keys = Array.from({ length: 20 }, (_, index) => `f${`${index}`.padStart(2, "0")}`);
    keys.forEach((key, index) => finish(key, index + 1));
    while (events.filter(({ event }) => event === "upload-failed").length < 3) {
      const wait = await ships.ship(never);
      expect(wait).toBeGreaterThan(0);
      await delay(wait);
    }

    expect(ships.state).toMatchObject({ store: "away", problem: containing("ECONNREFUSED") });
    expect(await left()).toEqual(keys);
    await server.comeBack();
    await drain(ships);

    expect([stored(), await left(), ships.state.store]).toEqual([keys, [], "reached"]);
    expect([...server.bucket.writes.values()].every((writes) => writes === 1)).toBe(true);
    expect(ships.takeCounts()).toMatchObject({ files: 20, failures: 3 });
  });

  test("gives a store up that accepts and does not answer, tells so, and drains when it does", async () => {
    const content = Buffer.alloc(6 * 1024 * 1024, "packets");
    finish("small", 1);
    finish("large", 2, content);
    server.faults.always({ kind: "hang" });
    const ships = shipper({ silenceMs: 50, partBytes: 5 * 1024 * 1024 });

    expect(await ships.ship(never)).toBeGreaterThan(0);
    expect(ships.state).toMatchObject({ store: "away", problem: matching(/^TimeoutError: .* 50 ms of inactivity/) });
    server.faults.always(undefined);
    // Then only parts of the large one meet it.
    server.faults.next({ kind: "slow", milliseconds: 0 }, 2);
    server.faults.next({ kind: "hang" }, 3);
    await drain(ships);

    expect([stored(), await left(), ships.state.store]).toEqual([["small", "large"], [], "reached"]);
    expect(server.content("large").equals(content)).toBe(true);
  });

  test("survives a store that is busy, slow, drops connections and stores while it says that it did not", async () => {
    const keys = ["a", "b", "c", "d", "e", "f"];
    keys.forEach((key, index) => finish(key, index + 1, Buffer.alloc(100_000, key)));
    server.faults.next({ kind: "slow-down" }, 4);
    server.faults.next({ kind: "drop-in-body", afterBytes: 1_000 }, 2);
    server.faults.next({ kind: "slow", milliseconds: 300 });
    server.faults.next({ kind: "stored-but-500" }, 2);
    server.faults.next({ kind: "stored-but-dropped" });
    await drain(shipper());

    expect(stored()).toEqual(keys);
    expect([...server.bucket.writes.values()]).toEqual(keys.map(() => 1));
    expect(await left()).toEqual([]);
  });

  test("stops in the middle of an upload when told, and keeps the file", async () => {
    finish("a", 1);
    server.faults.always({ kind: "slow", milliseconds: 500 });
    const stop = new AbortController();
    const shipping = shipper().ship(stop.signal);
    setTimeout(() => {
      stop.abort();
    }, 50);

    await expect(shipping).rejects.toThrow("aborted");
    expect(await left()).toEqual(["a"]);
  });
});
