/**
 * What a record says, until its turn comes to be written: a fifth of its line, since it refers to what other records say too.
 */
import { Entry, release } from "../bytes/byte-memo";
import { releaseText, SharedText } from "../bytes/shared-text";

/** Which leg of the balancer's traffic a connection is, as the record's `leg` says. */
export enum Leg {
  LISTENER = 0,
  TARGET = 1,
  UNKNOWN = 2,
}

/** Where no handshake came to its end. */
export const NO_HANDSHAKE: i64 = i64.MIN_VALUE;

@unmanaged
export class HeldRecord {
  /** Number of the packet from which its connection is reported. */
  ordinal: f64;
  startUs: f64;
  endUs: f64;
  bytes: f64;
  missingBytes: f64;
  /** Tenths of a millisecond. */
  handshakeTenths: i64;
  /** Addresses in four words each, the mirrored interface's being of no meaning where nothing was mirrored. */
  client0: i32;
  client1: i32;
  client2: i32;
  client3: i32;
  server0: i32;
  server1: i32;
  server2: i32;
  server3: i32;
  mirror0: i32;
  mirror1: i32;
  mirror2: i32;
  mirror3: i32;
  clientPort: i32;
  serverPort: i32;
  /** -1 where there is none. */
  vni: i32;
  isMirrored: bool;
  isSslv2: bool;
  helloRetried: bool;
  leg: Leg;
  packets: i32;
  /** MD5 in the order of its bytes. */
  ja30: i32;
  ja31: i32;
  ja32: i32;
  ja33: i32;
  /** JSON from `"outcome"` to `closedBy`. */
  judgement: SharedText;
  /** The kind of client, with its JA4 and the lists of its hello, and the server name asked for. */
  hello: Entry | null;
  serverName: Entry | null;
  serverHello: SharedText | null;
  certificate: SharedText | null;
  /** While it is not in use, another one that is not. */
  nextSpare: HeldRecord | null;

  @inline
  get client(): usize {
    return changetype<usize>(this) + offsetof<HeldRecord>("client0");
  }

  @inline
  get server(): usize {
    return changetype<usize>(this) + offsetof<HeldRecord>("server0");
  }

  @inline
  get mirror(): usize {
    return changetype<usize>(this) + offsetof<HeldRecord>("mirror0");
  }

  @inline
  get ja3(): usize {
    return changetype<usize>(this) + offsetof<HeldRecord>("ja30");
  }
}

/** Records are made so many at a time. */
const PIECE_RECORDS = 64;

let spare: HeldRecord | null = null;

/** One to be filled in, to be given back by `dropRecord`. */
export function newRecord(): HeldRecord {
  const record = spare === null ? newPiece() : (spare as HeldRecord);
  spare = record.nextSpare;
  return record;
}

/** It was written, or will not be. */
export function dropRecord(record: HeldRecord): void {
  releaseText(record.judgement);
  release(record.hello);
  release(record.serverName);
  releaseText(record.serverHello);
  releaseText(record.certificate);
  record.nextSpare = spare;
  spare = record;
}

/** The first of new ones, each of which refers to the next. */
function newPiece(): HeldRecord {
  const piece = heap.alloc(PIECE_RECORDS * offsetof<HeldRecord>());
  let next: HeldRecord | null = null;
  for (let i = PIECE_RECORDS - 1; i >= 0; i--) {
    const record = changetype<HeldRecord>(piece + <usize>i * offsetof<HeldRecord>());
    record.nextSpare = next;
    next = record;
  }
  return next as HeldRecord;
}
