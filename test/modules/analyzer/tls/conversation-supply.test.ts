import { ConversationSupply } from "../../../../modules/analyzer/tls/conversation-supply";
import { Transcript } from "../../../../modules/analyzer/tls/transcript";
import * as tls from "../../../support/tls-records";

const TURNS = [
  ["client", tls.clientHello()],
  ["server", tls.serverFlight13()],
  ["client", tls.clientFinished13()],
  ["server", tls.hidden(100)],
  ["client", tls.alert(48)],
] as const;

test("makes a conversation out of one that is over, with nothing left of that one", () => {
  const supply = new ConversationSupply();
  const first = supply.take();
  TURNS.forEach(([side, bytes], index) => {
    first.data(side, bytes, 0, bytes.length, index);
  });
  first.close("server", "rst", 9);
  expect(first.transcript).not.toEqual(new Transcript());
  supply.giveBack(first);
  const second = supply.take();
  expect(second).toBe(first);
  expect(second.transcript).toEqual(new Transcript());
  expect([second.settled, second.client, second.server, second.start.length, second.earlyFin]).toEqual([false, null, null, 0, null]); // prettier-ignore
});

test("reads a conversation the same whatever its object was used for before", () => {
  const supply = new ConversationSupply();
  const phases = [1, 2].map(() => {
    const conversation = supply.take();
    const seen = TURNS.map(([side, bytes], index) => {
      conversation.data(side, bytes, 0, bytes.length, index);
      return conversation.transcript.phase;
    });
    supply.giveBack(conversation);
    return seen;
  });
  expect(phases[1]).toEqual(phases[0]);
});

test("lends no conversation to two at once", () => {
  const supply = new ConversationSupply();
  expect(supply.take()).not.toBe(supply.take());
});
