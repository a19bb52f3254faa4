import { Wait } from "../../../scripts/capture/wait";

/** Longer than any test may take: only a wait that is cut short comes to an end. */
const FOR_EVER_MS = 1_000_000;

describe("a wait that can be cut short", () => {
  test("ends by itself after its time", async () => {
    await new Wait().for(1);
  });

  test("ends when it is cut short", async () => {
    const wait = new Wait();
    const waiting = wait.for(FOR_EVER_MS);
    wait.cutShort();

    await waiting;
  });

  test("does not begin where it was cut short before, once", async () => {
    const wait = new Wait();
    wait.cutShort();
    await wait.for(FOR_EVER_MS);
    let isOver = false;
    const next = wait.for(FOR_EVER_MS).then(() => (isOver = true));
    await Promise.resolve();

    expect(isOver).toBe(false);
    wait.cutShort();
    await next;
  });
});
