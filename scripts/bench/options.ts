import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { notPositive, notUnderstood, unknownShape } from "./errors";
import { SHAPES, type Shape } from "./shapes";

export const USAGE = `npm run bench -- [options]

Measures "tls-mirror analyze" against tshark and tcpdump on captures it makes itself.

  --only SHAPE     ${SHAPES.join(", ")}; repeatable (default: all)
  --scale          instead: how time and memory grow with packets and with connections open at once
  --size N         times the usual number of connections (default: 1)
  --rounds N       rounds, in each of which all programs run in turn (default: 5)
  --seed N         of the generator (default: 1)
  --folder PATH    where the captures go (default: the system's folder for temporary files)
  --keep           leave the captures there
  --help           show this
`;

export interface BenchOptions {
  readonly shapes: readonly Shape[];
  readonly scale: boolean;
  readonly size: number;
  readonly rounds: number;
  readonly seed: number;
  readonly folder: string;
  readonly keep: boolean;
}

/**
 * Reads the command line; null when help is asked for.
 *
 * @throws UserError when it cannot be understood
 */
export function parseOptions(args: readonly string[]): BenchOptions | null {
  const values = strictly(args);
  if (values.help) return null;
  return {
    shapes: values.only.length === 0 ? SHAPES : values.only.map(shapeOf),
    scale: values.scale,
    size: positive("size", values.size),
    rounds: Math.ceil(positive("rounds", values.rounds)),
    seed: positive("seed", values.seed),
    folder: values.folder,
    keep: values.keep,
  };
}

function strictly(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: "string", multiple: true, default: [] },
        scale: { type: "boolean", default: false },
        size: { type: "string", default: "1" },
        rounds: { type: "string", default: "5" },
        seed: { type: "string", default: "1" },
        folder: { type: "string", default: tmpdir() },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw notUnderstood(error);
  }
}

function shapeOf(text: string): Shape {
  const shape = SHAPES.find((known) => known === text);
  if (shape === undefined) throw unknownShape(text, SHAPES);
  return shape;
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw notPositive(flag, text);
  return value;
}
