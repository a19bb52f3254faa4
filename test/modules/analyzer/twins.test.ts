import { tcp, type TcpConversation } from "../../support/conversations";
import { linesOfPackets } from "../../support/record-lines";
import { alert, clientHello } from "../../support/tls-records";

const CLIENT = { vni: 1, mirror: "10.0.0.7" };
const BALANCER = { vni: 2, mirror: "10.0.1.10" };
const HELLO = clientHello();

const rejected = (conversation: TcpConversation): TcpConversation =>
  conversation.connect().client(HELLO).server(alert(40)).fin("server").fin("client");
const greeting = (conversation: TcpConversation): TcpConversation =>
  conversation.connect().client("SSH-2.0-OpenSSH\r\n").fin("client").fin("server");

describe.each([
  ["with a hello", rejected],
  ["without a hello", greeting],
])("a line %s that waits for its twin", (_, held) => {
  const [alone] = linesOfPackets(held(tcp(CLIENT)).packets);

  test("is reported as it was, though the lines of others were written meanwhile", () => {
    const others = Array.from({ length: 20 }, (_other, i) => {
      const conversation = tcp({ client: `203.0.113.9:${i + 1}` });
      return i % 2 === 0 ? rejected(conversation) : greeting(conversation);
    });
    // Begun at once, over a while later: it never carried the client's bytes.
    const damaged = tcp(BALANCER).connect().unseen("client", HELLO).wait(5).ack("server").fin("server").fin("client");
    const packets = [held(tcp(CLIENT)), ...others, damaged].flatMap((conversation) => conversation.packets);
    const lines = linesOfPackets(packets.sort((a, b) => a.timeUs - b.timeUs));
    expect(lines).toHaveLength(1 + others.length);
    expect(lines).toContain(alone);
  });
});
