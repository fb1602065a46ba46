import type { Report, Rule } from "../../rule.ts";
import { referenceFixes, reportWithNames, templateProblems } from "./templateReports.ts";

/**
 * Reports a `${…}` that has no value: no such key in the `params.yaml` beside the `dvc.yaml`, in the
 * files and values of `vars`, or in the item of the loop. It is resolved for each stage of a `foreach`
 * or `matrix`.
 *
 * ## Why it matters
 * DVC resolves all stages before it does anything. One reference without a value, and every command
 * that needs the pipeline fails.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py --epochs ${train.epoch}
 * ```
 * ```yaml params.yaml
 * train:
 *   epochs: 10
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py --epochs ${train.epochs}
 * ```
 * ```yaml params.yaml
 * train:
 *   epochs: 10
 * ```
 *
 * ## Limits
 * Where a file of `vars` cannot be read, only that is reported.
 *
 * ## Fix
 * Suggests the names that are near.
 */
export const unresolvedReference: Rule = {
  id: "DVC101",
  name: "unresolved-reference",
  summary: "`${…}` without a value",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "unresolved")) {
      yield reportWithNames(problem, referenceFixes(file, problem, "suggestion"));
    }
  },
};
