import { existsSync, readFileSync } from "node:fs";
import { readSslPolicies } from "../../modules/analyzer/policy/describe-ssl-policies";
import { rememberedMismatch, type OfferReason } from "../../modules/analyzer/policy/mismatch-memo";
import { PolicyCatalog } from "../../modules/analyzer/policy/policy-catalog";

/** The explainer for `--policy NAME|FILE`. A file that exists wins, since it was written for this balancer. */
export function offerReason(nameOrFile: string): OfferReason {
  const predefined = PolicyCatalog.predefined();
  if (!existsSync(nameOrFile)) return rememberedMismatch(predefined.get(nameOrFile), predefined);
  const own = readSslPolicies(readFileSync(nameOrFile, "utf8"), nameOrFile);
  return rememberedMismatch(own.only(nameOrFile), predefined);
}
