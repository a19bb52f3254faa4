/** An action at an exact commit, with the version that a reader, and whoever updates it, can compare. */
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

/** Jobs may exchange the run's own identity for credentials that end with it; they may change nothing on GitHub. */
const PERMISSIONS = ["contents: read", "id-token: write"];

/** What breaks the rules in a workflow of GitHub Actions, as `LINE: what`. */
export function workflowProblems(text: string): string[] {
  const lines = text.split("\n");
  const problems = lines.flatMap((line, index) =>
    lineProblems(line.trim(), lines.slice(index + 1)).map((problem) => `${index + 1}: ${problem}`),
  );
  const jobs = lines.filter((line) => line.trim().startsWith("runs-on:")).length;
  const limits = lines.filter((line) => line.trim().startsWith("timeout-minutes:")).length;
  return [
    ...problems,
    ...(text.includes("\npermissions:\n  contents: read\n\n") ? [] : ["the whole may do more than read the contents"]),
    ...(jobs === limits ? [] : [`${jobs} jobs, but ${limits} of timeout-minutes`]),
  ];
}

function lineProblems(line: string, following: readonly string[]): string[] {
  const action = /^(?:- )?uses: (.*)$/.exec(line)?.[1];
  if (action !== undefined && !PINNED.test(action)) return [`${action} is not pinned to a commit and its version`];
  if (action?.startsWith("actions/checkout@") === true && following[1]?.trim() !== "persist-credentials: false") {
    return ["the checkout leaves its token to every later step: set persist-credentials to false"];
  }
  if (
    /^permissions: ./.test(line) ||
    (/: (write|read|write-all|read-all)( |$)/.test(line) && !PERMISSIONS.includes(line))
  ) {
    return [`${line} is more than a job may do`];
  }
  if (/\bsecrets\b|\b(NODE_AUTH|NPM|GITHUB|GH)_TOKEN\b|AWS_(ACCESS_KEY_ID|SECRET)/.test(line)) {
    return ["a stored secret: identity comes from id-token"];
  }
  if (line.includes("${{") && !/^(- )?(?!run:)[\w-]+: /i.test(line)) {
    return ["an expression within a script is run as part of it: hand it over by env"];
  }
  return [];
}
