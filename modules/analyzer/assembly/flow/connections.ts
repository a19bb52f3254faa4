/** The connections that are followed, by their keys and by the rows of their table. */
import { Connection, CONNECTION_BYTES } from "./connection";
import { probe } from "./key-row";
import { KeyTable } from "./key-table";

const table = new KeyTable(CONNECTION_BYTES);

/** How many there are. */
export function connectionCount(): i32 {
  return table.size;
}

/** The one that the packet at hand belongs to, or null. */
export function findConnection(): Connection | null {
  return changetype<Connection | null>(table.find());
}

/** A row for the connection that begins with the packet at hand. Only its key and the number of its row are set. */
export function addConnection(): Connection {
  const row = table.rowLimit;
  const connection = changetype<Connection>(table.add(probe));
  if (table.rowLimit > row) connection.row = row;
  return connection;
}

/** It is not found any more. Its memory stays until nobody refers to it. */
export function removeConnection(connection: Connection): void {
  table.remove(connection);
}

/** One less refers to the memory of a connection. */
export function releaseConnection(connection: Connection): void {
  if (--connection.references === 0) table.free(connection);
}

/** Starts over, with rows handed out as in the beginning: their order is that in which connections end together. */
export function resetConnections(): void {
  table.reset();
}

/** Pairs a connection, of which the packet at hand is, with one that another mirror session copied of the same. */
export function pairWithTwin(connection: Connection): void {
  let other = table.nextTwin(0);
  while (other !== null && !changetype<Connection>(other).pairWith(connection)) other = table.nextTwin(table.twinIndex);
}

/** Rows in use are below. */
export function rowLimit(): i32 {
  return table.rowLimit;
}

/** The connection in a row, open or not. */
export function connectionAt(row: i32): Connection {
  return changetype<Connection>(table.at(row));
}
