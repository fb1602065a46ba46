import type { StageOut } from "../../dvc/expandPipeline.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import { setUncached } from "./outputFlags.ts";
import { mergeByPlace, stagesIn } from "../../dvc/stageReports.ts";

/**
 * Reports outputs that DVC is to keep in its cache and git tracks already.
 *
 * ## Why it matters
 * When the stage has run, DVC finds the file in git and gives up: `output … is already tracked by
 * SCM`. The work of the stage is done by then and its result is not recorded.
 *
 * ## Example
 * ```text tracked
 * metrics.json
 * ```
 * ```json metrics.json
 * {}
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     metrics:
 *       - metrics.json
 * ```
 *
 * ## Use instead
 * ```text tracked
 * metrics.json
 * ```
 * ```json metrics.json
 * {}
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     metrics:
 *       - metrics.json:
 *           cache: false
 * ```
 *
 * ## Fix
 * Adds `cache: false`, which leaves the file to git. For large data the other way is right:
 * `git rm -r --cached` leaves it to DVC.
 */
export const trackedOutput: Rule = {
  id: "DVC206",
  name: "tracked-output",
  summary: "output for DVC's cache that git tracks",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  check(file, project): Iterable<Report> {
    const reports = stagesIn(file.path, project).flatMap(({ outs, name }) =>
      outs
        .filter(({ path, isCached }) => isCached && path !== undefined && path !== "")
        .filter(({ path }) => project.isTracked(path ?? "") === true)
        .map((out) => describe(file, out, name, project.kindOf(out.path ?? "") === "directory")),
    );
    return mergeByPlace(reports);
  },
};

function describe(file: LintFile, out: StageOut, stage: string, isFolder: boolean): Report {
  const fix = setUncached(file, out, "suggestion");
  const what = isFolder ? "git tracks files in" : "git tracks";
  return {
    at: out.node,
    message: `${what} \`${out.path ?? ""}\`, an output of stage \`${stage}\` that DVC cannot cache then; set \`cache: false\` or take it out of git`,
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}
