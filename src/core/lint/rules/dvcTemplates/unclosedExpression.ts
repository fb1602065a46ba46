import type { Report, Rule } from "../../rule.ts";
import { editOf, fixOf, reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports `${` that has no `}` on its line.
 *
 * ## Why it matters
 * DVC does not fail: it leaves the text as it is, and the command or path holds a `${` that nobody
 * meant.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py ${epochs
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
 *
 * ## Fix
 * Suggests a `}` behind the name.
 */
export const unclosedExpression: Rule = {
  id: "DVC104",
  name: "unclosed-expression",
  summary: "`${` without `}`",
  severity: "warning",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "unclosed")) {
      const { start } = problem.at;
      const name = /^\$\{[\w.[\]-]+/.exec(file.text.slice(start, start + 200))?.[0];
      const end = start + (name?.length ?? 0);
      const edit = editOf(file.path, { start: end, end }, "}");
      const fixes = name === undefined ? [] : [fixOf(`Close it: \`${name}}\``, "suggestion", edit)];
      yield reportOf(problem, fixes);
    }
  },
};
