import type { ApplianceSettings } from "../../../modules/contracts";
import { planReload } from "../../../scripts/capture/reload";

const settings: ApplianceSettings = {
  deployment: "shop",
  vnis: [7, 8],
  listenerPorts: [443],
  rotationSeconds: 300,
  diskBudgetBytes: 10_000_000_000,
  retention: "handshakes",
  healthPort: 8080,
};

describe("settings that are reloaded", () => {
  test("change nothing where they are the same", () => {
    expect(planReload(settings, { ...settings, vnis: [7, 8] })).toEqual({ applied: [], needRestart: [] });
  });

  test("wait for a restart where devices, port or name change", () => {
    const next = { ...settings, vnis: [8, 7], healthPort: 9000, deployment: "other" };

    expect(planReload(settings, next)).toEqual({ applied: [], needRestart: ["deployment", "healthPort", "vnis"] });
  });

  test("take effect at once otherwise, also where one is added or gone", () => {
    const before: ApplianceSettings = { ...settings, prefix: "tls" };
    const next: ApplianceSettings = { ...settings, rotationSeconds: 60, bucket: "captures" };

    expect(planReload(before, next)).toEqual({ applied: ["bucket", "prefix", "rotationSeconds"], needRestart: [] });
  });
});
