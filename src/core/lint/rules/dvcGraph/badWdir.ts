import { dvcRootOf } from "../../dvc/dvcRoot.ts";
import type { StageInstance } from "../../dvc/expandPipeline.ts";
import { isAtOrBelow, projectPath } from "../../dvc/projectPaths.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import { didYouMean } from "../../similarNames.ts";
import { asScalar, valueAt, type TreeNode } from "../../source/nodes.ts";
import { replaceScalar } from "./paramLookup.ts";
import { similarPaths } from "./similarPaths.ts";
import { isThere, mergeByPlace, stagesIn } from "../../dvc/stageReports.ts";

/**
 * Reports a `wdir` that is a file, that does not exist, or that lies outside of the DVC project.
 *
 * ## Why it matters
 * The command is started in that folder. DVC checks it when a stage is added by its command line;
 * what is written by hand comes up as `No such file or directory` in the middle of `dvc repro`.
 *
 * ## Example
 * ```python src/train.py
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     wdir: scr
 * ```
 *
 * ## Use instead
 * ```python src/train.py
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     wdir: src
 * ```
 *
 * ## Limits
 * A folder that is not there may be made by a command of an earlier stage: it is an error only where
 * a dependency of the stage lies in it.
 */
export const badWdir: Rule = {
  id: "DVC213",
  name: "bad-wdir",
  summary: "working folder that is none",
  severity: "warning",
  confidence: "medium",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  check(file, project): Iterable<Report> {
    const stages = stagesIn(file.path, project).filter(({ isFrozen }) => !isFrozen);
    return mergeByPlace(stages.flatMap((stage) => checkStage(stage, file, project)));
  },
};

function checkStage(stage: StageInstance, file: LintFile, project: LintProject): Report[] {
  const node = valueAt(stage.entry.body, "wdir");
  const written = asScalar(node)?.text;
  if (node === undefined || written === undefined || written === "") return [];
  const lead = `\`wdir\` of stage \`${stage.name}\``;
  const { wdir } = stage;
  const root = dvcRootOf(project, file.path);
  if (wdir === undefined || !isAtOrBelow(wdir, root)) {
    const isOutside = !written.includes("${") && isAbove(written, file, project, root);
    return isOutside ? [{ at: node, message: `${lead} is outside of the DVC project` }] : [];
  }
  if (project.kindOf(wdir) === "file") {
    const message = `${lead} is a file: \`${wdir}\``;
    return [{ at: node, message, severity: "error", confidence: "high" }];
  }
  const isMade = isThere(project, wdir) || isMadeByOthers(stage, wdir, project);
  return isMade ? [] : [missing(stage, wdir, node, { file, project, lead })];
}

/** Outputs of the stage itself make no folder before it runs. */
function isMadeByOthers({ outs }: StageInstance, wdir: string, project: LintProject): boolean {
  const own = outs.filter(
    ({ path }) => path !== undefined && (isAtOrBelow(path, wdir) || isAtOrBelow(wdir, path)),
  );
  return project.graph.producersOf(wdir).length > own.length;
}

/** Without a `.dvc` folder the project may go on above what is seen here. */
function isAbove(written: string, file: LintFile, project: LintProject, root: string): boolean {
  if (project.kindOf(root === "" ? ".dvc" : `${root}/.dvc`) !== "directory") return false;
  const path = projectPath(file.folder, written);
  return path === undefined ? !/^(?:\/|[A-Za-z]:)/.test(written) : !isAtOrBelow(path, root);
}

function missing(
  { deps, wdir = "" }: StageInstance,
  path: string,
  node: TreeNode,
  where: { readonly file: LintFile; readonly project: LintProject; readonly lead: string },
): Report {
  const { file, project, lead } = where;
  const names = similarPaths(project, path, file.folder).filter((name) => {
    const meant = projectPath(file.folder, name);
    return meant !== undefined && project.kindOf(meant) === "directory";
  });
  const fixes = names.flatMap(
    (name) => replaceScalar(file, node, name, `Change to \`${name}\``) ?? [],
  );
  const isSure = deps.some((dep) => dep.path !== undefined && isAtOrBelow(dep.path, wdir));
  return {
    at: node,
    message: `${lead} does not exist: \`${path}\`${didYouMean(names)}`,
    ...(fixes.length === 0 ? {} : { fixes }),
    ...(isSure ? { severity: "error" as const, confidence: "high" as const } : {}),
  };
}
