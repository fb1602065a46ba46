import type { Report, Rule } from "../../rule.ts";
import { condaPackages, requirementsOf } from "./requirementLists.ts";

/**
 * Reports requirements without a version.
 *
 * ## Why it matters
 * The same commit trains with other libraries next month, and its metrics are no longer
 * comparable.
 *
 * ## Example
 * ```text requirements.txt
 * torch
 * ```
 *
 * ## Use instead
 * ```text requirements.txt
 * torch==2.6.0
 * ```
 *
 * ## Limits
 * Off unless it is selected: many projects keep their versions in a lock file. Bounds as `>=1.2`
 * count as versions.
 */
export const unpinnedRequirement: Rule = {
  id: "ENV001",
  name: "unpinned-requirement",
  summary: "requirement without a version",
  severity: "off",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["requirements", "conda", "python-env"],
  *check(file): Iterable<Report> {
    for (const { name, versions, isAddress, start, end } of requirementsOf(file)) {
      if (versions !== "" || isAddress) continue;
      yield { at: { start, end }, message: `\`${name}\` is installed in any version` };
    }
    if (!file.kinds.has("conda")) return;
    for (const { name, version, start, end } of condaPackages(file)) {
      if (version !== "" || name === "pip") continue;
      yield { at: { start, end }, message: `\`${name}\` is installed in any version` };
    }
  },
};
