import type { Report, Rule } from "../../rule.ts";
import { referenceFixes, reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports `${item}` and `${key}` outside of loops, `${key}` in a `foreach` over a list, and parts of
 * the item without `item.` before them.
 *
 * ## Why it matters
 * In a loop DVC adds only two names: `item`, and `key` where it goes over a mapping or a `matrix`. The
 * axes of a `matrix` are parts of `item`. Anything else is looked for in the parameters, and is not
 * found.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   build:
 *     matrix:
 *       os: [linux, windows]
 *     cmd: ./build.sh ${os}
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   build:
 *     matrix:
 *       os: [linux, windows]
 *     cmd: ./build.sh ${item.os}
 * ```
 *
 * ## Fix
 * Puts `item.` before the name. For `${key}` over a list, suggests `${item}`.
 */
export const itemKeyMisuse: Rule = {
  id: "DVC105",
  name: "item-key-misuse",
  summary: "`${item}` or `${key}` where the loop has none",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "item-key")) {
      const isPrefix = problem.candidates[0]?.startsWith("item.") === true;
      yield reportOf(problem, referenceFixes(file, problem, isPrefix ? "safe" : "suggestion"));
    }
  },
};
