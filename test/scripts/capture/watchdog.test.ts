import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Watchdog } from "../../../scripts/capture/watchdog";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tls-mirror-watchdog-"));
  // Notes what systemd would be told.
  writeFileSync(join(folder, "systemd-notify"), `#!/bin/sh\necho "$*" >> "${folder}/told"\n`);
  chmodSync(join(folder, "systemd-notify"), 0o755);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** As systemd gives it to a unit that must tell within a minute. */
const asked = () => ({ PATH: `${folder}:/usr/bin:/bin`, WATCHDOG_USEC: "60000000" });
const told = () => (existsSync(join(folder, "told")) ? readFileSync(join(folder, "told"), "utf8") : "");

describe("the watchdog", () => {
  test("is told three times within its limit, and no oftener", async () => {
    const watchdog = new Watchdog(asked());
    for (let seconds = 0; seconds < 60; seconds++) watchdog.alive(seconds * 1_000);
    while (told() !== "WATCHDOG=1\n".repeat(3)) await delay(10);
  });

  test("is told nothing where systemd does not ask", async () => {
    new Watchdog({ PATH: asked().PATH }).alive(1e9);
    new Watchdog(asked()).alive(1e9);
    while (told() === "") await delay(10);

    expect(told()).toBe("WATCHDOG=1\n");
  });

  test("does not matter where systemd's command is missing", async () => {
    new Watchdog({ ...asked(), PATH: join(folder, "nowhere") }).alive(0);
    await delay(50);
  });
});
