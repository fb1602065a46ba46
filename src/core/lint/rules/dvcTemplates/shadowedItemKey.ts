import type { Report, Rule } from "../../rule.ts";
import { reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports a loop where a parameter or a value of `vars` has the name `item` or `key`.
 *
 * ## Why it matters
 * Inside of the loop the name means the loop's own item. DVC warns each time it loads the file, and a
 * stage that wanted the parameter gets the item.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     foreach: [a, b]
 *     do:
 *       cmd: python train.py ${item}
 * ```
 * ```yaml params.yaml
 * item: 3
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     foreach: [a, b]
 *     do:
 *       cmd: python train.py ${item}
 * ```
 * ```yaml params.yaml
 * item_count: 3
 * ```
 */
export const shadowedItemKey: Rule = {
  id: "DVC112",
  name: "shadowed-item-key",
  summary: "`item` or `key` hidden by a loop",
  severity: "warning",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "shadowed")) {
      yield reportOf(problem);
    }
  },
};
