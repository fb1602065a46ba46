import type { Report, Rule } from "../../rule.ts";
import { reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports a `${…}` that is no path of keys and positions, as `${}`, `${a.}` or `${a[0}`.
 *
 * ## Why it matters
 * DVC stops with a parse error when it loads the stage. A reference is names joined by `.`, with
 * positions of lists in brackets: `${models[0].name}`. There are no operators, defaults or functions.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py ${model.}
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py ${model.name}
 * ```
 * ```yaml params.yaml
 * model:
 *   name: forest
 * ```
 */
export const malformedExpression: Rule = {
  id: "DVC103",
  name: "malformed-expression",
  summary: "`${…}` that DVC cannot parse",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "malformed")) {
      yield reportOf(problem);
    }
  },
};
