import { parseNetworkRights } from "../../../scripts/capture/preflight";

const status = (effective: string) =>
  `Name:\tnode\nCapInh:\t0000000000002000\nCapPrm:\tffffffffffffffff\nCapEff:\t${effective}\nCapBnd:\t0\n`;

describe("the right to capture", () => {
  test.each([
    ["0000000000000000", false, false],
    ["0000000000002000", true, false],
    ["0000000000001000", false, true],
    ["000001ffffffffff", true, true],
  ])("is read from effective capabilities %s", (effective, mayCapture, mayAdminister) => {
    expect(parseNetworkRights(status(effective))).toEqual({ mayCapture, mayAdminister });
  });

  test("is not there where the kernel tells no capabilities", () => {
    expect(parseNetworkRights("Name:\tnode\n")).toEqual({ mayCapture: false, mayAdminister: false });
  });
});
