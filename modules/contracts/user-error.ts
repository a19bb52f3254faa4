/**
 * The caller's input is at fault: the message says what, where and how to fix it.
 *
 * Entry points print the message alone and exit with status 2; every other error is a bug and keeps its stack.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly exitCode = 2;
}
