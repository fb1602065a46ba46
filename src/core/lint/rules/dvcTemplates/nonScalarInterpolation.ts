import type { Report, Rule } from "../../rule.ts";
import { reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports a `${…}` that is a list or a mapping where DVC takes only plain values. In `cmd` a mapping is
 * allowed: it becomes options (`--lr 0.1 --epochs 3`), as long as its lists hold only plain values.
 *
 * ## Why it matters
 * DVC stops with `Cannot interpolate data of type 'list'` when it loads the stage.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py ${features}
 * ```
 * ```yaml params.yaml
 * features: [age, income]
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py ${train}
 * ```
 * ```yaml params.yaml
 * train:
 *   features: [age, income]
 * ```
 *
 * ## Limits
 * A mapping that is all of a `cmd` is only a warning: DVC loads the stage, but cannot run it.
 */
export const nonScalarInterpolation: Rule = {
  id: "DVC106",
  name: "non-scalar-interpolation",
  summary: "list or mapping inside of a string",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "non-scalar")) {
      yield reportOf(problem);
    }
  },
};
