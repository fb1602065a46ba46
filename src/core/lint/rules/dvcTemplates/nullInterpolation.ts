import type { Report, Rule } from "../../rule.ts";
import { reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports a `${…}` whose value is null.
 *
 * ## Why it matters
 * DVC writes null as Python does: the command gets `--seed None`, the path is `models/None`. That is
 * seldom what an empty value in `params.yaml` was meant for.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py --seed ${seed}
 * ```
 * ```yaml params.yaml
 * seed:
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py --seed ${seed}
 * ```
 * ```yaml params.yaml
 * seed: 1
 * ```
 */
export const nullInterpolation: Rule = {
  id: "DVC111",
  name: "null-interpolation",
  summary: "null that becomes the text `None`",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "null-value")) {
      yield reportOf(problem);
    }
  },
};
