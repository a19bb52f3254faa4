/** Takes the place of `flow/report-begin.ts`: tells outside, for tests of the flow stage alone, and takes no place. */
import { begin } from "../../../../test/assembly/observer";
import { Connection } from "./connection";

export function beginReport(connection: Connection): void {
  begin(connection.row, connection.ordinal);
}
