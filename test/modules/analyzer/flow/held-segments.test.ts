import { tcp, type TcpConversation } from "../../../support/conversations";
import { follow } from "./event-log";

/** Segments in, what is told of them out. */
function told(conversation: TcpConversation, limits?: Parameters<typeof follow>[1]): readonly string[] {
  return follow(conversation.packets, limits).logs[0]!;
}

describe("limits", () => {
  const behindHole = () => tcp().connect().unseen("client", "?").client("abcdef").client("ghijkl").client("mnopqr");

  test.each([
    ["bytes held per direction", { maxPendingBytes: 17 }],
    ["segments held per direction", { maxPendingSegments: 2 }],
    ["bytes held for all connections together", { maxPendingBytesTotal: 17 }],
  ])("stop the reading of a connection beyond the %s", (_, limits) => {
    expect(told(behindHole(), limits)).toEqual(["over limit", "capture-end"]);
  });

  test("are not reached by as much as they allow", () => {
    const limits = { maxPendingBytes: 18, maxPendingSegments: 3, maxPendingBytesTotal: 18 };
    expect(told(behindHole(), limits)).toEqual(["capture-end"]);
  });

  test("make an acknowledged hole believed at once", () => {
    const conversation = tcp().connect().unseen("client", "?").client("ab").ack("server").client("cd").client("ef");
    const expected = ["client gap of 1, unseen", "client: abcdef", "capture-end"];
    expect(told(conversation, { maxPendingSegments: 2 })).toEqual(expected);
  });

  test.each([
    ["bytes held per direction", { maxPendingBytes: 17 }],
    ["segments held per direction", { maxPendingSegments: 1 }],
    ["bytes held for all connections together", { maxPendingBytesTotal: 17 }],
  ])("count no longer what was delivered: the %s", (_, limits) => {
    const conversation = tcp().connect();
    // Ten bytes come before their turn each time.
    for (let next = 1001; next < 1001 + 15 * 20; next += 15) {
      conversation.segment("client", next + 5, "fghijklmno").segment("client", next, "abcde");
    }
    expect(told(conversation, limits)).toEqual([`client: ${"abcdefghijklmno".repeat(20)}`, "capture-end"]);
  });

  test("are there for others again once a connection is over", () => {
    const total = { maxPendingBytesTotal: 17 };
    const first = tcp().connect().unseen("client", "?").client("abcdefgh").client("ijklmnop");
    const second = tcp({ clientIsn: 7_000_000, startUs: first.endUs }).connect();
    second.segment("client", 7_000_006, "fghijklmno").segment("client", 7_000_001, "abcde");
    const { logs } = follow([...first.packets, ...second.packets], total);
    expect(logs).toEqual([["closed"], ["client: abcdefghijklmno", "capture-end"]]);
  });
});
