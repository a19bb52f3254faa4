import {
  closedFileName,
  isClosedFileName,
  openFileTemplate,
  parseOpenFileName,
} from "../../../scripts/capture/file-names";

describe("names of capture files", () => {
  test.each([
    "4660.pcap",
    "4660-20261122T150000Z.pcap",
    "a-20261122T150000Z-0.pcap",
    "4660-20261122T150000Z-0.pcap~",
    "",
  ])("do not take %j for a file of tcpdump's", (name) => {
    expect(parseOpenFileName(name)).toBeUndefined();
  });

  test("tell VNI, time and run of a file being written, and of further ones of the same time", () => {
    const expected = { vni: 4660, time: "20261122T150000Z", run: 3 };

    expect(parseOpenFileName("4660-20261122T150000Z-3.pcap")).toMatchObject({ ...expected, number: 0 });
    expect(parseOpenFileName("4660-20261122T150000Z-3.pcap12")).toMatchObject({ ...expected, number: 12 });
  });

  test("keep a percent sign in the folder from strftime", () => {
    expect(openFileTemplate("/data/100%Y", 7, 0)).toBe("/data/100%%Y/7-%Y%m%dT%H%M%SZ-0.pcap");
  });

  test("differ for finished files of one VNI and time", () => {
    const file = parseOpenFileName("7-20261122T150000Z-3.pcap12")!;
    const names = [0, 1, 2].map((number) => closedFileName(file, number));

    expect(names).toEqual(["7-20261122T150000Z.pcap", "7-20261122T150000Z-1.pcap", "7-20261122T150000Z-2.pcap"]);
    expect(names.filter(isClosedFileName)).toEqual(names);
  });

  test("do not take other files for finished captures", () => {
    expect(["notes.txt", "7-20261122T150000Z.pcap.part"].filter(isClosedFileName)).toEqual([]);
  });
});
