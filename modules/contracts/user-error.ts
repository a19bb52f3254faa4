/**
 * The caller's input is at fault: the message says what, where and how to fix it.
 *
 * Entry points print the message alone and exit with status 2; every other error is a bug and keeps its stack.
 */
export class UserError extends Error {
  /** What it is called in a stack. */
  override readonly name = "UserError";
  /** Exit status of the command that meets it. */
  readonly exitCode = 2;
}
