import { parentPort, workerData } from "node:worker_threads";
import { CaptureReader } from "../../modules/analyzer/capture";
import { ByteWriter } from "../../modules/analyzer/bytes/byte-writer";
import type { RecordOutput } from "../../modules/analyzer/order/record-output";
import { UserError } from "../../modules/contracts";
import { analyzeAlone, type Watcher } from "./analysis";
import { offerReason } from "./policy";
import type { ShardMessage, ShardTask } from "./shards";
import { FileSpool } from "./spool";

/** Bytes sent at once; a message costs as much as a few records. */
const BATCH_BYTES = 256 * 1024;

/** Bytes read from one message about progress to the next. */
const PROGRESS_BYTES = 16 * 1024 * 1024;

/** Follows one shard of the connections, and sends their records in order. */
async function main(
  { captures, options, policy, only }: ShardTask,
  send: (message: ShardMessage) => void,
): Promise<void> {
  const batch = new ByteWriter(BATCH_BYTES + 16 * 1024);
  const flush = (): void => {
    if (batch.length > 0) send({ kind: "lines", lines: batch.bytes.slice(0, batch.length) });
    batch.length = 0;
  };
  const spool = new FileSpool();
  const output: RecordOutput = {
    lines: (bytes, start, end) => {
      batch.copy(bytes, start, end);
      if (batch.length >= BATCH_BYTES) flush();
    },
    spool,
    numbered: true,
    ...(only !== undefined && { only }),
  };
  let toldBytes = 0;
  const watcher: Watcher = {
    gone: false,
    progress: (progress) => {
      // All shards read the same; one of them tells enough.
      if (options.shard?.index !== 0 || progress.readBytes - toldBytes < PROGRESS_BYTES) return;
      toldBytes = progress.readBytes;
      send({ kind: "progress", progress });
    },
  };
  const explained = { ...options, ...(policy !== undefined && { policy: offerReason(policy) }) };
  const result = await analyzeAlone(await CaptureReader.open(captures), explained, output, watcher);
  flush();
  spool.close();
  send({ kind: "end", result });
}

const port = parentPort;
if (port !== null) {
  const send = (message: ShardMessage): void => {
    // Lines change hands without being copied.
    port.postMessage(message, message.kind === "lines" ? [message.lines.buffer] : []);
  };
  main(workerData as ShardTask, send).catch((error: unknown) => {
    // The class of an error is lost between threads.
    if (!(error instanceof UserError)) throw error;
    send({ kind: "refused", message: error.message });
  });
}
