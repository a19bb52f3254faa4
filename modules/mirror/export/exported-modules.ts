import { RootConstruct } from "constructs";
import { CollectorModule } from "./collector-module";
import { CoverageModule } from "./coverage-module";
import { FilterModule } from "./filter-module";
import type { ModuleStack } from "./module-stack";
import { SourceModule } from "./source-module";

/** The modules that are exported for those without CDKTF, each in the folder of its id. */
export function exportedModules(): ModuleStack[] {
  // No App: it would make a folder for JSON that nobody needs.
  const root = new RootConstruct("modules");
  return [new CollectorModule(root), new SourceModule(root), new FilterModule(root), new CoverageModule(root)];
}
