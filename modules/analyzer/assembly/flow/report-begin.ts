/** From here on a connection is one to report on. */
import { takePlace } from "../order/places";
import { Connection } from "./connection";

/** Its record has a place in the output: that of the packet which showed it. */
export function beginReport(connection: Connection): void {
  connection.place = takePlace(connection.ordinal);
}
