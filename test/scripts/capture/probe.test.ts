import { probeDatagram, probeText } from "../../../scripts/capture/probe";

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
