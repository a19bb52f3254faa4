import { tcpdumpCommand } from "../../../scripts/capture/tcpdump";

const options = {
  device: "capture0",
  fileTemplate: "/spool/%S.pcap",
  rotationSeconds: 60,
  fileSizeLimitMegabytes: 625,
};

describe("the command line of tcpdump", () => {
  test("takes whole jumbo frames into a large buffer and rotates by time and size", () => {
    const command = tcpdumpCommand(options, "tls-mirror").join(" ");

    expect(command).toBe("--pdeathsig INT tcpdump -i capture0 -n -p -s 9216 -B 65536 -G 60 -C 625 -w /spool/%S.pcap");
  });

  test("keeps root from becoming the user tcpdump, who could not write", () => {
    expect(tcpdumpCommand(options, "root").join(" ")).toContain(" -Z root -w ");
  });
});
