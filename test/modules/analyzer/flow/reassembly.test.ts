import { tcp, type TcpConversation } from "../../../support/conversations";
import { follow } from "./event-log";

/** Segments in, what the consumer is told out. */
function told(conversation: TcpConversation, limits?: Parameters<typeof follow>[1]): readonly string[] {
  return follow(conversation.packets, limits).logs[0]!;
}

/** The packets of a connection in another order: `order[i]` is the place of the one that comes i-th. */
function inOrder(conversation: TcpConversation, order: readonly number[]): readonly string[] {
  const { packets } = conversation;
  // A mirror reorders packets on the way, so their capture times come with their new places.
  const shuffled = order.map((from, to) => ({ ...packets[from]!, timeUs: packets[to]!.timeUs }));
  return follow(shuffled).logs[0]!;
}

const EXCHANGE = () => tcp().connect().client("hello").server("answer").client("thanks").fin("server").fin("client");
const EXCHANGE_TOLD = ["client: hello", "server: answer", "client: thanks", "server fin", "client fin", "closed"];

describe("in order", () => {
  test("tells data and ends as they come", () => {
    expect(told(EXCHANGE().wait(3).ack("server"))).toEqual(EXCHANGE_TOLD);
  });

  test("sees one stream where the sequence numbers wrap inside a segment and between two", () => {
    const conversation = tcp({ clientIsn: 0xfffffffd, serverIsn: 0xffffffff });
    conversation.connect().client("hello").server("answer").client("thanks").fin("server").fin("client");
    expect(told(conversation)).toEqual(EXCHANGE_TOLD);
  });

  test("takes data in the SYN for the beginning of the stream", () => {
    expect(told(tcp().syn(Buffer.from("he")).synAck().client("llo"))).toEqual(["client: hello", "capture-end"]);
  });

  test("takes the data of a FIN before the FIN", () => {
    const conversation = tcp().connect().client("bye", { flags: "FPA" });
    expect(told(conversation)).toEqual(["client: bye", "client fin", "capture-end"]);
  });

  test("takes a reset for the end of a connection whatever its number says", () => {
    const conversation = tcp().connect().client("hello").segment("server", 0, undefined, { flags: "R" });
    expect(told(conversation)).toEqual(["client: hello", "server rst", "closed"]);
  });

  test("hears a refusal from a server that says nothing else", () => {
    const conversation = tcp().syn().segment("server", 0, undefined, { flags: "RA" });
    expect(told(conversation)).toEqual(["server rst", "closed"]);
  });
});

describe("sent again", () => {
  test("tells bytes once, whatever the second copy holds", () => {
    const conversation = tcp().connect().client("hello");
    conversation.segment("client", 1001, "HELLO").segment("client", 1003, "LLO, you").server("answer");
    expect(told(conversation)).toEqual(["client: hello, you", "server: answer", "capture-end"]);
  });

  test("tells the first copy of bytes that overlap before their turn", () => {
    const conversation = tcp().connect();
    conversation.segment("client", 1005, "efgh").segment("client", 1003, "CDEF").segment("client", 1001, "abc");
    expect(told(conversation)).toEqual(["client: abcDEFgh", "capture-end"]);
  });

  test("tells a FIN once", () => {
    const conversation = tcp().connect().fin("client").segment("client", 1001, undefined, { flags: "FA" });
    expect(told(conversation)).toEqual(["client fin", "capture-end"]);
  });

  test("takes a keep-alive, which repeats the last byte, for nothing", () => {
    const conversation = tcp().connect().client("hello").server("answer").segment("client", 1005, "o").ack("server");
    expect(told(conversation)).toEqual(["client: hello", "server: answer", "capture-end"]);
    expect(follow(conversation.packets).followed[0]!.connection.client.retransmissions).toBe(0);
  });

  test("counts what the peer had not acknowledged", () => {
    const conversation = tcp().connect().client("hello").again("client", "hello").again("client", "hello");
    const { client } = follow(conversation.packets).followed[0]!.connection;
    expect([client.retransmissions, client.largestRetransmission, client.unacknowledged]).toEqual([2, 5, true]);
  });

  test("counts segments behind a hole as well, although none was delivered", () => {
    const conversation = tcp().connect().unseen("client", "hel").client("lo").again("client", "lo");
    expect(follow(conversation.packets).followed[0]!.connection.client.retransmissions).toBe(1);
  });
});

describe("out of order", () => {
  test("waits for the segment that is missing", () => {
    const conversation = tcp().connect();
    conversation.segment("client", 1006, "world").segment("client", 1001, "hello");
    expect(told(conversation)).toEqual(["client: helloworld", "capture-end"]);
  });

  test("tells an answer after its question, though it was captured before", () => {
    // SYN, SYN-ACK, ACK, hello, answer, thanks, FIN, FIN
    expect(inOrder(EXCHANGE(), [0, 1, 2, 4, 3, 5, 6, 7])).toEqual(EXCHANGE_TOLD);
  });

  test.each([
    ["the SYN-ACK before the SYN", [1, 0, 2, 3, 4, 5, 6, 7]],
    ["the client's data before everything else", [3, 0, 1, 2, 4, 5, 6, 7]],
    ["the answer before the connection", [4, 3, 2, 1, 0, 5, 6, 7]],
    ["the last data after both FINs", [0, 1, 2, 3, 4, 6, 7, 5]],
    ["backwards", [7, 6, 5, 4, 3, 2, 1, 0]],
  ])("tells the same with %s", (_, order) => {
    expect(inOrder(EXCHANGE(), order)).toEqual(EXCHANGE_TOLD);
  });

  test("tells the same in 300 random orders", () => {
    const random = seeded(7);
    for (let round = 0; round < 300; round++) {
      const order = [0, 1, 2, 3, 4, 5, 6, 7].map((place) => ({ place, key: random() }));
      order.sort((a, b) => a.key - b.key);
      const places = order.map(({ place }) => place);
      expect({ places, told: inOrder(EXCHANGE(), places) }).toEqual({ places, told: EXCHANGE_TOLD });
    }
  });
});

describe("split anywhere", () => {
  const [hello, answer] = ["hello", "answer"];
  const cuts = Array.from({ length: hello.length + 1 }, (_, at) => at);
  test.each(cuts)("tells the same with the hello split after %d bytes and the answer as well", (at) => {
    const conversation = tcp().connect().client(hello.slice(0, at)).client(hello.slice(at));
    conversation.server(answer.slice(0, at)).server(answer.slice(at)).client("thanks").fin("server").fin("client");
    expect(told(conversation)).toEqual(EXCHANGE_TOLD);
  });
});

describe("missing", () => {
  test("is a gap as soon as the peer acknowledged it and packets had their time to come", () => {
    const conversation = tcp().connect().unseen("client", "hel").client("lo").server("answer").wait(3).ack("client");
    const { logs, followed } = follow(conversation.packets);
    expect(logs[0]).toEqual(["client gap of 3, unseen", "client: lo", "server: answer", "capture-end"]);
    expect(followed[0]!.connection.client.missing).toBe(3);
  });

  test("is not believed before that time has passed", () => {
    const conversation = tcp().connect().unseen("client", "hel").client("lo").server("answer").wait(1).ack("client");
    conversation.segment("client", 1001, "hel", { acknowledgment: 5001 });
    expect(told(conversation)).toEqual(["client: hello", "server: answer", "capture-end"]);
  });

  test("is a gap at the end of a stream too, where nothing follows it", () => {
    const conversation = tcp().connect().client("hel").unseen("client", "lo").server("answer");
    expect(told(conversation)).toEqual(["client: hel", "client gap of 2, unseen", "server: answer", "capture-end"]);
  });

  test("is a gap in the server's stream that begins where its client's acknowledgments say", () => {
    const conversation = tcp().connect().client("hello").unseen("server", "ans").server("wer").ack("client");
    expect(told(conversation)).toEqual(["client: hello", "server gap of 3, unseen", "server: wer", "capture-end"]);
  });

  test("is no gap when the peer never acknowledged it: nothing behind it arrived", () => {
    const conversation = tcp().connect().unseen("client", "hel");
    conversation.client("lo").again("client", "lo").ack("server", { acknowledgment: 1001 });
    const { logs, followed } = follow(conversation.packets);
    expect(logs[0]).toEqual(["capture-end"]);
    const { client } = followed[0]!.connection;
    expect([client.lostOnTheWay, client.missing, client.retransmissions]).toEqual([3, 0, 1]);
  });

  test("is the rest of a packet that the capture cut", () => {
    const conversation = tcp().connect().client("hello", { captured: 2 }).client(" world").server("answer");
    const expected = ["client: he", "client gap of 3, cut", "client:  world", "server: answer", "capture-end"];
    expect(told(conversation)).toEqual(expected);
  });

  test("keeps the kind of a cut packet that came before its turn", () => {
    const conversation = tcp().connect();
    conversation.segment("client", 1004, "lo", { captured: 1 }).segment("client", 1001, "hel");
    expect(told(conversation)).toEqual(["client: hell", "client gap of 1, cut", "capture-end"]);
  });
});

describe("joined late", () => {
  test("begins with the first bytes seen", () => {
    const conversation = tcp().client("late").server("answer").wait(3).ack("client");
    expect(told(conversation)).toEqual(["client: late", "server: answer", "capture-end"]);
  });

  test("puts early segments into order before it believes where the stream begins", () => {
    const conversation = tcp().segment("client", 1004, "lo").segment("client", 1001, "hel").wait(3).ack("client");
    expect(told(conversation)).toEqual(["client: hello", "capture-end"]);
  });

  test("begins where the SYN-ACK says, although the SYN was not captured", () => {
    const conversation = tcp().synAck().unseen("client", "hel").client("lo").server("answer");
    const expected = ["client gap of 3, unseen", "client: lo", "server: answer", "capture-end"];
    expect(told(conversation)).toEqual(expected);
    expect(follow(conversation.packets).followed[0]!.connection.client.fromSyn).toBe(true);
  });

  test("begins where the client's first acknowledgment says, although the SYN-ACK was not captured", () => {
    const conversation = tcp().syn().ack("client").client("hello").unseen("server", "ans").server("wer").ack("client");
    expect(told(conversation)).toEqual(["client: hello", "server gap of 3, unseen", "server: wer", "capture-end"]);
  });
});

test("tells one side's bytes when the other was not captured, but acknowledged", () => {
  const conversation = tcp();
  const { packets } = conversation.connect().client("hello").server("answer").client("thanks").fin("client");
  const clientOnly = packets.filter((_, index) => ![1, 4].includes(index));
  expect(follow(clientOnly).logs[0]).toEqual([
    "client: hello",
    "server gap of 6, unseen",
    "client: thanks",
    "client fin",
    "capture-end",
  ]);
});

describe("once nothing more is wanted", () => {
  test("tells the end, and counts what is missing", () => {
    const conversation = tcp().connect().unseen("client", "?").client("ab").ack("server");
    conversation.client("cd").client("ef").client("gh").unseen("client", "?").client("ij").ack("server").fin("client");
    const following = follow(conversation.packets, { maxPendingBytes: 1 });
    expect(following.logs[0]!.at(-2)).toBe("client fin");
    expect(following.followed[0]!.connection.client.missing).toBe(2);
  });
});

/** Numbers from 0 to 1, the same at every run: a linear congruential generator (Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
