import { lockFolder } from "../../../scripts/capture/folder-lock";

describe("the lock of a capture folder", () => {
  test("refuses a second capture in the same folder, however it is written", async () => {
    const unlock = await lockFolder("/tmp/tls-mirror-lock-test");

    await expect(lockFolder("/tmp/../tmp/tls-mirror-lock-test")).rejects.toThrow(
      "/tmp/tls-mirror-lock-test: another capture is writing there.\n" +
        "Stop it (systemctl stop tls-mirror-capture), or name another folder with --folder FOLDER.",
    );
    unlock();
  });

  test("is free again once given back", async () => {
    (await lockFolder("/tmp/tls-mirror-lock-test"))();
    const unlock = await lockFolder("/tmp/tls-mirror-lock-test");

    await expect(lockFolder("/tmp/tls-mirror-lock-test")).rejects.toThrow("another capture is writing there");
    unlock();
  });
});
