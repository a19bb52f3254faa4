/** How far a handshake has come, and what takes it further: RFC 8446 appendix A, RFC 5246 section 7.3. */

export type Phase =
  /** No byte of the client was seen. */
  | "opening"
  /** The client's hello has begun. */
  | "hello-begun"
  | "hello-sent"
  /** The server asked for another hello. */
  | "retry-requested"
  | "hello-retried"
  /** ServerHello was seen. */
  | "answered"
  /** The server has said all it has to say before the client's turn. */
  | "server-done"
  /** Up to TLS 1.2: ClientKeyExchange was seen. */
  | "client-keyed"
  /** Up to TLS 1.2: the client's Finished was seen, and the server's is awaited. */
  | "client-finished"
  /** Up to TLS 1.2, in a resumed session: the server's Finished was seen, and the client's is awaited. */
  | "server-finished"
  /** Both have finished. */
  | "finished";

/** What moves a handshake on. In TLS 1.3 `hidden` means an encrypted record whose length tells what it holds. */
export type Step =
  | "client/hello-begun"
  | "client/hello"
  | "server/hello-retry-request"
  | "server/hello"
  | "server/hello-done"
  | "server/hidden-flight"
  | "client/key-exchange"
  | "client/finished"
  | "server/finished"
  | "client/hidden-finished";

/** A missing entry is a step that changes nothing: a retransmitted message, or one whose forerunner was lost. */
const TRANSITIONS: Readonly<Record<Phase, Partial<Record<Step, Phase>>>> = {
  opening: { "client/hello-begun": "hello-begun" },
  "hello-begun": { "client/hello": "hello-sent" },
  "hello-sent": { "server/hello": "answered", "server/hello-retry-request": "retry-requested" },
  "retry-requested": { "client/hello": "hello-retried" },
  "hello-retried": { "server/hello": "answered" },
  answered: {
    "server/hello-done": "server-done",
    "server/finished": "server-finished",
    "server/hidden-flight": "server-done",
    "client/key-exchange": "client-keyed",
    "client/hidden-finished": "finished",
  },
  "server-done": {
    "client/key-exchange": "client-keyed",
    "client/finished": "client-finished",
    "client/hidden-finished": "finished",
  },
  "client-keyed": { "client/finished": "client-finished", "server/finished": "finished" },
  "client-finished": { "server/finished": "finished" },
  "server-finished": { "client/finished": "finished" },
  finished: {},
};

export function nextPhase(phase: Phase, step: Step): Phase {
  return TRANSITIONS[phase][step] ?? phase;
}

/** A ServerHello was seen. */
export function isAnswered(phase: Phase): boolean {
  return RANK[phase] >= RANK.answered;
}

/** The server has had its say, so that an end by the client is an answer to it. */
export function isServerDone(phase: Phase): boolean {
  return RANK[phase] >= RANK["server-done"];
}

const RANK: Readonly<Record<Phase, number>> = {
  opening: 0,
  "hello-begun": 1,
  "hello-sent": 2,
  "retry-requested": 3,
  "hello-retried": 4,
  answered: 5,
  "server-done": 6,
  "client-keyed": 7,
  "server-finished": 7,
  "client-finished": 8,
  finished: 9,
};
