import { setImmediate as turn } from "node:timers/promises";
import { Analyzer } from "../../modules/analyzer/analyzer";
import { CaptureReader, emptyPacket, type CaptureWarning, type Packet } from "../../modules/analyzer/capture";
import { KeptPackets } from "../../modules/analyzer/kept-packets";
import type { RecordOutput } from "../../modules/analyzer/order/record-output";
import type { Retention } from "../../modules/contracts";
import { isProbe } from "../capture/probe";
import type { CaptureFile } from "./capture-file";
import type { FindingsFile } from "./findings-file";
import type { PastCapture } from "./history";

/** The capture sees a packet or a probe every 10 s; a longer silence means that it did not run. */
const MAX_SILENT_SECONDS = 30;

/** Two captures that overlap for a moment are one; a clock set back further is another time. */
const MAX_BACK_SECONDS = 5;

/** Packets between two looks at whoever waits: some milliseconds. */
const PACKETS_PER_TURN = 16_384;

export interface AnalysisPlan {
  readonly vni: number;
  readonly listenerPorts: readonly number[];
  readonly retention: Retention;
}

/** Where the results of one raw file go. */
export interface Results {
  readonly findings: FindingsFile;
  readonly capture: CaptureFile;
}

export interface FileCounts {
  /** Mirrored packets; frames of the appliance's own are none. */
  readonly packets: number;
  readonly truncated: number;
  /** Time of the last frame up to here. */
  readonly endUs: number;
  /** The capture had stopped or the clock was set: what was open then was told as it stood. */
  readonly interrupted: boolean;
  readonly warnings: readonly CaptureWarning[];
}

/**
 * Follows the connections of one VNI from file to file: one that spans several is told once, when it ends, in the
 * findings of the file in which it does.
 */
export class VniAnalysis {
  readonly #plan: AnalysisPlan;
  #analyzer: Analyzer;
  /** Takes what is told; null while that was told before. */
  #findings: FindingsFile | null = null;
  #endUs = 0;

  constructor(plan: AnalysisPlan) {
    this.#plan = plan;
    this.#analyzer = this.#begin();
  }

  /** Takes in what was told already. Throws as `process` does. */
  async remember({ path, endUs, interrupted }: PastCapture, signal: AbortSignal): Promise<void> {
    if (interrupted) this.#analyzer = this.#begin();
    // The probes that told of no interruption are not in the copy.
    this.#endUs = 0;
    await this.#read(path, signal, () => undefined);
    this.#rest(endUs);
  }

  /**
   * Analyzes a raw file into `results`.
   *
   * @throws UserError when it is no capture; AbortError when `signal` ended it. The analysis is of no use after that.
   */
  async process(path: string, results: Results, signal: AbortSignal): Promise<FileCounts> {
    const { findings, capture } = results;
    const { retention } = this.#plan;
    this.#findings = findings;
    let kept: KeptPackets | undefined;
    let truncated = 0;
    const accepted = (packet: Packet): void => {
      kept ??= new KeptPackets(this.#analyzer, capture.writer, retention);
      kept.keep(packet);
      capture.packets++;
      if (this.#analyzer.wasCut(packet)) truncated++;
    };
    const { interrupted, warnings } = await this.#read(path, signal, accepted, findings);
    this.#rest(this.#endUs);
    this.#findings = null;
    return { packets: capture.packets, truncated, endUs: this.#endUs, interrupted, warnings };
  }

  /** On an idle link probes alone tell how late it is, and that nobody sent anything until then. */
  #rest(endUs: number): void {
    this.#endUs = endUs;
    this.#analyzer.rest(endUs);
  }

  /** `findings` are given time to be written. */
  async #read(path: string, signal: AbortSignal, accepted: (packet: Packet) => void, findings?: FindingsFile) {
    const reader = await CaptureReader.open(path);
    const packet = emptyPacket();
    let isFirst = true;
    let interrupted = false;
    let untilTurn = PACKETS_PER_TURN;
    try {
      while (await reader.fill()) {
        while (reader.next(packet)) {
          if (isFirst) interrupted = this.#interruptedBy(packet.timeUs);
          isFirst = false;
          if (packet.timeUs > this.#endUs) this.#endUs = packet.timeUs;
          if (!isProbe(packet.bytes, packet.start, packet.end)) {
            this.#analyzer.accept(packet);
            accepted(packet);
          }
          if (--untilTurn > 0) continue;
          // The packet is on loan until the reader is asked again, so that waiting between two is safe.
          untilTurn = PACKETS_PER_TURN;
          await findings?.drain();
          await turn(undefined, { signal });
        }
      }
      await findings?.drain();
    } finally {
      reader.close();
    }
    return { interrupted, warnings: reader.warnings };
  }

  /** Silence of the capture must not be taken for silence of the peers, so what was open is told as it stands. */
  #interruptedBy(timeUs: number): boolean {
    const silentUs = timeUs - this.#endUs;
    if (this.#endUs === 0 || (silentUs <= MAX_SILENT_SECONDS * 1e6 && silentUs >= -MAX_BACK_SECONDS * 1e6))
      return false;
    this.#analyzer.finish();
    this.#analyzer = this.#begin();
    this.#endUs = 0;
    return true;
  }

  #begin(): Analyzer {
    const { vni, listenerPorts } = this.#plan;
    const output: RecordOutput = {
      // One long connection would hold back all findings behind it.
      order: "decision",
      lines: (bytes, start, end) => this.#findings?.add(bytes, start, end),
      decided: (outcome, cause) => this.#findings?.count(outcome, cause),
    };
    return new Analyzer(output, { vni, listeners: { ports: listenerPorts, ranges: [] } });
  }
}
