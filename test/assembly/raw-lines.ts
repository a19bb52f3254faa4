/** Takes the place of the writer of lines: a line is what a test put into the record's judgement. */
import { lengthOf, SharedText } from "../bytes/shared-text";
import { HeldRecord } from "./held-record";

/** Where the lists of the line last written belong; tests put it into `packets`. */
export let listsAt = -1;

export function lineRoom(record: HeldRecord): i32 {
  const hello = record.hello;
  return record.judgement.length + (hello === null ? 0 : lengthOf(hello.lists));
}

export function writeLine(start: usize, record: HeldRecord, withLists: bool): usize {
  const line = record.judgement;
  const hello = record.hello;
  const lists: SharedText | null = hello === null ? null : hello.lists;
  listsAt = record.packets;
  if (!withLists || lists === null) {
    memory.copy(start, line.bytes, line.length);
    return start + line.length;
  }
  memory.copy(start, line.bytes, listsAt);
  memory.copy(start + listsAt, lists.bytes, lists.length);
  memory.copy(start + listsAt + lists.length, line.bytes + listsAt, line.length - listsAt);
  return start + line.length + lists.length;
}
