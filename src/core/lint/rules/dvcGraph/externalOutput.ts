import { dvcRootOf } from "../../dvc/dvcRoot.ts";
import type { StageInstance, StageOut } from "../../dvc/expandPipeline.ts";
import { isAtOrBelow, isOutsidePath } from "../../dvc/projectPaths.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import { setUncached } from "./outputFlags.ts";
import { mergeByPlace, stagesIn } from "../../dvc/stageReports.ts";

/**
 * Reports outputs outside of the DVC project (URLs, paths above its root, absolute paths) that DVC
 * is to keep in its cache.
 *
 * ## Why it matters
 * Since DVC 3.0 they cannot be saved: `Saving cached external output … is not supported`. That comes
 * up when the stage has run.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   publish:
 *     cmd: python publish.py
 *     outs:
 *       - s3://bucket/model.pkl
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   publish:
 *     cmd: python publish.py
 *     outs:
 *       - s3://bucket/model.pkl:
 *           cache: false
 * ```
 *
 * ## Limits
 * An absolute path may lead into the project, which is fine for DVC; it is a warning.
 *
 * ## Fix
 * Adds `cache: false`: DVC notices changes of the output and keeps no copy.
 */
export const externalOutput: Rule = {
  id: "DVC208",
  name: "external-output",
  summary: "output outside of the project that DVC is to cache",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  check(file, project): Iterable<Report> {
    const stages = stagesIn(file.path, project);
    return mergeByPlace(stages.flatMap((stage) => checkStage(stage, file, project)));
  },
};

function checkStage(stage: StageInstance, file: LintFile, project: LintProject): Report[] {
  return stage.outs.flatMap((out) => {
    const place = out.isCached && out.isResolved ? placeOf(out, stage, file, project) : undefined;
    if (place === undefined) return [];
    const { where, isSure } = place;
    const fix = setUncached(file, out, isSure ? "safe" : "suggestion");
    return [
      {
        at: out.node,
        message: `output \`${out.text}\` of stage \`${stage.name}\` ${where}; DVC cannot cache it there, set \`cache: false\``,
        ...(fix === undefined ? {} : { fixes: [fix] }),
        ...(isSure ? {} : { severity: "warning" as const, confidence: "medium" as const }),
      },
    ];
  });
}

interface Place {
  readonly where: string;
  readonly isSure: boolean;
}

function placeOf(
  { text, path }: StageOut,
  { wdir }: StageInstance,
  file: LintFile,
  project: LintProject,
): Place | undefined {
  if (isOutsidePath(text)) {
    const isUrl = text.includes("://");
    return isUrl
      ? { where: "is not in the project", isSure: true }
      : { where: "is an absolute path", isSure: false };
  }
  if (wdir === undefined || text === "") return undefined;
  const root = dvcRootOf(project, file.path);
  const isRoot = project.kindOf(root === "" ? ".dvc" : `${root}/.dvc`) === "directory";
  if (!isRoot || (path !== undefined && isAtOrBelow(path, root))) return undefined;
  return { where: "lies above the project's root", isSure: true };
}
