import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Spool } from "../../../scripts/capture/spool";

let folder: string;
let spool: Spool;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tls-mirror-"));
  spool = await Spool.in(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const EMPTY_PCAP = Buffer.from("d4c3b2a1" + "02000400" + "00000000".repeat(2) + "00000400" + "01000000", "hex");

async function openFile(name: string, content: Buffer | string = EMPTY_PCAP) {
  await writeFile(join(spool.openFolder, name), content);
  return (await spool.openFiles()).find((file) => file.name === name)!;
}

describe("the folders of captures", () => {
  test("ignore files that are not captures", async () => {
    await writeFile(join(spool.openFolder, "lost+found"), "");
    await writeFile(join(spool.closedFolder, "README"), "");

    expect(await spool.openFiles()).toEqual([]);
    expect(await spool.closedFiles()).toEqual([]);
  });

  test("hold nothing yet where nobody has captured", async () => {
    const before = new Spool(join(folder, "later"));

    expect(await before.closedFiles()).toEqual([]);
    expect(await before.openBytes()).toBe(0);
  });

  test("count what is being written, captures and results that are made of them", async () => {
    await openFile("7-20261122T150000Z-0.pcap", "12345");
    await mkdir(join(folder, "work"));
    await writeFile(join(folder, "work", "7-20261122T140000Z.pcap.pcapng"), "1234567");

    expect(await spool.openBytes()).toBe(12);
  });

  test("never write one finished file over another", async () => {
    const names: string[] = [];
    for (const name of ["7-20261122T150000Z-0.pcap", "7-20261122T150000Z-1.pcap", "7-20261122T150000Z-1.pcap2"]) {
      names.push((await spool.close(await openFile(name, name))).name);
    }

    expect(names).toEqual(["7-20261122T150000Z.pcap", "7-20261122T150000Z-1.pcap", "7-20261122T150000Z-2.pcap"]);
    expect(await readFile(join(spool.closedFolder, names[1]!), "utf8")).toBe("7-20261122T150000Z-1.pcap");
    expect(await readdir(spool.openFolder)).toEqual([]);
  });

  test("never give a name twice, also when its first bearer is stored and gone", async () => {
    const first = await spool.close(await openFile("7-20261122T150000Z-0.pcap", ""));
    await rm(join(spool.closedFolder, first.name));
    const second = await spool.close(await openFile("7-20261122T150000Z-1.pcap", ""));
    await rm(join(spool.closedFolder, second.name));
    // What a start after a crash finds of a time whose other files are gone.
    const later = await Spool.in(folder);
    const third = await later.close(await openFile("7-20261122T150000Z-0.pcap3", ""));

    expect([first, second, third].map(({ name }) => name)).toEqual([
      "7-20261122T150000Z.pcap",
      "7-20261122T150000Z-1.pcap",
      "7-20261122T150000Z-3.pcap",
    ]);
  });

  test("list open files in the order they were begun", async () => {
    const names = ["", "1", "2", "10"].map((number) => `7-20261122T150000Z-0.pcap${number}`);
    for (const name of [...names].reverse()) await openFile(name, "");

    expect((await spool.openFiles()).map(({ name }) => name)).toEqual(names);
  });

  test("give a time that came before another name, also when the file of that name is long gone", async () => {
    const names: string[] = [];
    for (const time of ["150000", "150100", "150000", "150100", "150100", "150200"]) {
      const { name } = await spool.close(await openFile(`7-20261122T${time}Z-0.pcap`));
      await rm(join(spool.closedFolder, name));
      names.push(name.slice(11));
      // A later run knows of it too.
      spool = await Spool.in(folder);
    }

    expect(names).toEqual([
      "150000Z.pcap",
      "150100Z.pcap",
      "150000Z-1.pcap",
      "150100Z-2.pcap",
      "150100Z-3.pcap",
      "150200Z.pcap",
    ]);
  });

  test("finish a file under a name of its own even where names cannot be written down", async () => {
    await mkdir(join(folder, "names.json"));
    const { name } = await spool.close(await openFile("7-20261122T150000Z-0.pcap"));

    expect(name).toMatch(/^7-20261122T150000Z-\d{10}\.pcap$/);
  });

  test("give names to files that are closed at the same moment", async () => {
    const names = ["7", "8", "9"].flatMap((vni) => [0, 1].map((run) => `${vni}-20261122T150000Z-${run}.pcap`));
    const files = await Promise.all(names.map((name) => openFile(name)));
    const closed = await Promise.all(files.map((file) => spool.close(file)));

    expect(closed.map(({ name }) => name)).toEqual(
      ["7", "8", "9"].flatMap((vni) => [`${vni}-20261122T150000Z.pcap`, `${vni}-20261122T150000Z-1.pcap`]),
    );
  });

  test("list finished files from the oldest write on, with their sizes", async () => {
    for (const [vni, seconds] of [
      [3, 100],
      [1, 300],
      [2, 200],
    ] as const) {
      const closed = await spool.close(await openFile(`${vni}-20261122T150000Z-0.pcap`, "x".repeat(vni)));
      await utimes(join(spool.closedFolder, closed.name), seconds, seconds);
    }

    expect((await spool.closedFiles()).map(({ name, bytes }) => [name.slice(0, 1), bytes])).toEqual([
      ["3", 3],
      ["2", 2],
      ["1", 1],
    ]);
  });

  test("count the bytes of files being written", async () => {
    await openFile("7-20261122T150000Z-0.pcap", "12345");
    await openFile("8-20261122T150000Z-0.pcap", "123");

    expect(await spool.openBytes()).toBe(8);
  });

  test("keep what is whole of a file left behind, and remove one that holds nothing", async () => {
    const kept = await openFile("7-20261122T150000Z-0.pcap", Buffer.concat([EMPTY_PCAP, Buffer.alloc(7)]));
    const empty = await openFile("8-20261122T150000Z-0.pcap", "");

    expect(await spool.recover(kept)).toEqual({ name: "7-20261122T150000Z.pcap", bytesCut: 7 });
    expect(await spool.recover(empty)).toEqual({ name: "8-20261122T150000Z-0.pcap", bytesCut: undefined });
    expect(await readdir(spool.openFolder)).toEqual([]);
    expect((await spool.closedFiles()).map((file) => file.bytes)).toEqual([EMPTY_PCAP.length]);
  });
});
