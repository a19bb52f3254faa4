#!/usr/bin/env node
import { UserError } from "../modules/contracts";
import { main } from "./cli/main";

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UserError) {
    console.error(error.message);
    process.exitCode = error.exitCode;
  } else {
    console.error(error);
    process.exitCode = 1;
  }
});
