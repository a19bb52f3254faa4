import type { TrafficOptions } from "./traffic";

export const SHAPES = ["handshakes", "mixed", "failing"] as const;
export type Shape = (typeof SHAPES)[number];

/** Open at once, as on a busy balancer. */
const CONCURRENT = 5000;

const SIZES: Readonly<Record<Shape, Pick<TrafficOptions, "connections" | "failing" | "dataSegments">>> = {
  /** Nothing but handshakes. */
  handshakes: { connections: 200_000, failing: 0.05, dataSegments: 0 },
  /** Handshakes and the data they are made for: about 0.9 GB. */
  mixed: { connections: 20_000, failing: 0.05, dataSegments: 30 },
  failing: { connections: 100_000, failing: 1, dataSegments: 0 },
};

/** The traffic of a shape, with its number of connections multiplied by `scale`. */
export function trafficOf(shape: Shape, scale: number, encapsulated: boolean, seed: number): TrafficOptions {
  const size = SIZES[shape];
  return {
    ...size,
    connections: Math.max(1, Math.round(size.connections * scale)),
    concurrent: Math.max(1, Math.min(CONCURRENT, Math.round((size.connections * scale) / 4))),
    encapsulated,
    seed,
  };
}
