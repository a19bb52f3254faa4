import { parentPort, workerData } from "node:worker_threads";
import { CaptureReader } from "../../modules/analyzer/capture";
import { RecordOrder } from "../../modules/analyzer/record-order";
import { HELD_WITH_ORDINAL } from "../../modules/analyzer/shard-merge";
import { UserError } from "../../modules/contracts";
import { analyzeAlone, wanted, type Watcher } from "./analysis";
import { helloReason } from "./policy";
import type { ShardMessage, ShardTask } from "./shards";
import { FileSpool } from "./spool";

/** Characters sent at once; a message costs as much as a few records. */
const BATCH_CHARACTERS = 256 * 1024;

/** Follows one shard of the connections, and sends their records in order. */
async function main(
  { captures, options, policy, only }: ShardTask,
  send: (message: ShardMessage) => void,
): Promise<void> {
  const lines: string[] = [];
  let characters = 0;
  const flush = (): void => {
    if (lines.length > 0) send({ kind: "lines", text: lines.join("") });
    lines.length = 0;
    characters = 0;
  };
  const spool = new FileSpool();
  const order = new RecordOrder(
    wanted(HELD_WITH_ORDINAL, only),
    (line) => {
      lines.push(line, "\n");
      characters += line.length + 1;
      if (characters >= BATCH_CHARACTERS) flush();
    },
    spool,
    options.limits,
  );
  const watcher: Watcher = {
    gone: false,
    progress: (progress) => {
      send({ kind: "progress", progress });
    },
  };
  const explained = { ...options, ...(policy !== undefined && { policy: helloReason(policy) }) };
  const result = await analyzeAlone(await CaptureReader.open(captures), explained, order, watcher);
  flush();
  spool.close();
  send({ kind: "end", result });
}

const port = parentPort;
if (port !== null) {
  const send = (message: ShardMessage): void => {
    port.postMessage(message);
  };
  main(workerData as ShardTask, send).catch((error: unknown) => {
    // The class of an error is lost between threads.
    if (!(error instanceof UserError)) throw error;
    send({ kind: "refused", message: error.message });
  });
}
