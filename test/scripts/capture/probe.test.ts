import { isProbe, probeDatagram, probeText } from "../../../scripts/capture/probe";

describe("a probe", () => {
  const bytes = Buffer.from(probeDatagram(0xabcdef, "rotation"));

  test("begins with a VXLAN header for its VNI", () => {
    expect(bytes.subarray(0, 8).toString("hex")).toBe("08000000abcdef00");
  });

  test("carries a frame for local experiments between locally administered addresses", () => {
    expect(bytes.subarray(8, 22).toString("hex")).toBe("020000000002" + "020000000001" + "88b5");
  });

  test("says what it is, in a frame of the least length", () => {
    expect(bytes.subarray(22).toString().trimEnd()).toBe("tls-mirror probe rotation");
    expect(bytes).toHaveLength(8 + 60);
  });

  test("keeps a long mark whole", () => {
    const mark = "m".repeat(100);

    expect(Buffer.from(probeDatagram(7, mark)).toString()).toContain(probeText(mark));
  });
});

describe("a captured frame", () => {
  const probe = probeDatagram(7, "rotation").subarray(8);

  test("is no probe when it is shorter, of another type, or between other addresses", () => {
    for (let length = 0; length < probe.length; length++) expect(isProbe(probe, 0, length)).toBe(false);
    for (let offset = 0; offset < 14; offset++) {
      const other = probe.slice();
      other[offset]! ^= 1;
      expect(isProbe(other, 0, other.length)).toBe(false);
    }
  });

  test("is known as a probe wherever it lies in the bytes", () => {
    expect(isProbe(probe, 0, probe.length)).toBe(true);
    expect(isProbe(Uint8Array.of(1, 2, ...probe), 2, 2 + probe.length)).toBe(true);
  });
});
