import type { ListenerRange } from "../../modules/analyzer/flow/listeners";
import { parseAddress } from "../../modules/analyzer/report/addresses";
import { listenerNotUnderstood } from "./errors";

const MAX_PORT = 65_535;

/** Reads `10.0.0.0/16`, `10.0.1.10:443`, `10.0.1.10/32:443`, `2001:db8::/64` or `[2001:db8::/64]:443`. */
export function parseListener(text: string): ListenerRange {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(text);
  const dotted = /^([\d./]+)(?::(\d+))?$/.exec(text);
  const [, cidr = text, portText] = bracketed ?? dotted ?? [];
  const [addressText = "", prefixText] = cidr.split("/");
  const network = parseAddress(addressText);
  const bits = dotted === null ? 128 : 32;
  const prefix = Number(prefixText ?? bits);
  const port = portText === undefined ? null : Number(portText);
  const isPort = port === null || (port >= 1 && port <= MAX_PORT);
  if (network === null || !isPort || !Number.isInteger(prefix) || prefix > bits) throw listenerNotUnderstood(text);
  return { network, prefixLength: prefix + (128 - bits), port };
}
