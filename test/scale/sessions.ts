/**
 * How long it takes to synthesize and to plan a thousand mirror sessions: `npm run bench:plan`.
 *
 * The plan is made by the real terraform with the stub provider, which answers at once, so that it tells what Terraform
 * itself needs for what is synthesized, and nothing of AWS. Figures are for docs/scale.md.
 */
import { loadavg } from "node:os";
import { performance } from "node:perf_hooks";
import type { TerraformStack } from "cdktf";
import { MirrorFilter, MirrorSessions, MirrorTarget } from "../../modules/mirror";
import { TerraformFolder } from "../support/stub-provider/terraform";
import { synth } from "../support/synth";

const SESSIONS = 1000;

/** How many constructs the sessions are spread over: one for each load balancer, of which AWS gives the largest 100. */
const CONSTRUCTS = [1, 10, 1000];

/** The machine may be busy with something else: the best of these is what it can do, the worst what it did. */
const RUNS = 3;

const deployment = "demo";

/** Sessions of one filter and target, of as many interfaces. */
function sessionsOf(stack: TerraformStack, constructs: number): void {
  const filter = MirrorFilter.forListeners(stack, "Filter", { deployment });
  const target = MirrorTarget.fromLoadBalancerTargetId("tmt-0123456789abcdef0");
  const ids = Array.from({ length: SESSIONS }, (_, i) => `eni-${String(i).padStart(8, "0")}`);
  const each = SESSIONS / constructs;
  for (let i = 0; i < constructs; i++) {
    new MirrorSessions(stack, `Sessions${i}`, {
      deployment,
      sourceInterfaceIds: ids.slice(i * each, (i + 1) * each),
      filter,
      target,
      virtualNetworkIdRange: { first: 1, count: 100 },
    });
  }
}

function timed<T>(work: () => T): { readonly result: T; readonly seconds: number } {
  const start = performance.now();
  const result = work();
  return { result, seconds: (performance.now() - start) / 1000 };
}

function planned(stack: string): number {
  const folder = new TerraformFolder(stack);
  try {
    if (folder.init().status !== 0) throw new Error("terraform init failed");
    const { result, seconds } = timed(() => folder.plan());
    // Besides the sessions: a filter of four rules.
    if (!result.output.includes(`Plan: ${SESSIONS + 5} to add`)) throw new Error(result.output);
    return seconds;
  } finally {
    folder.remove();
  }
}

const range = (seconds: readonly number[]) => {
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map((value) => value.toFixed(1));
  return least === most ? `${least} s` : `${least} to ${most} s`;
};

// CDKTF keeps a stack trace with each token, and tsx would look up the source of every line of them.
process.setSourceMapsEnabled(false);

console.log(`${SESSIONS} sessions, ${RUNS} runs each, load before ${loadavg()[0]?.toFixed(1)}\n`);
console.log("| constructs | sessions in each | synthesis | plan |\n| ---: | ---: | ---: | ---: |");
for (const constructs of CONSTRUCTS) {
  const runs = Array.from({ length: RUNS }, () => {
    const { result, seconds } = timed(() =>
      synth((stack) => {
        sessionsOf(stack, constructs);
      }),
    );
    return { synthesis: seconds, plan: planned(result.text) };
  });
  const [synthesis, plan] = [runs.map((run) => run.synthesis), runs.map((run) => run.plan)].map(range);
  console.log(`| ${constructs} | ${SESSIONS / constructs} | ${synthesis} | ${plan} |`);
}
