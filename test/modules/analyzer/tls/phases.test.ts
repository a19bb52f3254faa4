import { PHASES, type Phase } from "../../../../modules/analyzer/tls/transcript";
import { TlsEngine } from "./tls-engine";

const { parts } = new TlsEngine();

/** In the order of `assembly/tls/phases.ts`. */
const STEPS = [
  "client/hello-begun",
  "client/hello",
  "server/hello-retry-request",
  "server/hello",
  "server/hello-done",
  "server/hidden-flight",
  "client/key-exchange",
  "client/finished",
  "server/finished",
  "client/hidden-finished",
] as const;
type Step = (typeof STEPS)[number];

function nextPhase(phase: Phase, step: Step): Phase {
  return PHASES[parts.nextPhase(PHASES.indexOf(phase), STEPS.indexOf(step))]!;
}

/** Phases on the way, from no byte of the client. */
function way(...steps: readonly Step[]): readonly Phase[] {
  let phase: Phase = "opening";
  return steps.map((step) => (phase = nextPhase(phase, step)));
}

const HELLO: readonly Step[] = ["client/hello-begun", "client/hello"];

test.each<[string, Step[], Phase[]]>([
  [
    "a full handshake up to TLS 1.2",
    ["server/hello", "server/hello-done", "client/key-exchange", "client/finished", "server/finished"],
    ["answered", "server-done", "client-keyed", "client-finished", "finished"],
  ],
  [
    "a resumed one",
    ["server/hello", "server/finished", "client/key-exchange", "client/finished"],
    ["answered", "server-finished", "server-finished", "finished"],
  ],
  [
    "TLS 1.3",
    ["server/hello", "server/hidden-flight", "server/hidden-flight", "client/hidden-finished"],
    ["answered", "server-done", "server-done", "finished"],
  ],
  [
    "TLS 1.3 after a request for another hello",
    ["server/hello-retry-request", "client/hello", "server/hello", "client/hidden-finished"],
    ["retry-requested", "hello-retried", "answered", "finished"],
  ],
])("%s goes its way", (_, steps, phases) => {
  expect(way(...HELLO, ...steps).slice(2)).toEqual(phases);
});

test.each<[Phase, Step]>([
  ["opening", "server/hello"],
  ["hello-begun", "server/hello"],
  ["hello-sent", "client/hello"],
  ["hello-sent", "client/hidden-finished"],
  ["hello-retried", "server/hello-retry-request"],
  ["retry-requested", "server/hello"],
  ["server-done", "server/hello"],
  ["client-finished", "client/key-exchange"],
  ["finished", "client/hello"],
  ["finished", "server/finished"],
])("in %s, %s changes nothing", (phase, step) => {
  expect(nextPhase(phase, step)).toBe(phase);
});

test("the ServerHello was seen from `answered` on", () => {
  expect(PHASES.filter((_, phase) => parts.isAnswered(phase) !== 0)).toEqual(PHASES.slice(5));
});
