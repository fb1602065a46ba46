import type { Report, Rule } from "../../rule.ts";
import { reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports a value of `vars` that is set already, by the `params.yaml` beside the `dvc.yaml` or by
 * other `vars`, files that are loaded twice in part, and `vars` of a loop's stage that set `item` or
 * `key`.
 *
 * ## Why it matters
 * DVC merges mappings, but overrides nothing: it stops with `cannot redefine`. The `params.yaml` beside
 * a `dvc.yaml` is always loaded, first, even when `vars` does not name it.
 *
 * ## Example
 * ```yaml dvc.yaml
 * vars:
 *   - epochs: 5
 * stages:
 *   train:
 *     cmd: python train.py ${epochs}
 * ```
 * ```yaml params.yaml
 * epochs: 10
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py ${epochs}
 * ```
 * ```yaml params.yaml
 * epochs: 10
 * ```
 */
export const varsConflict: Rule = {
  id: "DVC107",
  name: "vars-conflict",
  summary: "value that is set twice",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "vars-conflict")) {
      yield reportOf(problem);
    }
  },
};
