import type { StageInstance, StagePath } from "../../dvc/expandPipeline.ts";
import { ignoredBy, ignoresBelow } from "../../dvc/ignoreFiles.ts";
import { isAtOrBelow } from "../../dvc/projectPaths.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { readLockedStage } from "../../dvc/lockedStage.ts";
import type { Report, Rule } from "../../rule.ts";
import { didYouMean } from "../../similarNames.ts";
import { replaceScalar } from "./paramLookup.ts";
import { similarPaths } from "./similarPaths.ts";
import { isThere, mergeByPlace, stagesIn } from "../../dvc/stageReports.ts";

/**
 * Reports dependencies that are nowhere: not on the disk, not in git, not an output of a stage or
 * `.dvc` file, and not in `dvc.lock` from an earlier run.
 *
 * ## Why it matters
 * `dvc repro` ends with `dependency … does not exist` when the turn of the stage comes. Where a path
 * is mistyped, DVC also misses every change of the file that was meant.
 *
 * ## Example
 * ```python src/train.py
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python src/train.py
 *     deps:
 *       - src/tain.py
 * ```
 *
 * ## Use instead
 * ```python src/train.py
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python src/train.py
 *     deps:
 *       - src/train.py
 * ```
 *
 * ## Limits
 * Data may come later or lie on other machines: a path that does not look like source code is a
 * warning, and one that git ignores, as a whole or in part, is only mentioned. Paths outside of the project are not looked at.
 */
export const depNotFound: Rule = {
  id: "DVC212",
  name: "dep-not-found",
  summary: "dependency that is nowhere",
  severity: "warning",
  confidence: "medium",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  check(file, project): Iterable<Report> {
    const stages = stagesIn(file.path, project).filter(({ isFrozen }) => !isFrozen);
    return mergeByPlace(
      stages.flatMap((stage) => stage.deps.flatMap((dep) => checkDep(dep, stage, file, project))),
    );
  },
};

function checkDep(
  { path, node, text }: StagePath,
  stage: StageInstance,
  file: LintFile,
  project: LintProject,
): Report[] {
  if (path === undefined || path === "" || isThere(project, path)) return [];
  if (project.graph.producersOf(path).length > 0 || isInMissingWdir(path, stage, project))
    return [];
  const locked = readLockedStage(project, file.path, stage);
  if (locked?.deps.some((it) => it.path === path) === true) return [];
  const names = similarPaths(project, path, stage.wdir ?? "");
  const fixes = names.flatMap(
    (name) => replaceScalar(file, node, name, `Change to \`${name}\``) ?? [],
  );
  const level = isKeptElsewhere(project, path) ? quiet : codeEnding.test(path) ? sure : {};
  return [
    {
      at: node,
      message: `dependency \`${text}\` of stage \`${stage.name}\` does not exist and no stage makes it${didYouMean(names)}`,
      ...(fixes.length === 0 ? {} : { fixes }),
      ...level,
    },
  ];
}

/** What git ignores, as a whole or in part, is not to be expected here. */
function isKeptElsewhere(project: LintProject, path: string): boolean {
  const options = { name: ".gitignore", root: "" } as const;
  return ignoredBy(project, path, options) !== undefined || ignoresBelow(project, path, options);
}

/** Then it is the `wdir` that is wrong, once. */
function isInMissingWdir(path: string, { wdir }: StageInstance, project: LintProject): boolean {
  return wdir !== undefined && isAtOrBelow(path, wdir) && !isThere(project, wdir);
}

const sure = { severity: "error", confidence: "high" } as const;
const quiet = { severity: "info", confidence: "low" } as const;

const codeEnding = /\.(?:py|sh|ipynb|R|r|Rmd|jl|scala|cpp|sql)$/;
