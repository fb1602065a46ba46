import type { Report, Rule } from "../../rule.ts";
import { editOf, fixOf, reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports a `${…}` that goes through a key that is no text, as `1:` or `true:`.
 *
 * ## Why it matters
 * DVC drops keys that are numbers, booleans or null from what templates see, without a word; the
 * reference then ends in `Could not find`.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py ${folds.1}
 * ```
 * ```yaml params.yaml
 * folds:
 *   1: data/fold-1
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py ${folds.1}
 * ```
 * ```yaml params.yaml
 * folds:
 *   "1": data/fold-1
 * ```
 *
 * ## Fix
 * Quotes the key. Unsafe: programs that look for the number no longer find it.
 */
export const nonStringKey: Rule = {
  id: "DVC110",
  name: "non-string-key",
  summary: "`${…}` through a key that is no text",
  severity: "error",
  confidence: "high",
  fix: "unsafe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "non-string-key")) {
      const [key] = problem.related;
      const text =
        key === undefined ? undefined : project.file(key.path)?.text.slice(key.start, key.end);
      if (key === undefined || text === undefined) yield reportOf(problem);
      else
        yield reportOf(problem, [
          fixOf("Quote the key", "unsafe", editOf(key.path, key, `"${text}"`)),
        ]);
    }
  },
};
