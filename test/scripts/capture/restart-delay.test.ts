import { RestartDelay } from "../../../scripts/capture/restart-delay";

describe("the wait before something is started again", () => {
  test("is none at first and after the first failure, then doubles up to half a minute", () => {
    const delay = new RestartDelay();

    expect(delay.isDue(0)).toBe(true);
    expect(Array.from({ length: 8 }, () => delay.postpone(1_000))).toEqual([0, 1, 2, 4, 8, 16, 30, 30]);
    expect([delay.isDue(30_999), delay.isDue(31_000)]).toEqual([false, true]);
  });

  test("is cut short by new settings, which leaves the failures counted", () => {
    const delay = new RestartDelay();
    for (let failure = 0; failure < 4; failure++) delay.postpone(1_000);
    delay.now();

    expect([delay.isDue(1_000), delay.postpone(1_000)]).toEqual([true, 8]);
  });

  test("begins anew once it went well", () => {
    const delay = new RestartDelay();
    for (let failure = 0; failure < 4; failure++) delay.postpone(1_000);
    delay.forget();

    expect([delay.isDue(1_000), delay.postpone(1_000)]).toEqual([true, 0]);
  });
});
