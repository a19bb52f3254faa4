/**
 * Ends a run with one line that counts tests, and fails it where CI skipped any but those that want terraform.
 *
 * A skipped group is told by test/support/requirements.ts; this catches a `test.skip` that somebody left behind.
 */
class ClosingLineReporter {
  #forbidden = [];

  onTestResult(_test, { testFilePath, testResults }) {
    if (process.env.CI !== "true") return;
    const skipped = testResults.filter(
      ({ status }) => status === "pending" || status === "todo" || status === "disabled",
    );
    for (const { fullName } of skipped) {
      if (!/\bterraform\b/.test(fullName)) this.#forbidden.push(`${testFilePath}: ${fullName}`);
    }
  }

  onRunComplete(
    _contexts,
    { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites },
  ) {
    for (const name of this.#forbidden) process.stderr.write(`skipped in CI, which counts as failed: ${name}\n`);
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const line = `${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped\n`;
    // The last line, whatever other reporters have to say.
    process.once("exit", () => process.stdout.write(line));
  }

  getLastError() {
    return this.#forbidden.length > 0 ? new Error("CI skipped tests") : undefined;
  }
}

module.exports = ClosingLineReporter;
