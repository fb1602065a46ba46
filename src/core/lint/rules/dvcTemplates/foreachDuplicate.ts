import type { Report, Rule } from "../../rule.ts";
import { reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports loops that do not make the stages one expects: items that stand twice, no items at all, a
 * text where a list belongs, and items that hold an `@`.
 *
 * ## Why it matters
 * Stages are named by their items, so equal items make one stage, without a word. A loop without items
 * makes none. An axis of a `matrix` that is a string is taken letter by letter. DVC cannot find stages
 * whose item holds an `@`.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     foreach: [small, large, small]
 *     do:
 *       cmd: python train.py ${item}
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     foreach: [small, large]
 *     do:
 *       cmd: python train.py ${item}
 * ```
 */
export const foreachDuplicate: Rule = {
  id: "DVC113",
  name: "foreach-duplicate",
  summary: "loop whose items are equal, missing or no list",
  severity: "warning",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "loop")) {
      yield reportOf(problem);
    }
  },
};
