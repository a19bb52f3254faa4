import { join } from "node:path";
import { bundleCapture, bundleProcess, CAPTURE_BUNDLE, PROCESS_BUNDLE } from "./capture/bundle";
import { bundleCommandLine } from "./cli/bundle";

/** Makes the files that Packer puts on the image, and the command line. Run in the folder of package.json. */
async function main(root: string): Promise<void> {
  await bundleCapture(root, join(root, CAPTURE_BUNDLE));
  await bundleProcess(root, join(root, PROCESS_BUNDLE));
  await bundleCommandLine(root);
}

main(process.cwd()).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
