import type { TerminationEvent, TerminationPlan } from "../../../scripts/capture/termination";
import { drainAtTermination, isDrained, settleMs } from "../../../scripts/capture/termination";

/** A machine whose clock moves by one second at each look at what waits. */
class Machine {
  readonly calls: string[] = [];
  readonly events: TerminationEvent[] = [];
  #seconds = 0;

  /** @param waiting - what `oldestWaitingMs` says in turn, in seconds; the last one from then on */
  constructor(
    readonly waiting: (number | null)[],
    readonly failures: Partial<Record<"state" | "hold" | "go" | "look", number>> = {},
  ) {}

  plan(settleSeconds: number): TerminationPlan {
    const step = (name: "state" | "hold" | "go" | "look") => {
      const left = this.failures[name] ?? 0;
      this.failures[name] = left - 1;
      return left > 0 ? Promise.reject(new Error(`no ${name}`)) : Promise.resolve();
    };
    return {
      lifeCycle: {
        isToBeTerminated: async () => step("state").then(() => true),
        holdOn: async () => step("hold").then(() => void this.calls.push("hold on")),
        letGo: async () => step("go").then(() => void this.calls.push("let go")),
      },
      oldestWaitingMs: async () => {
        this.#seconds++;
        await step("look");
        const seconds = this.waiting.length > 1 ? this.waiting.shift() : this.waiting[0];
        return seconds === undefined || seconds === null ? null : seconds * 1_000;
      },
      now: () => this.#seconds * 1_000,
      pollMs: 1,
      settleMs: settleSeconds * 1_000,
    };
  }

  async drain(settleSeconds: number, stopped = new AbortController().signal): Promise<void> {
    await drainAtTermination(this.plan(settleSeconds), (event) => this.events.push(event), stopped);
  }

  failed(): string[] {
    return this.events.flatMap((event) => (event.event === "termination-call-failed" ? [event.message] : []));
  }
}

describe("a machine that is to be terminated", () => {
  test.each<[string, number, number | null, boolean]>([
    ["before files have settled, though none waits", 99, null, false],
    ["while a file waits that was finished before", 200, 99, false],
    ["once nothing waits", 100, null, true],
    ["once only later files wait", 200, 100, true],
  ])("is drained or not %s", (_, now, oldest, drained) => {
    expect(isDrained(now, 100, oldest)).toBe(drained);
  });

  test("settles when the load balancer has let go of it and the file of that moment is finished", () => {
    expect(settleMs(300)).toBe(630_000);
  });

  test("is held until what it captured is uploaded, and then let go", async () => {
    const machine = new Machine([1, 1, 1, null]);
    await machine.drain(2);

    expect(machine.calls).toEqual(["hold on", "hold on", "hold on", "let go"]);
    expect(machine.events.at(0)).toEqual({ event: "termination-noticed", settleSeconds: 2 });
    expect(machine.events.at(-1)).toEqual({ event: "termination-released", seconds: 4 });
  });

  test("is held while files may still be begun, though none waits", async () => {
    const machine = new Machine([null]);
    await machine.drain(5);

    expect(machine.calls).toEqual(["hold on", "hold on", "hold on", "hold on", "hold on", "let go"]);
  });

  test("is let go with later files waiting, which hold nothing of before", async () => {
    const machine = new Machine([1, 3]);
    await machine.drain(2);

    expect(machine.calls).toEqual(["hold on", "hold on", "let go"]);
  });

  test("is asked, held and let go again where a call fails", async () => {
    const machine = new Machine([null], { state: 1, hold: 1, go: 2 });
    await machine.drain(3);

    expect(machine.failed()).toEqual(["no state", "no hold", "no go", "no go"]);
    expect(machine.calls).toEqual(["hold on", "hold on", "let go"]);
  });

  test("is held while it cannot be seen what waits", async () => {
    const machine = new Machine([null], { look: 3 });
    await machine.drain(1);

    expect(machine.failed()).toEqual(["no look", "no look", "no look"]);
    expect(machine.calls).toEqual(["hold on", "hold on", "hold on", "let go"]);
  });

  test("is neither held nor let go once the script is stopped", async () => {
    const machine = new Machine([null], { state: Infinity });
    const stopped = new AbortController();
    const ended = machine.drain(1, stopped.signal);
    stopped.abort();
    await ended;

    expect(machine.calls).toEqual([]);
  });
});
