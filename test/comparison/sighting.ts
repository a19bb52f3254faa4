/** What one program saw of one TCP connection, in the words in which two programs can be compared. */
export interface Sighting {
  /** Both ends as `address:port`, sorted: which of them is the client is a judgement, and not compared here. */
  readonly between: string;
  readonly hellos: readonly HelloSighting[];
  readonly alerts: readonly AlertSighting[];
}

/** A ClientHello. */
export interface HelloSighting {
  readonly from: string;
  /** Null for a hello in the format of SSL 2.0, which has none. */
  readonly ja3: string | null;
}

/** An alert in clear. */
export interface AlertSighting {
  readonly from: string;
  readonly level: number;
  readonly code: number;
}

export function between(one: string, other: string): string {
  return [one, other].sort().join(" - ");
}

export function endpointText(address: string, port: number | string): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The sightings that hold something to compare. */
export function worthComparing(sightings: readonly Sighting[]): Sighting[] {
  return sightings.filter(({ hellos, alerts }) => hellos.length > 0 || alerts.length > 0);
}
