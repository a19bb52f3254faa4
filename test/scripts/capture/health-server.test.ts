import { connect } from "node:net";
import type { HealthReport } from "../../../scripts/capture/health";
import type { HealthServer } from "../../../scripts/capture/health-server";
import { serveHealth } from "../../../scripts/capture/health-server";

const disk = { usedBytes: 0, budgetBytes: 1, freeBytes: 1, neededBytes: 0 };
const fine = { healthy: true, problems: [] };
const good: HealthReport = {
  healthy: true,
  capture: fine,
  storage: fine,
  warnings: [],
  captures: [],
  disk,
  storing: null,
};
const blind = { healthy: false, problems: ["VNI 7: tcpdump is not running"] };
const unstored = { healthy: false, problems: ["storing: 3 files wait to be uploaded, the oldest for 1801 s"] };

let server: HealthServer;
let report = good;
beforeEach(async () => {
  server = await serveHealth(0, () => report);
});
afterEach(() => {
  server.close();
});

const ask = (path = "/", init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);

describe("the health check over HTTP", () => {
  test("refuses a port that is taken, with the settings to change", async () => {
    await expect(serveHealth(server.port, () => good)).rejects.toThrow(
      /^TCP port \d+ cannot be opened for the health check \(listen EADDRINUSE.*\nSet another "healthPort"/,
    );
  });

  test("refuses what is no question", async () => {
    const response = await ask("/", { method: "POST", body: "x" });

    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test.each([
    ["captured", { ...good, healthy: false, capture: blind }, [503, 503, 503, 200]],
    ["stored", { ...good, healthy: false, storage: unstored }, [503, 503, 200, 503]],
  ])(
    "answers 503 with the reasons while packets cannot be %s, where it concerns who asks",
    async (_, bad, statuses) => {
      report = bad;
      const answers = await Promise.all(["/", "/any/path", "/capture", "/storage?now"].map((path) => ask(path)));

      expect(answers.map(({ status }) => status)).toEqual(statuses);
      for (const answer of answers) expect(await answer.json()).toEqual(bad);
      report = good;
      for (const path of ["/", "/capture", "/storage"]) expect((await ask(path)).status).toBe(200);
    },
  );

  test("is not cached, and answers HEAD with the status alone", async () => {
    const response = await ask("/", { method: "HEAD" });

    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await response.text()).toBe("");
  });

  test("ends connections that ask nothing when it is closed", async () => {
    const socket = connect(server.port, "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    await ask();
    server.close();

    await new Promise((resolve) => socket.once("close", resolve).resume());
    await expect(ask()).rejects.toThrow("fetch failed");
  });
});
