import type { Cause, Outcome } from "../../modules/contracts";
import type { StoringState } from "../capture/storing";
import type { TerminationEvent } from "../capture/termination";

/** Records by what was told of them. */
export interface RecordCounts {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Of failed connections. */
  readonly failures: Readonly<Partial<Record<NonNullable<Cause>, number>>>;
}

/** Something an operator wants to know: one line of the log. */
export type ProcessEvent =
  | {
      readonly event: "process-started";
      readonly folder: string;
      readonly collector: string;
      readonly bucket: string | null;
      readonly region: string | null;
    }
  | ({
      readonly event: "file-processed";
      readonly file: string;
      readonly packets: number;
      readonly truncated: number;
      readonly records: number;
      readonly interrupted: boolean;
      readonly milliseconds: number;
      readonly warnings: readonly string[];
    } & RecordCounts)
  /** No capture, a damaged beginning, or a bug, told with its stack: kept in `unreadable/`, and not looked at again. */
  | { readonly event: "file-unreadable"; readonly file: string; readonly message: string }
  /** `file` is null where none could be looked for. */
  | {
      readonly event: "processing-failed";
      readonly file: string | null;
      readonly message: string;
      readonly retrySeconds: number;
    }
  /** The health check could not be told how things stand, mostly since the disk is full. Told once, until it can. */
  | { readonly event: "storing-untold"; readonly message: string }
  | { readonly event: "uploaded"; readonly key: string; readonly bytes: number; readonly lagSeconds: number }
  | { readonly event: "upload-failed"; readonly key: string; readonly message: string; readonly retrySeconds: number }
  /** Waiting does not help: somebody has to change something. */
  | {
      readonly event: "upload-refused";
      readonly key: string;
      readonly message: string;
      readonly fix: string;
      readonly retrySeconds: number;
    }
  | { readonly event: "settings-reloaded" }
  | { readonly event: "settings-refused"; readonly message: string }
  | ({ readonly event: "storing"; readonly seconds: number } & StoringCounts)
  | { readonly event: "handshakes-failed"; readonly cause: string; readonly count: number }
  | TerminationEvent
  | { readonly event: "process-stopped" };

/** Of one interval, and of its end. */
export interface StoringCounts extends Pick<StoringState, "backlog" | "outbox"> {
  readonly uploads: { readonly files: number; readonly bytes: number; readonly failures: number };
  readonly truncatedPackets: number;
  readonly records: RecordCounts;
}

export type Log = (event: ProcessEvent) => void;
