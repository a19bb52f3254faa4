import { LinkType } from "../../../modules/analyzer/capture";
import { analyzePackets } from "../../support/analyze";
import { tcp, type TcpConversation } from "../../support/conversations";
import { alert, clientHello } from "../../support/tls-records";

function recordsOf({ packets }: TcpConversation) {
  const frames = packets.map(({ bytes, timeUs, wireLength = bytes.length }) => {
    return { bytes, timeUs, wireLength, linkType: LinkType.ETHERNET };
  });
  return analyzePackets(frames).records;
}

describe("a server that still held an earlier connection open", () => {
  test.each([
    ["ahead of", 100_000],
    ["behind", 0xf000_0000],
  ])("is connected to at the second attempt, its numbers %s the client's", (_, earlier) => {
    const records = recordsOf(
      tcp()
        .syn()
        .ack("server", { acknowledgment: earlier })
        .segment("client", earlier, "", { flags: "R", acknowledgment: null })
        .wait(1)
        .syn()
        .synAck()
        .ack("client")
        .client(clientHello())
        .wait(3)
        .server(alert(40))
        .fin("server"),
    );
    expect(records.at(-1)).toMatchObject({
      outcome: "failed",
      cause: "server-rejected-hello",
      alert: { code: 40 },
      closedBy: { side: "server", how: "fin" },
    });
    expect(records.map(({ hello }) => hello !== null)).toEqual([false, true]);
  });
});
