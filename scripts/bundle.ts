import { join } from "node:path";
import { bundleCapture, CAPTURE_BUNDLE } from "./capture/bundle";

/** Makes the files that Packer puts on the image. Run in the folder of package.json. */
bundleCapture(process.cwd(), join(process.cwd(), CAPTURE_BUNDLE)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
