import type { CaptureEvent } from "../../../scripts/capture/events";
import { Steps } from "../../../scripts/capture/steps";

const refusal = (message: string) => Object.assign(new Error(message), { syscall: "write" });

describe("steps that the system may refuse", () => {
  let events: CaptureEvent[];
  let steps: Steps;
  beforeEach(() => {
    events = [];
    steps = new Steps((event) => events.push(event));
  });
  const fail = (step: string, error: Error) => steps.outlast(step, () => Promise.reject(error));

  test("are told of once for as long as the same is said", async () => {
    await fail("counting", refusal("no space"));
    await fail("counting", refusal("no space"));
    await fail("counting", refusal("read-only"));
    await fail("a probe", refusal("no space"));

    expect(events).toEqual([
      { event: "step-failed", step: "counting", message: "no space" },
      { event: "step-failed", step: "counting", message: "read-only" },
      { event: "step-failed", step: "a probe", message: "no space" },
    ]);
  });

  test("are told of again when they were refused after they had succeeded", async () => {
    await fail("counting", refusal("no space"));
    await steps.outlast("counting", () => Promise.resolve());
    await fail("counting", refusal("no space"));

    expect(events).toHaveLength(2);
  });

  test("end with whatever is no refusal of the system", async () => {
    await expect(fail("counting", new TypeError("a bug"))).rejects.toThrow("a bug");
    expect(events).toEqual([]);
  });
});
