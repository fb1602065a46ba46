import type { Report, Rule } from "../../rule.ts";
import type { TemplateProblem } from "../../dvc/expandPipeline.ts";
import type { Fix } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import { editOf, fixOf, reportWithNames, templateProblems } from "./templateReports.ts";

/**
 * Reports files of `vars` that do not exist or hold no mapping, keys (`file.yaml:key`) that they do not
 * have, and `${…}` inside of `vars`.
 *
 * ## Why it matters
 * DVC loads `vars` before all stages. Where that fails, every command that needs the pipeline fails.
 *
 * ## Example
 * ```yaml dvc.yaml
 * vars:
 *   - config/model.yml
 * stages:
 *   train:
 *     cmd: python train.py ${depth}
 * ```
 * ```yaml config/model.yaml
 * depth: 3
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * vars:
 *   - config/model.yaml
 * stages:
 *   train:
 *     cmd: python train.py ${depth}
 * ```
 * ```yaml config/model.yaml
 * depth: 3
 * ```
 *
 * ## Limits
 * Files outside of the project are not looked at.
 *
 * ## Fix
 * Suggests the names that are near.
 */
export const varsFile: Rule = {
  id: "DVC108",
  name: "vars-file",
  summary: "file or key of `vars` that cannot be loaded",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline", "params"],
  *check(file, project): Iterable<Report> {
    for (const problem of templateProblems(file, project, "vars-file")) {
      yield reportWithNames(problem, nameFixes(file, problem));
    }
  },
};

/** Replaces the file's name or the key where it stands in the entry. */
function nameFixes(file: LintFile, { at, wanted, candidates }: TemplateProblem): readonly Fix[] {
  if (wanted === undefined) return [];
  const start = file.text.indexOf(wanted, at.start);
  if (start < 0 || start + wanted.length > at.end) return [];
  const place = { start, end: start + wanted.length };
  return candidates.map((name) =>
    fixOf(`Replace with \`${name}\``, "suggestion", editOf(file.path, place, name)),
  );
}
