/**
 * Has a connection that is over told of: what it says was judged before where others were over in the same way, and is
 * judged outside where none was.
 */
import { Entry, release } from "./bytes/byte-memo";
import { retainedText, SharedText } from "./bytes/shared-text";
import { writeFacts } from "./facts";
import { Connection, ConnectionEnd } from "./flow/connection";
import { Place } from "./order/places";
import { fillPlace } from "./order/record-order";
import { end } from "./outside";
import { recordOf } from "./record-of";
import { resetSituations, situationOf } from "./situation";

/** Of each outcome, by the numbers that `knowJudgement` is given, how many were told without asking outside. */
const counts = memory.data(16, 4);

/** The connection that is judged outside at this moment. */
let judged: Connection | null = null;

export function judgedConnection(): Connection | null {
  return judged;
}

export function tell(connection: Connection, why: ConnectionEnd, nowUs: f64): void {
  const situation = situationOf(connection, why, nowUs);
  const text = situation.text;
  const twin = connection.twin;
  if (text !== null && (twin === null || !twin.reported)) {
    fillPlace(connection.place as Place, recordOf(connection, text));
    store<i32>(counts + ((<usize>situation.detail) << 2), countOf(situation.detail) + 1);
  } else {
    judged = connection;
    writeFacts(connection);
    end(why, nowUs, changetype<usize>(situation));
    judged = null;
  }
  release(situation);
}

/** All connections in this situation say the same from now on: JSON, from `"outcome"` to `closedBy`. */
export function knowJudgement(situation: Entry, judgement: SharedText, outcome: i32): void {
  if (situation.text !== null) return;
  situation.text = retainedText(judgement);
  situation.detail = outcome;
}

export function countOf(outcome: i32): i32 {
  return load<i32>(counts + ((<usize>outcome) << 2));
}

/** Nothing was told, and nothing is known of any situation. */
export function resetTelling(): void {
  memory.fill(counts, 0, 16);
  resetSituations();
}
