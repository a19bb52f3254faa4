import { DEFAULT_LIMITS } from "../../../../modules/analyzer/analyzer";
import type { ConnectionRecord } from "../../../../modules/contracts";
import { analyzePackets } from "../../../support/analyze";
import { tcp, type TcpConversation } from "../../../support/conversations";
import { concat, ethernet, icmpError, ip, IpProtocol } from "../../../support/frames";
import * as tls from "../../../support/tls-records";
import { ext } from "../tls/hello-bytes";

/** The record of a connection, by the whole analyzer. */
function recordOf(conversation: TcpConversation): ConnectionRecord {
  const { records } = analyzePackets(conversation.packets);
  expect(records).toHaveLength(1);
  return records[0]!;
}

/** `outcome/cause`, with a question mark where it is only likely. */
function verdictOf(conversation: TcpConversation): string {
  const { outcome, cause, certainty } = recordOf(conversation);
  return `${outcome}${cause === null ? "" : `/${cause}`}${certainty === "likely" ? "?" : ""}`;
}

type Row = readonly [what: string, verdict: string, conversation: () => TcpConversation];

function table(rows: readonly Row[]): void {
  test.each(rows)("%s: %s", (_, verdict, conversation) => {
    expect(verdictOf(conversation())).toBe(verdict);
  });
}

const hello = tls.clientHello();
const connected = () => tcp().connect();
const greeted = () => connected().client(hello);
/** Up to the server's flight. */
const answered12 = () => greeted().server(tls.serverFlight12());
const answered13 = () => greeted().server(tls.serverFlight13());
const mutual12 = () => greeted().server(tls.mutualServerFlight12());
const retried = () => greeted().server(tls.helloRetryRequest());
/** Both have finished. */
const finished12 = () => answered12().client(tls.clientFlight12()).server(tls.finished12());
const finished13 = () => answered13().client(tls.clientFinished13());
/** TLS 1.2, session resumed: the server finishes first. */
const resumed12 = () => greeted().server(concat(tls.handshake(tls.serverHello12()), tls.finished12()));
const closed = (conversation: TcpConversation) => conversation.fin("client").fin("server");

describe("no TLS", () => {
  table([
    ["a SYN answered by a reset", "not-tls/refused", () => tcp().syn().rst("server")],
    ["a SYN sent twice and never answered", "not-tls/no-syn-ack", () => tcp().syn().wait(1).syn()],
    ["a SYN after which the capture ends at once", "undetermined/still-open", () => tcp().syn()],
    ["connected and closed by the client", "not-tls/no-client-data", () => closed(connected())],
    ["connected and reset by the client", "not-tls/no-client-data", () => connected().rst("client")],
    ["connected and closed by the server", "not-tls/no-client-data", () => connected().fin("server")],
    ["half connected and left", "not-tls/no-client-data", () => tcp().syn().synAck().rst("client")],
    ["connected and silent to the end of the capture", "undetermined/still-open", connected],
    ["HTTP", "not-tls/plain-http", () => closed(connected().client("GET / HTTP/1.1\r\n\r\n"))],
    ["HTTP, byte by byte", "not-tls/plain-http", () => closed(connected().client("G").client("E").client("T /"))],
    ["the PROXY protocol, version 1", "not-tls/proxy-protocol", () => connected().client("PROXY TCP4 192.0.2.1 ")],
    ["SSH", "not-tls/ssh", () => connected().server("SSH-2.0-x\r\n").client("SSH-2.0-OpenSSH_9.2\r\n")],
    ["another protocol", "not-tls/other-protocol", () => closed(connected().client("hello?"))],
    ["one byte that begins no hello", "not-tls/other-protocol", () => closed(connected().client("\r"))],
  ]);

  test("a SYN whose sender learns by ICMP that nobody is there was refused", () => {
    const syn = tcp().syn();
    const quoted = icmpError({ type: 3, code: 1 }, syn.packets[0]!.bytes.slice(14, 42));
    const bytes = ethernet(
      {},
      ip({ source: "192.0.2.1", destination: "203.0.113.5", protocol: IpProtocol.ICMP }, quoted),
    );
    const { records } = analyzePackets([...syn.packets, { timeUs: syn.packets[0]!.timeUs, bytes }]);
    expect(records[0]).toMatchObject({ outcome: "not-tls", cause: "refused" });
  });
});

describe("the hello", () => {
  table([
    ["answered by a fatal alert", "failed/server-rejected-hello", () => greeted().server(tls.alert(40)).fin("server")],
    ["answered by close_notify", "failed/server-rejected-hello", () => greeted().server(tls.alert(0, 1)).fin("server")],
    ["answered by a FIN", "failed/server-rejected-hello", () => greeted().fin("server")],
    ["answered by a reset", "failed/server-rejected-hello", () => greeted().rst("server")],
    ["12 s of silence, then a FIN", "failed/server-rejected-hello", () => greeted().ack("server").wait(12).fin("server")],
    ["29 s of silence, then close_notify", "failed/server-rejected-hello", () => greeted().wait(29).server(tls.alert(0, 1))],
    ["an alert before the hello is whole", "failed/server-rejected-hello", () => connected().client(hello.slice(0, 60)).server(tls.alert(50))],
    ["61 s of silence", "failed/server-stalled", () => greeted().ack("server").wait(61).fin("server")],
    ["not answered when the capture ends", "undetermined/still-open", () => greeted().ack("server")],
    ["left by the client with a FIN", "failed/interrupted", () => greeted().ack("server").fin("client")],
    ["left by the client with a reset", "failed/interrupted", () => greeted().ack("server").rst("client")],
    ["left by the client with an alert", "failed/interrupted", () => greeted().client(tls.alert(90, 1)).client(tls.alert(0, 1))],
    ["answered in HTTP", "failed/interrupted", () => greeted().server("HTTP/1.1 400 Bad Request\r\n\r\n").fin("server")],
    ["followed by another hello", "failed/interrupted", () => greeted().client(hello)],
    ["half a hello, then a FIN of the client", "failed/hello-incomplete", () => connected().client(hello.slice(0, 60)).ack("server").fin("client")],
    ["half a hello, then a FIN of the server", "failed/hello-incomplete", () => connected().client(hello.slice(0, 60)).fin("server")],
    ["half a hello, then 61 s of silence", "failed/hello-incomplete", () => connected().client(hello.slice(0, 60)).ack("server").wait(61).fin("client")],
    ["one byte of a hello, then a FIN", "failed/hello-incomplete", () => connected().client(hello.slice(0, 1)).ack("server").fin("client")],
    ["a hello whose lengths contradict each other", "failed/hello-malformed", () => connected().client(hello.with(45, 0xff)).server(tls.alert(50))],
    ["a record header in the middle that is none", "failed/hello-malformed", () => connected().client(tls.record(22, hello.slice(5, 60))).client("nonsense").ack("server")],
    ["another handshake message than a hello", "failed/hello-malformed", () => connected().client(tls.handshake(tls.message(20, new Uint8Array(12)))).rst("server")],
    ["an alert instead of a hello", "failed/hello-malformed", () => connected().client(tls.alert(40)).fin("client")],
  ]); // prettier-ignore

  test("an SSLv2 hello that led nowhere", () => {
    const sslv2 = Uint8Array.of(0x80, 0x2b, 1, 3, 1, 0, 18, 0, 0, 0, 16, ...new Uint8Array(34));
    expect(verdictOf(connected().client(sslv2).fin("server"))).toBe("failed/sslv2-hello");
    expect(verdictOf(connected().client(sslv2).fin("client"))).toBe("failed/sslv2-hello");
    expect(verdictOf(connected().client(sslv2).server(tls.serverFlight12()).client(tls.alert(48)))).toBe(
      "failed/client-rejected-server",
    );
  });
});

describe("a hello that is to be sent again", () => {
  table([
    ["left by the client with a FIN", "failed/hello-retry-abandoned", () => retried().fin("client")],
    ["left by the client with an alert", "failed/hello-retry-abandoned", () => retried().client(tls.alert(47))],
    ["left by the client after the second hello", "failed/hello-retry-abandoned", () => retried().client(hello).fin("client")],
    ["never sent", "failed/client-stalled", () => retried().wait(61).fin("client")],
    ["given up by the server", "failed/server-rejected-hello", () => retried().fin("server")],
    ["rejected", "failed/server-rejected-hello", () => retried().client(hello).server(tls.alert(40))],
    ["not answered", "failed/server-stalled", () => retried().client(hello).ack("server").wait(61).fin("client")],
    ["accepted", "completed?", () => retried().client(hello).server(tls.serverFlight13()).client(tls.clientFinished13())],
  ]); // prettier-ignore

  test("the retry is told", () => {
    const whole = retried().client(hello).server(tls.serverFlight13()).client(tls.clientFinished13());
    expect(recordOf(whole).hello).toMatchObject({ retried: true });
    expect(recordOf(greeted().server(tls.alert(40))).hello).toMatchObject({ retried: false });
  });
});

describe("warnings", () => {
  const warned = () => greeted().server(concat(tls.alert(112, 1), tls.serverFlight12()));
  table([
    ["unrecognized_name before a good handshake", "completed", () => warned().client(tls.clientFlight12()).server(tls.finished12()).client(tls.hidden(50)).server(tls.hidden(90))],
    ["unrecognized_name before the client's rejection", "failed/client-rejected-server", () => warned().client(tls.alert(48))],
    ["unrecognized_name, then a FIN", "failed/server-rejected-hello", () => greeted().server(tls.alert(112, 1)).fin("server")],
    ["in TLS 1.3 the level says nothing", "failed/client-rejected-server", () => answered13().client(tls.alert(42, 1))],
  ]); // prettier-ignore

  test("the warning before a FIN is told as what came with it", () => {
    expect(recordOf(greeted().server(tls.alert(112, 1)).fin("server")).alert).toMatchObject({ code: 112, level: 1 });
  });

  test("user_canceled before close_notify is what the client meant", () => {
    const { alert } = recordOf(answered12().client(concat(tls.alert(90, 1), tls.alert(0, 1))));
    expect(alert).toMatchObject({ by: "client", code: 90, name: "user_canceled" });
  });
});

describe("TLS 1.2", () => {
  const certificateFlight = (...messages: Uint8Array[]) => concat(tls.handshake(...messages), tls.finished12());
  const withEmpty = () => mutual12().client(certificateFlight(tls.emptyCertificate(), tls.clientKeyExchange()));
  const withFull = () => mutual12().client(certificateFlight(tls.certificate(), tls.clientKeyExchange()));
  table([
    ["finished, with data both ways", "completed", () => closed(finished12().client(tls.hidden(50)).server(tls.hidden(90)))],
    ["finished, still open", "completed", finished12],
    ["finished, then closed without data", "completed/closed-after-handshake", () => closed(finished12())],
    ["finished, then close_notify", "completed/closed-after-handshake", () => finished12().client(tls.encryptedAlert()).fin("client")],
    ["resumed", "completed", () => closed(resumed12().client(concat(tls.finished12(), tls.hidden(50))).server(tls.hidden(90)))],
    ["resumed, then an encrypted alert in place of Finished", "failed/client-rejected-server?", () => resumed12().client(concat(tls.changeCipherSpec(), tls.encryptedAlert()))],
    ["the client's alert after the server's flight", "failed/client-rejected-server", () => answered12().client(tls.alert(48)).fin("client")],
    ["close_notify after the server's flight", "failed/client-rejected-server", () => answered12().client(tls.alert(0, 1)).fin("client")],
    ["the client's alert before the server's flight is over", "failed/client-rejected-server", () => greeted().server(tls.handshake(tls.serverHello12(), tls.certificate())).client(tls.alert(42))],
    ["a FIN of the client after the server's flight", "failed/client-closed-silently", () => answered12().fin("client")],
    ["a reset of the client after the server's flight", "failed/client-closed-silently", () => answered12().rst("client")],
    ["a FIN of the client in the server's flight", "failed/interrupted", () => greeted().server(tls.handshake(tls.serverHello12(), tls.certificate())).fin("client")],
    ["61 s of the client's silence after the server's flight", "failed/client-stalled", () => answered12().ack("client").wait(61).fin("client")],
    ["61 s of silence in the server's flight", "failed/server-stalled", () => greeted().server(tls.handshake(tls.serverHello12())).ack("client").wait(61).fin("server")],
    ["61 s of the server's silence after the client's Finished", "failed/server-stalled", () => answered12().client(tls.clientFlight12()).ack("server").wait(61).fin("server")],
    ["the server's alert after the client's key exchange", "failed/server-rejected-client", () => answered12().client(tls.clientFlight12()).server(tls.alert(20))],
    ["the server's encrypted alert before its own Finished", "failed/server-rejected-client?", () => answered12().client(tls.clientFlight12()).server(concat(tls.changeCipherSpec(), tls.encryptedAlert()))],
    ["a FIN of the server after the client's key exchange", "failed/interrupted", () => answered12().client(tls.clientFlight12()).fin("server")],
    ["a FIN of the server before it", "failed/interrupted", () => answered12().fin("server")],
    ["a FIN of the client before the server's Finished", "failed/interrupted", () => answered12().client(tls.clientFlight12()).fin("client")],
    ["an alert after an empty client certificate", "failed/client-certificate-missing", () => withEmpty().server(tls.alert(40))],
    ["an alert after a full client certificate", "failed/client-certificate-rejected", () => withFull().server(tls.alert(48))],
    ["bad_record_mac after a full client certificate", "failed/server-rejected-client", () => withFull().server(tls.alert(20))],
    ["an alert after a client certificate alone", "failed/client-certificate-missing", () => mutual12().client(tls.handshake(tls.emptyCertificate())).server(tls.alert(40))],
    ["a client certificate that is accepted", "completed", () => withFull().server(tls.finished12())],
    ["a second hello in the middle of nothing", "failed/interrupted", () => answered12().client("GET / HTTP/1.1\r\n")],
  ]); // prettier-ignore
});

describe("TLS 1.3", () => {
  const reply = (conversation: TcpConversation, ...lengths: number[]) =>
    conversation.server(concat(...lengths.map(tls.hidden)));
  const flight = (...lengths: number[]) =>
    answered13().client(concat(tls.changeCipherSpec(), ...lengths.map(tls.hidden)));
  const early = () => connected().client(concat(tls.earlyDataHello(), tls.hidden(300)));
  table([
    ["finished, with data both ways", "completed", () => closed(reply(finished13().client(tls.hidden(60)), 234, 234, 90))],
    ["finished, with a request only", "completed?", () => finished13().client(tls.hidden(60))],
    ["finished, then tickets and a close", "completed/closed-after-handshake?", () => closed(reply(finished13(), 234, 234))],
    ["finished, then the client's close_notify", "completed/closed-after-handshake?", () => finished13().client(tls.hidden(19)).fin("client")],
    ["a plaintext alert of the client", "failed/client-rejected-server", () => answered13().client(tls.alert(48)).fin("client")],
    ["a hidden alert of the client", "failed/client-rejected-server?", () => flight(19).fin("client")],
    ["a hidden alert of a Java client", "failed/client-rejected-server?", () => flight(35).fin("client")],
    ["a FIN instead of Finished", "failed/client-closed-silently", () => answered13().fin("client")],
    ["a reset instead of Finished", "failed/client-closed-silently", () => answered13().rst("client")],
    ["a FIN after ChangeCipherSpec alone", "failed/client-closed-silently", () => flight().fin("client")],
    ["61 s of the client's silence", "failed/client-stalled", () => answered13().ack("client").wait(61).fin("client")],
    ["a FIN of the server", "failed/interrupted", () => answered13().fin("server")],
    ["an empty certificate, then an alert at once", "failed/client-certificate-missing?", () => reply(flight(25, 53), 19).fin("server")],
    ["an empty certificate, tickets, then data", "completed", () => reply(flight(25, 53, 60), 234, 90)],
    ["a full certificate, then an alert at once", "failed/client-certificate-rejected?", () => reply(flight(900, 280, 53), 19).fin("server")],
    ["a full certificate in one record, then an alert", "failed/client-certificate-rejected?", () => reply(flight(1400), 19).fin("server")],
    ["a Finished alone, then an alert at once", "failed/server-rejected-client?", () => reply(flight(53), 19).fin("server")],
    ["a Finished alone, tickets, then an alert", "completed/closed-after-handshake?", () => reply(flight(53), 234, 19).fin("server")],
    ["a Finished alone, and an alert 10 s later", "completed/closed-after-handshake?", () => reply(flight(53).wait(10), 19).fin("server")],
    ["the server's alert that answers the client's close", "completed/closed-after-handshake?", () => reply(flight(53, 19), 19).fin("server")],
    ["the server's alert after the client's FIN", "completed/closed-after-handshake?", () => reply(flight(53).fin("client"), 19).fin("server")],
    ["early data that the server took", "completed", () => reply(early().server(tls.serverFlight13()).client(concat(tls.hidden(21), tls.hidden(53))), 234, 90)],
    ["early data that the server skipped", "completed?", () => early().server(tls.serverFlight13()).client(tls.hidden(53))],
    ["a hidden alert after early data", "failed/client-rejected-server?", () => early().server(tls.serverFlight13()).client(tls.hidden(19))],
  ]); // prettier-ignore
});

describe("what the capture cannot tell", () => {
  const half = hello.slice(0, 60);
  const rest = hello.slice(60);
  table([
    ["the beginning of the hello is missing and was acknowledged", "undetermined/capture-gap", () => connected().unseen("client", half).client(rest).server(tls.serverFlight12()).fin("client")],
    ["the beginning of the hello is missing, and the server rejects it", "undetermined/capture-gap", () => connected().unseen("client", half).client(rest).server(tls.alert(40)).fin("server")],
    ["the whole hello is missing and was acknowledged", "undetermined/capture-gap", () => connected().unseen("client", hello).server(tls.alert(40)).fin("server")],
    ["the hello is missing, and the client's flight is there", "undetermined/capture-gap", () => connected().unseen("client", hello).server(tls.serverFlight12()).client(tls.clientFlight12()).server(tls.finished12())],
    ["the end of the hello is missing and was acknowledged", "undetermined/capture-gap", () => connected().client(half).unseen("client", rest).fin("server")],
    ["the server's flight is missing", "undetermined/capture-gap", () => greeted().unseen("server", tls.serverFlight12()).client(tls.clientFlight12()).server(tls.finished12())],
    ["the server's flight is missing before an alert of the client", "undetermined/capture-gap", () => greeted().unseen("server", tls.serverFlight12()).client(tls.alert(48)).fin("client")],
    ["a hole that nobody tried to fill", "undetermined/capture-gap", () => connected().unseen("client", half).client(rest).fin("client")],
    ["the hello was cut by the snapshot length, and nobody went on", "undetermined/truncated", () => connected().client(hello, { captured: 40 }).fin("server")],
    ["nothing of the hello was captured", "undetermined/truncated", () => connected().client(hello, { captured: 0 }).server(tls.alert(40)).fin("server")],
    ["the ServerHello was cut", "undetermined/truncated", () => greeted().server(tls.serverFlight12(), { captured: 30 }).client(tls.clientFlight12()).server(tls.finished12())],
    ["joined at the client's key exchange", "undetermined/joined-late", () => tcp().client(tls.clientFlight12()).server(tls.finished12()).client(tls.hidden(60)).server(tls.hidden(60)).fin("client")],
    ["joined at the client's key exchange, still open", "undetermined/joined-late", () => tcp().client(tls.clientFlight12()).server(tls.finished12())],
    ["joined at the client's certificate", "undetermined/joined-late", () => tcp().client(tls.handshake(tls.certificate())).server(tls.alert(48)).fin("server")],
    ["joined in the middle of data", "undetermined/joined-late", () => closed(tcp().client(tls.hidden(60)).server(tls.hidden(60)))],
    ["joined in the middle of a record", "undetermined/joined-late", () => closed(tcp().client("\x91\x17\x03 noise").server(tls.hidden(60)))],
    ["joined after all data", "undetermined/joined-late", () => tcp().fin("client").fin("server")],
    ["the client's packets only", "undetermined/one-sided", () => tcp().syn().ack("client").client(hello).client(tls.clientFinished13()).fin("client")],
    ["the server's packets only", "undetermined/one-sided", () => tcp().synAck().server(tls.serverFlight13()).fin("server")],
    ["a handshake in progress", "undetermined/still-open", answered13],
  ]); // prettier-ignore

  test("joined late, but at the hello: judged as ever", () => {
    expect(verdictOf(tcp().client(hello).server(tls.alert(40)).fin("server"))).toBe("failed/server-rejected-hello");
    expect(verdictOf(tcp().client(hello).server(tls.serverFlight13()).client(tls.alert(48)))).toBe(
      "failed/client-rejected-server",
    );
  });

  test("a hello cut by the snapshot length hides nothing of what the server says to it", () => {
    expect(verdictOf(connected().client(hello, { captured: 40 }).server(tls.alert(40)).fin("server"))).toBe(
      "failed/server-rejected-hello",
    );
  });

  test("a hello cut by the snapshot length may have offered early data", () => {
    const cut = connected().client(tls.earlyDataHello(), { captured: 40 }).server(tls.serverFlight13());
    expect(verdictOf(cut.client(concat(tls.hidden(21), tls.hidden(53))))).toBe("completed?");
  });

  test("a port used again in mid-handshake: the end of the first connection was not seen", () => {
    const first = answered13();
    const again = tcp({ clientIsn: 77_000, startUs: first.packets.at(-1)!.timeUs }).connect();
    const { records } = analyzePackets([...first.packets, ...again.packets]);
    expect(records.map(({ cause }) => cause)).toEqual(["capture-gap", "still-open"]);
  });

  test("connections beyond a limit", () => {
    const first = answered13();
    const second = tcp({ client: "203.0.113.6:50000", startUs: first.packets.at(-1)!.timeUs }).connect();
    const limits = { ...DEFAULT_LIMITS, maxConnections: 1 };
    const { records } = analyzePackets([...first.packets, ...second.packets], { limits });
    expect(records.map(({ cause }) => cause)).toEqual(["over-limit", "still-open"]);
  });

  test("bytes held beyond a limit", () => {
    const limits = { ...DEFAULT_LIMITS, maxPendingBytes: 10 };
    const { records } = analyzePackets(connected().unseen("client", "?").client(hello).ack("server", { acknowledgment: 1001 }).packets, { limits }); // prettier-ignore
    expect(records.map(({ cause }) => cause)).toEqual(["over-limit"]);
  });
});

describe("what the network lost", () => {
  const big = tls.clientHello({ extensions: [ext.versions([0x0304]), [21, new Array<number>(1400).fill(0)]] });
  const serverFlight = concat(tls.serverHello13(), tls.hidden(3000));
  const silentServer = (conversation: TcpConversation) => conversation.ack("server", { acknowledgment: 1001 });

  /** The first segment never arrives, the second does: the hole is seen, the mirror being at the server. */
  const holeInHello = () => {
    const conversation = silentServer(connected().unseen("client", big.slice(0, 1400)).client(big.slice(1400)));
    for (const seconds of [1, 2, 4, 8]) conversation.wait(seconds).again("client", big.slice(1400));
    return conversation;
  };
  /** Seen by the mirror and never by the client: the server sends its flight again and again. */
  const deafClient = () => {
    const conversation = greeted().server(serverFlight);
    for (const seconds of [1, 2, 4]) conversation.wait(seconds).again("server", serverFlight);
    return conversation;
  };

  test.each([
    ["the server gives up", () => holeInHello().wait(10).fin("server", { acknowledgment: 1001 })],
    ["the client gives up", () => holeInHello().wait(10).fin("client")],
    ["the stall limit is reached", () => holeInHello().wait(61).ack("server", { acknowledgment: 1001 })],
  ])("a hole in the hello that is never filled, until %s", (_, conversation) => {
    expect(verdictOf(conversation())).toBe("failed/hello-incomplete");
  });

  test.each([
    ["the client gives up", () => deafClient().fin("client", { acknowledgment: 5001 })],
    ["the client resets", () => deafClient().rst("client", { acknowledgment: 5001 })],
    ["the server gives up", () => deafClient().fin("server")],
    ["the stall limit is reached", () => deafClient().wait(61).again("server", serverFlight)],
  ])("a server's flight that never arrives, until %s", (_, conversation) => {
    expect(recordOf(conversation())).toMatchObject({ cause: "server-stalled", reason: { kind: "path-mtu" } });
  });

  test("an alert decides, however often the flight before it was sent", () => {
    expect(verdictOf(deafClient().client(tls.alert(48)))).toBe("failed/client-rejected-server");
  });

  test("a flight sent again and then acknowledged was slow, and nothing else", () => {
    const slow = deafClient()
      .client(tls.clientFinished13())
      .client(tls.hidden(60))
      .server(concat(tls.hidden(234), tls.hidden(90)));
    expect(verdictOf(slow)).toBe("completed");
  });
});

describe("who ended it", () => {
  test.each([
    ["the first FIN", () => finished12().fin("server").fin("client"), { side: "server", how: "fin" }],
    ["the first reset", () => greeted().rst("server").rst("client"), { side: "server", how: "rst" }],
    ["a FIN before a reset", () => answered13().fin("client").rst("server"), { side: "client", how: "fin" }],
    ["silence of the server", () => greeted().ack("server").wait(61).rst("client"), { side: "server", how: "timeout" }],
    ["silence of the client", () => answered13().wait(61).rst("server"), { side: "client", how: "timeout" }],
    ["nobody", finished13, null],
  ])("is %s", (_, conversation, closedBy) => {
    expect(recordOf(conversation()).closedBy).toEqual(closedBy);
  });
});

describe("the alert", () => {
  test.each([
    ["in clear", () => greeted().server(tls.alert(40)), { by: "server", level: 2, code: 40, name: "handshake_failure", encrypted: false }],
    ["hidden in TLS 1.3", () => answered13().client(tls.hidden(19)), { by: "client", level: null, code: null, name: null, encrypted: true }],
    ["of a server that refuses a client after its Finished", () => finished13().server(tls.hidden(19)).fin("server"), { by: "server", level: null, code: null, name: null, encrypted: true }],
    ["after an unreadable hello", () => connected().client(hello.with(45, 0xff)).server(tls.alert(50)), { by: "server", level: 2, code: 50, name: "decode_error", encrypted: false }],
    ["that only closes a finished handshake", () => finished12().client(tls.encryptedAlert()), null],
    ["after the end of the handshake", () => greeted().fin("server").client(tls.alert(0, 1)), null],
  ])("%s", (_, conversation, alert) => {
    expect(recordOf(conversation()).alert).toEqual(alert);
  }); // prettier-ignore
});
