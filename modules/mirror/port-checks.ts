import { LISTENER_PORTS } from "../contracts";
import { noPort, portOutOfRange } from "./errors";
import { isOutside } from "./whole-number";

/** What keeps `ports` from being the TCP ports of something; empty when nothing does. */
export function portsProblems(property: string, ports: readonly number[]): string[] {
  if (ports.length === 0) return [noPort(property)];
  const { least, most } = LISTENER_PORTS;
  return ports.filter((port) => isOutside(port, least, most)).map((port) => portOutOfRange(property, port, least));
}
