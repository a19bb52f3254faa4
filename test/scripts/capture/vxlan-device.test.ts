import type { LinkFacts } from "../../../scripts/capture/vxlan-device";
import { isCard, judgeDevice, vxlanDevices } from "../../../scripts/capture/vxlan-device";

const fit: LinkFacts = {
  ifname: "capture0",
  flags: ["BROADCAST", "MULTICAST", "NOARP", "UP", "LOWER_UP"],
  link_type: "ether",
  linkinfo: { info_kind: "vxlan", info_data: { id: 4660, port: 4789 } },
};

describe("the device that receives a VNI", () => {
  test.each<[string, LinkFacts, boolean, string[]]>([
    ["a network card", { ...fit, linkinfo: undefined }, false, ["it is no virtual device, not vxlan"]],
    ["a bridge", { ...fit, linkinfo: { info_kind: "bridge" } }, false, ["it is a bridge device, not vxlan"]],
    [
      "another VNI on another port",
      { ...fit, linkinfo: { info_kind: "vxlan", info_data: { id: 7, port: 8472 } } },
      false,
      ["it receives VNI 7", "it listens on UDP port 8472, not 4789"],
    ],
    ["one that is down", { ...fit, flags: ["NOARP"] }, false, ["it is down"]],
    [
      "one that merges packets",
      fit,
      true,
      ["generic receive offload is on, which merges packets before they are captured"],
    ],
  ])("is not %s", (_what, facts, receiveOffload, problems) => {
    expect(judgeDevice(facts, 4660, receiveOffload)).toEqual(problems);
  });

  test("is a VXLAN device that is up, for that VNI on UDP port 4789", () => {
    expect(judgeDevice(fit, 4660, false)).toEqual([]);
  });

  test("is named by the VNI's place in the settings", () => {
    expect(vxlanDevices([4660, 7])).toEqual([
      { name: "capture0", vni: 4660 },
      { name: "capture1", vni: 7 },
    ]);
  });

  test("is no card that packets come in by, unlike a network card and a container's veth", () => {
    expect(isCard(fit)).toBe(false);
    expect(isCard({ ...fit, link_type: "loopback", linkinfo: undefined })).toBe(false);
    expect(isCard({ ...fit, linkinfo: undefined })).toBe(true);
    expect(isCard({ ...fit, linkinfo: { info_kind: "veth" } })).toBe(true);
  });
});
