import { machineOf, thisMachine } from "../../../scripts/process/machine";

describe("the machine", () => {
  test("is the host, in no Region, where cloud-init tells nothing that can be read", async () => {
    expect(machineOf("", "lab_1")).toEqual({ collector: "lab-1", region: undefined });
    expect(machineOf("[]", "lab")).toEqual({ collector: "lab", region: undefined });
    expect(machineOf(`{"v1": {"instance_id": "nocloud", "region": null}}`, "lab").collector).toBe("lab");
    expect((await thisMachine("/nonexistent")).region).toBeUndefined();
  });

  test("is the instance, in its Region, on EC2", () => {
    const data = JSON.stringify({ v1: { instance_id: "i-0abc", region: "eu-central-1" } });

    expect(machineOf(data, "ip-10-0-0-1")).toEqual({ collector: "i-0abc", region: "eu-central-1" });
  });
});
