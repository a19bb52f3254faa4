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

describe("a server that leaves before the client's first byte", () => {
  const left = () => tcp().connect().fin("server");
  const early = { side: "server", how: "fin" };

  test("has rejected the hello that was on its way", () => {
    const records = recordsOf(left().client(clientHello()).rst("server"));
    expect(records).toMatchObject([{ outcome: "failed", cause: "server-rejected-hello", closedBy: early }]);
    expect(records[0]?.hello?.ja3).toMatch(/^[0-9a-f]{32}$/);
  });

  test("has missed what the client speaks, and does not keep it from being told", () => {
    const records = recordsOf(left().client("GET / HTTP/1.1\r\n\r\n").fin("client"));
    expect(records).toMatchObject([{ outcome: "not-tls", cause: "plain-http", closedBy: early }]);
  });

  test("has left a client that had nothing to say", () => {
    const records = recordsOf(left().fin("client"));
    expect(records).toMatchObject([{ outcome: "not-tls", cause: "no-client-data", closedBy: early }]);
  });
});

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
