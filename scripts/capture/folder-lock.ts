import { createServer } from "node:net";
import { resolve } from "node:path";
import type { UserError } from "../../modules/contracts";
import { folderInUse } from "./errors";

/**
 * Keeps a second capture out of a folder, whose open files it would take for ones left behind.
 *
 * The lock is a socket in Linux's abstract namespace (unix(7)): it vanishes with the process, however that ends.
 * Captures in different network namespaces do not see each other's locks.
 *
 * @returns a function that gives the folder free
 */
export async function lockFolder(
  folder: string,
  inUse: (folder: string) => UserError = folderInUse,
): Promise<() => void> {
  const path = resolve(folder);
  const lock = createServer();
  lock.unref();
  await new Promise<void>((locked, refused) => {
    lock.once("error", (error: NodeJS.ErrnoException) => {
      refused(error.code === "EADDRINUSE" ? inUse(path) : error);
    });
    lock.listen(`\0tls-mirror:${path}`, locked);
  });
  return () => lock.close();
}
