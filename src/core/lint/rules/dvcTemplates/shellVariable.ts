import type { Report, Rule } from "../../rule.ts";
import type { TemplateProblem } from "../../dvc/expandPipeline.ts";
import type { Fix } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import { editOf, fixOf, isExactPlace, reportOf, templateProblems } from "./templateReports.ts";

/**
 * Reports `${NAME}`, `${NAME:-default}` and the like, which are written for the shell but read by DVC.
 *
 * ## Why it matters
 * DVC takes every `${…}` for one of its own and fails when there is no such parameter: `Could not find
 * 'HOME'`. The shell never sees it.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py --cache ${HOME}/.cache
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py --cache \${HOME}/.cache
 * ```
 *
 * ## Limits
 * Outside of `cmd` there is no shell, and so no fix: paths cannot hold variables of the environment.
 *
 * ## Fix
 * Puts a backslash before it, so that DVC leaves it to the shell.
 */
export const shellVariable: Rule = {
  id: "DVC102",
  name: "shell-variable",
  summary: "variable of the shell in braces, which DVC takes for its own",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "shell-variable")) {
      const isFixable = problem.candidates.length > 0 && isExactPlace(file, problem);
      yield reportOf(problem, isFixable ? [escapeFix(file, problem)] : []);
    }
  },
};

function escapeFix(file: LintFile, { at, node }: TemplateProblem): Fix {
  // Between double quotes YAML wants the backslash itself escaped.
  const isDouble = node?.kind === "scalar" && node.style === "double";
  const place = { start: at.start, end: at.start };
  const edit = editOf(file.path, place, isDouble ? "\\\\" : "\\");
  return fixOf("Leave it to the shell", "safe", edit);
}
