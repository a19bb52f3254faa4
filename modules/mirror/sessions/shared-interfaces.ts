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

/** Kept at the root of the app: two copies of this package may be loaded, and sessions of both count. */
const KEPT_AS = Symbol.for("cdktf-tls-mirror.sessions");

/** The root of an app, once it has sessions. */
interface Root {
  [KEPT_AS]?: SessionIndex;
}

/** The sessions of an app by what they share, in the order in which they were made. */
class SessionIndex {
  readonly #byInterface = new Map<string, Sessions[]>();
  readonly #byTarget = new Map<string, Sessions[]>();

  add(sessions: Sessions): void {
    for (const id of knownInterfaces(sessions)) append(this.#byInterface, id, sessions);
    append(this.#byTarget, sessions.target.targetId, sessions);
  }

  /** Sessions made before these that copy an interface of theirs. */
  onInterface(id: string, sessions: Sessions): Sessions[] {
    return madeBefore(sessions, this.#byInterface.get(id));
  }

  /** Sessions made before these that send to their target. */
  toTargetOf(sessions: Sessions): Sessions[] {
    return madeBefore(sessions, this.#byTarget.get(sessions.target.targetId));
  }
}

/** Lets the other sessions of the app know of these. */
export function makeKnown(sessions: Sessions): void {
  const root = sessions.node.root as Root;
  root[KEPT_AS] ??= new SessionIndex();
  root[KEPT_AS].add(sessions);
}

/**
 * What is wrong between `sessions` and the others of the app; empty when nothing is.
 *
 * Told once, by the last of those concerned. Interfaces found at plan time are not known here, and sessions made
 * elsewhere never are.
 */
export function sharedInterfaceProblems(sessions: Sessions): string[] {
  const index = (sessions.node.root as Root)[KEPT_AS];
  if (index === undefined) return [];
  return [
    ...knownInterfaces(sessions).flatMap((id) => interfaceProblems(id, sessions, index.onInterface(id, sessions))),
    ...sourceProblems(sessions, index.toTargetOf(sessions)),
  ];
}

function interfaceProblems(id: string, { sessionNumber }: Sessions, others: readonly Sessions[]): string[] {
  const rival = others.find((other) => other.sessionNumber === sessionNumber);
  return [
    ...(rival === undefined ? [] : [repeatedSessionNumber(id, sessionNumber, rival.node.path)]),
    ...(others.length === MAX_SESSIONS_PER_INTERFACE ? [tooManySessions(id, MAX_SESSIONS_PER_INTERFACE)] : []),
  ];
}

/** Sources count for a target however many constructs name them; one construct alone is checked when it is made. */
function sourceProblems(sessions: Sessions, others: readonly Sessions[]): string[] {
  const limit = sessions.target.sourceLimit;
  if (limit === undefined || Token.isUnresolved(limit) || others.length === 0) return [];
  const sources = new Set([...others, sessions].flatMap(knownInterfaces));
  return sources.size > limit ? [tooManySources(sources.size, limit)] : [];
}

function knownInterfaces({ sourceInterfaceIds }: Sessions): string[] {
  return Token.isUnresolved(sourceInterfaceIds) ? [] : sourceInterfaceIds.filter((id) => !Token.isUnresolved(id));
}

/** Those before `sessions` that nobody has removed from the app. */
function madeBefore(sessions: Sessions, all: readonly Sessions[] = []): Sessions[] {
  return all.slice(0, all.indexOf(sessions)).filter(isThere);
}

function isThere(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isThere(scope));
}

function append(map: Map<string, Sessions[]>, key: string, sessions: Sessions): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [sessions]);
  else found.push(sessions);
}
