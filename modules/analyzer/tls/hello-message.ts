/** What ClientHello and ServerHello share: how they can be unreadable. */
import type { ByteCursor } from "../bytes/cursor";

/** `truncated`: bytes of the message are missing. `malformed`: its own lengths contradict each other. */
export type Unreadable = "truncated" | "malformed";

/** What kept a hello from being read to its end; null when nothing did. `missing`: the capture lost bytes of it. */
export function unreadable(cursor: ByteCursor, missing: boolean): Unreadable | null {
  if (cursor.status === "malformed") return "malformed";
  if (missing) return "truncated";
  return cursor.status === "ok" ? null : "malformed";
}
