import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { repeatedSessionNumber, tooManySessions, tooManySources } from "./errors";
import { MAX_SESSIONS_PER_INTERFACE } from "../quotas";
import type { IMirrorTarget } from "../target/target";

/** Several sessions as the others of the app see them. */
interface Sessions extends IConstruct {
  readonly sourceInterfaceIds: string[];
  readonly sessionNumber: number;
  readonly target: IMirrorTarget;
}

/**
 * What is wrong between `sessions` and the others of the app; empty when nothing is.
 *
 * Told once, by the last of those concerned. Interfaces found at plan time are not known here, and sessions made
 * elsewhere never are.
 */
export function sharedInterfaceProblems(sessions: Sessions): string[] {
  const all = sessions.node.root.node.findAll().filter(isSessions);
  const before = all.slice(0, all.indexOf(sessions));
  return [
    ...knownInterfaces(sessions).flatMap((id) => interfaceProblems(id, sessions, before)),
    ...sourceProblems(sessions, before),
  ];
}

function interfaceProblems(id: string, sessions: Sessions, before: readonly Sessions[]): string[] {
  const others = before.filter((other) => knownInterfaces(other).includes(id));
  const rival = others.find((other) => other.sessionNumber === sessions.sessionNumber);
  return [
    ...(rival === undefined ? [] : [repeatedSessionNumber(id, sessions.sessionNumber, rival.node.path)]),
    ...(others.length === MAX_SESSIONS_PER_INTERFACE ? [tooManySessions(id, MAX_SESSIONS_PER_INTERFACE)] : []),
  ];
}

/** Sources count for a target however many constructs name them; one construct alone is checked when it is made. */
function sourceProblems({ target, ...sessions }: Sessions, before: readonly Sessions[]): string[] {
  const others = before.filter((other) => other.target.targetId === target.targetId);
  const sources = new Set([...others, sessions].flatMap(knownInterfaces));
  const limit = target.sourceLimit;
  return others.length > 0 && limit !== undefined && sources.size > limit ? [tooManySources(sources.size, limit)] : [];
}

function knownInterfaces({ sourceInterfaceIds }: Pick<Sessions, "sourceInterfaceIds">): string[] {
  return Token.isUnresolved(sourceInterfaceIds) ? [] : sourceInterfaceIds.filter((id) => !Token.isUnresolved(id));
}

/** By its shape: two copies of this package may be loaded, and `instanceof` would know only one. */
function isSessions(construct: IConstruct): construct is Sessions {
  return "sourceInterfaceIds" in construct && "sessionNumber" in construct && "target" in construct;
}
