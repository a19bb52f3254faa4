import { Command, CommanderError } from "commander";
import { addAnalyzeCommand } from "./analyze";
import { addPoliciesCommand } from "./policies";

/** Exit status of a mistake in the input, of a command line that cannot be understood among them. */
const USER_ERROR_STATUS = 2;

/** Runs the command line `args`. Throws a `UserError` for input that is at fault. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command("tls-mirror")
    .description("See why TLS handshakes to your Application Load Balancer fail.")
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(--help tells more)")
    .exitOverride();
  addAnalyzeCommand(program);
  addPoliciesCommand(program);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that was asked for is no error, and has exit code 0; commander has written its message.
    process.exitCode = error.exitCode === 0 ? 0 : USER_ERROR_STATUS;
  }
}
