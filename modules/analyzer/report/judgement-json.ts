import type { ClosedBy, Reason } from "../../contracts";
import type { Judgement } from "../verdict/judge";

/** The fields of a record that tell what became of the connection: JSON from `"outcome"` to `closedBy`. */
export function judgementJson({ verdict, alert, closedBy }: Judgement, reason: Reason | null): string {
  const { outcome, cause, certainty } = verdict;
  return (
    `"outcome":"${outcome}","cause":${cause === null ? "null" : `"${cause}"`},"certainty":"${certainty}",` +
    `"reason":${reason === null ? "null" : JSON.stringify(reason)},` +
    `"alert":${alert === null ? "null" : JSON.stringify(alert)},"closedBy":${closedByJson(closedBy)}`
  );
}

function closedByJson(closedBy: ClosedBy | null): string {
  return closedBy === null ? "null" : `{"side":"${closedBy.side}","how":"${closedBy.how}"}`;
}
