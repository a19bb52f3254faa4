import { HIDDEN_CLIENT_ALERT } from "./alert-record";
import type { HandshakeNotes } from "./handshake-notes";
import type { HiddenClientFlight, HiddenServerReply } from "./hidden-records";
import type { SideReading } from "./side-reading";
import { clientDataRecords, serverDataRecords } from "./transcript";

/**
 * How long after the client's Finished an encrypted alert still answers it. Verification of a client certificate takes
 * milliseconds; servers that close an idle connection wait for seconds.
 */
const REFUSAL_SECONDS = 1;

/** Notes records of type application_data: data, or in TLS 1.3 whatever else is encrypted, told apart by their lengths. */
export class DataRecords {
  readonly #notes: HandshakeNotes;

  constructor(notes: HandshakeNotes) {
    this.#notes = notes;
  }

  take({ side, length, encrypted }: SideReading): void {
    const { conversation, transcript } = this.#notes;
    const { hiddenClientFlight: flight, hiddenServerReply: reply } = transcript;
    if (flight !== null && reply !== null) {
      if (side === "client") this.#hiddenClientRecord(flight, length);
      else this.#hiddenServerRecord(flight, reply, length);
    } else if (encrypted) {
      if (side === "client") transcript.clientData++;
      else transcript.serverData++;
    } else if (side === "client" && transcript.serverHello === null) transcript.earlyRecords++;
    if (transcript.phase === "finished" && clientDataRecords(transcript) > 0 && serverDataRecords(transcript) > 0) {
      conversation.settled = true;
    }
  }

  #hiddenClientRecord(flight: HiddenClientFlight, length: number): void {
    const meaning = flight.accept(length);
    if (!flight.finished) {
      if (meaning === "alert")
        this.#notes.end({ how: "alert", side: "client", alert: HIDDEN_CLIENT_ALERT, timeUs: this.#notes.timeUs });
      return;
    }
    if (this.#notes.transcript.phase !== "finished") this.#notes.step("client/hidden-finished");
  }

  #hiddenServerRecord(flight: HiddenClientFlight, reply: HiddenServerReply, length: number): void {
    const { transcript } = this.#notes;
    if (transcript.phase !== "finished") {
      this.#notes.step("server/hidden-flight");
      return;
    }
    const meaning = reply.accept(length);
    if (meaning !== "alert" && flight.inDoubt) transcript.recordsAfterDoubt++;
    if (meaning === "alert" && reply.silent && !flight.saidGoodbye) {
      transcript.refusedAfterFinished = this.#notes.timeUs - transcript.finishedAtUs <= REFUSAL_SECONDS * 1e6;
    } else if (!reply.silent) transcript.refusedAfterFinished = false;
  }
}
