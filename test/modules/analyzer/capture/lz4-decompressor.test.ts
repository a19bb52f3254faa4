import { UserError } from "../../../../modules/contracts";
import { lz4Unavailable } from "../../../../modules/analyzer/capture/errors";
import { readCapture, streamOf } from "../../../support/read-capture";

jest.mock("lz4-napi", () => {
  throw new Error("Cannot find native binding.");
});

test("refuses an lz4 capture where the native library is missing, and says how to get it", async () => {
  const refusal = readCapture(streamOf(Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0, 0, 0, 0, 0)));
  await expect(refusal).rejects.toBeInstanceOf(UserError);
  await expect(refusal).rejects.toThrow(lz4Unavailable("capture", undefined).message);
});
