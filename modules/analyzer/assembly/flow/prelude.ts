import { Side } from "../side";
import { startsClientHello, Verdict } from "../tls/opening";
import { limits } from "./limits";

/**
 * Follows a connection on a port that is no listener's until TLS begins in it: at once, or after a few lines of another
 * protocol (STARTTLS, CONNECT). A ClientHello is looked for where a segment's bytes begin.
 */
@unmanaged
export class Prelude {
  /** Payload bytes that came before the conversation. */
  bytes: f64 = 0;
  /** Of each side, the bytes that may begin a ClientHello, and are too few to tell. */
  private heldOfClient: usize = 0;
  private heldOfServer: usize = 0;
  private lengthOfClient: i32 = 0;
  private lengthOfServer: i32 = 0;
  private over: bool = false;
  /** Where the hello begins that was found, and where it ends. */
  start: usize = 0;
  end: usize = 0;

  /** Nothing was found, and nothing is looked for any more. */
  get settled(): bool {
    return this.over || this.bytes > limits.maxPreludeBytes;
  }

  /** Looks at the next bytes of a side. True if TLS begins with those that then are `[start, end)`. */
  opensWith(side: Side, start: usize, end: usize): bool {
    const isClients = side === Side.CLIENT;
    let held = isClients ? this.heldOfClient : this.heldOfServer;
    let length = isClients ? this.lengthOfClient : this.lengthOfServer;
    if (length > 0) {
      held = heap.realloc(held, <usize>length + (end - start));
      memory.copy(held + length, start, end - start);
      length += <i32>(end - start);
      start = held;
      end = held + length;
      this.keep(side, held, length);
    }
    const opens = startsClientHello(start, end);
    if (opens === Verdict.YES) {
      this.start = start;
      this.end = end;
      return true;
    }
    if (opens === Verdict.NO) {
      this.bytes += <f64>(end - start);
      this.drop(side);
    } else if (length === 0) {
      length = <i32>(end - start);
      held = heap.alloc(length);
      memory.copy(held, start, length);
      this.keep(side, held, length);
    }
    return false;
  }

  gap(side: Side, length: i32): void {
    this.drop(side);
    this.bytes += length;
  }

  stop(): void {
    this.over = true;
  }

  /** Nobody needs it any more. */
  free(): void {
    this.drop(Side.CLIENT);
    this.drop(Side.SERVER);
    heap.free(changetype<usize>(this));
  }

  private keep(side: Side, held: usize, length: i32): void {
    if (side === Side.CLIENT) {
      this.heldOfClient = held;
      this.lengthOfClient = length;
    } else {
      this.heldOfServer = held;
      this.lengthOfServer = length;
    }
  }

  private drop(side: Side): void {
    const held = side === Side.CLIENT ? this.heldOfClient : this.heldOfServer;
    if (held !== 0) heap.free(held);
    this.keep(side, 0, 0);
  }
}
