import type { Report, Rule } from "../../rule.ts";
import type { TemplateProblem } from "../../dvc/expandPipeline.ts";
import type { Fix } from "../../finding.ts";
import { editOf, fixOf, reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports values that DVC cannot hold among those that it loads for templates: dates without quotes
 * above all.
 *
 * ## Why it matters
 * The `params.yaml` beside a `dvc.yaml` is always loaded, whether or not a template uses it. One date
 * in it, and every command of DVC fails with `Unsupported value of type 'date'`.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 * ```
 * ```yaml params.yaml
 * start: 2024-01-31
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 * ```
 * ```yaml params.yaml
 * start: "2024-01-31"
 * ```
 *
 * ## Limits
 * For other files of `vars` the finding is in the `dvc.yaml` that loads them.
 *
 * ## Fix
 * Puts the date between quotes: a program that reads it gets a string.
 */
export const unsupportedValue: Rule = {
  id: "DVC109",
  name: "unsupported-value",
  summary: "date among the parameters",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline", "params"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "unsupported-value")) {
      yield reportOf(problem, quoteFixes(problem));
    }
  },
};

/** Quotes a date where it is written, which may be in another file. */
function quoteFixes({ path, at, related, candidates }: TemplateProblem): readonly Fix[] {
  const [date] = candidates;
  if (date === undefined) return [];
  const place = related[0] ?? { path, ...at };
  return [fixOf("Quote the date", "safe", editOf(place.path, place, `"${date}"`))];
}
