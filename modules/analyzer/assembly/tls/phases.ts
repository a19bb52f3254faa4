/** How far a handshake has come, and what takes it further: RFC 8446 appendix A, RFC 5246 section 7.3. */

/** In the order of progress. */
export enum Phase {
  /** No byte of the client was seen. */
  OPENING = 0,
  /** The client's hello has begun. */
  HELLO_BEGUN = 1,
  HELLO_SENT = 2,
  /** The server asked for another hello. */
  RETRY_REQUESTED = 3,
  HELLO_RETRIED = 4,
  /** ServerHello was seen. */
  ANSWERED = 5,
  /** The server has said all it has to say before the client's turn. */
  SERVER_DONE = 6,
  /** Up to TLS 1.2: ClientKeyExchange was seen. */
  CLIENT_KEYED = 7,
  /** Up to TLS 1.2, in a resumed session: the server's Finished was seen, and the client's is awaited. */
  SERVER_FINISHED = 8,
  /** Up to TLS 1.2: the client's Finished was seen, and the server's is awaited. */
  CLIENT_FINISHED = 9,
  /** Both have finished. */
  FINISHED = 10,
}

/** What moves a handshake on. In TLS 1.3 `HIDDEN` means an encrypted record whose length tells what it holds. */
export enum Step {
  CLIENT_HELLO_BEGUN,
  CLIENT_HELLO,
  SERVER_HELLO_RETRY_REQUEST,
  SERVER_HELLO,
  SERVER_HELLO_DONE,
  SERVER_HIDDEN_FLIGHT,
  CLIENT_KEY_EXCHANGE,
  CLIENT_FINISHED,
  SERVER_FINISHED,
  CLIENT_HIDDEN_FINISHED,
}

/** A step that is not listed changes nothing: a retransmitted message, or one whose forerunner was lost. */
export function nextPhase(phase: Phase, step: Step): Phase {
  switch (phase) {
    case Phase.OPENING:
      if (step === Step.CLIENT_HELLO_BEGUN) return Phase.HELLO_BEGUN;
      break;
    case Phase.HELLO_BEGUN:
      if (step === Step.CLIENT_HELLO) return Phase.HELLO_SENT;
      break;
    case Phase.HELLO_SENT:
      if (step === Step.SERVER_HELLO) return Phase.ANSWERED;
      if (step === Step.SERVER_HELLO_RETRY_REQUEST) return Phase.RETRY_REQUESTED;
      break;
    case Phase.RETRY_REQUESTED:
      if (step === Step.CLIENT_HELLO) return Phase.HELLO_RETRIED;
      break;
    case Phase.HELLO_RETRIED:
      if (step === Step.SERVER_HELLO) return Phase.ANSWERED;
      break;
    case Phase.ANSWERED:
      if (step === Step.SERVER_HELLO_DONE || step === Step.SERVER_HIDDEN_FLIGHT) return Phase.SERVER_DONE;
      if (step === Step.SERVER_FINISHED) return Phase.SERVER_FINISHED;
      if (step === Step.CLIENT_KEY_EXCHANGE) return Phase.CLIENT_KEYED;
      if (step === Step.CLIENT_HIDDEN_FINISHED) return Phase.FINISHED;
      break;
    case Phase.SERVER_DONE:
      if (step === Step.CLIENT_KEY_EXCHANGE) return Phase.CLIENT_KEYED;
      if (step === Step.CLIENT_FINISHED) return Phase.CLIENT_FINISHED;
      if (step === Step.CLIENT_HIDDEN_FINISHED) return Phase.FINISHED;
      break;
    case Phase.CLIENT_KEYED:
      if (step === Step.CLIENT_FINISHED) return Phase.CLIENT_FINISHED;
      if (step === Step.SERVER_FINISHED) return Phase.FINISHED;
      break;
    case Phase.CLIENT_FINISHED:
      if (step === Step.SERVER_FINISHED) return Phase.FINISHED;
      break;
    case Phase.SERVER_FINISHED:
      if (step === Step.CLIENT_FINISHED) return Phase.FINISHED;
      break;
    default:
      break;
  }
  return phase;
}

/** A ServerHello was seen. */
export function isAnswered(phase: Phase): bool {
  return phase >= Phase.ANSWERED;
}
