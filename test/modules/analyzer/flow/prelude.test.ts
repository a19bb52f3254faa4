import { tcp } from "../../../support/conversations";
import { clientHello } from "../../../support/tls-records";
import { follow } from "./event-log";

describe("on a port that is no listener's", () => {
  const smtp = (startUs?: number) => tcp({ server: "10.0.1.10:25", startUs });

  test("a connection is not reported", () => {
    const closed = smtp().connect().server("220 ready").client("EHLO").fin("client");
    expect(follow(closed.packets).logs).toEqual([]);
  });

  test("a hello as the first bytes is reported from the SYN on", () => {
    const { followed, logs } = follow(smtp().connect().client(clientHello()).packets);
    expect(logs).toEqual([[`client: ${Buffer.from(clientHello()).toString("latin1")}`, "capture-end"]]);
    expect(followed[0]!.connection.packets).toBe(4);
  });

  test("a hello after other bytes is reported from the hello on", () => {
    const before = smtp().connect().server("220 ready").client("STARTTLS").server("220 go");
    const { followed, logs } = follow(before.client(clientHello()).server("answer").packets);
    expect(logs[0]!.slice(1)).toEqual(["server: answer", "capture-end"]);
    const { packets, bytes, startUs } = followed[0]!.connection;
    expect([packets, bytes, startUs]).toEqual([2, clientHello().length + 6, before.packets[6]!.timeUs]);
  });

  test("the sender of the hello is the client, whoever connected", () => {
    const { followed } = follow(smtp().connect().server(clientHello()).packets);
    expect(followed[0]!.connection.client.port).toBe(25);
  });

  test("a hello after more bytes than a limit is not looked for", () => {
    const late = smtp().connect().server("x".repeat(20)).client("y").client(clientHello());
    expect(follow(late.packets, { maxPreludeBytes: 20 }).logs).toEqual([]);
    expect(follow(late.packets, { maxPreludeBytes: 21 }).logs).toHaveLength(1);
  });
});
