import type { HiddenClientFlight, HiddenServerReply } from "./hidden-records";
import type { SideReading } from "./side-reading";
import type { Ending, Transcript } from "./transcript";

/** All that is remembered of one conversation. */
export interface ConversationState {
  /** Nothing that follows can change what will be said. */
  settled: boolean;
  readonly transcript: Transcript;
  /** Where the reading of each side stands; null before its first byte, and once nothing more is read. */
  client: SideReading | null;
  server: SideReading | null;
  /** Readers of encrypted records, once they were needed. The transcript holds them where they are. */
  flight: HiddenClientFlight | null;
  reply: HiddenServerReply | null;
  /** The client's first bytes, while they do not yet tell what they are, or are an SSLv2 hello. */
  start: Uint8Array;
  /** Of the bytes that settled it, how many are encrypted data. */
  sealedAtEnd: number;
  /** The server's FIN that came before the client's first byte; the client may speak on all the same. */
  earlyFin: Ending | null;
}
