import type { StageInstance } from "../../dvc/expandPipeline.ts";
import { ignoredBy } from "../../dvc/ignoreFiles.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import { didYouMean } from "../../similarNames.ts";
import { looksLikeFile } from "./paramIsFile.ts";
import {
  checkedParams,
  replaceScalar,
  stateOfParamFile,
  type CheckedParam,
} from "./paramLookup.ts";
import { paramsFromPipelineFolder } from "./paramsFolder.ts";
import { similarPaths } from "./similarPaths.ts";
import { mergeByPlace, stagesIn } from "../../dvc/stageReports.ts";

/**
 * Reports files of parameters that are not there. Keys without a file are those of `params.yaml` in
 * the stage's `wdir`, not of the one beside `dvc.yaml`, which is what templates read.
 *
 * ## Why it matters
 * The stage fails when its turn comes: `dependency 'params.yaml' does not exist`.
 *
 * ## Example
 * ```yaml params.yaml
 * epochs: 10
 * ```
 * ```python src/train.py
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     wdir: src
 *     params:
 *       - epochs
 * ```
 *
 * ## Use instead
 * ```yaml params.yaml
 * epochs: 10
 * ```
 * ```python src/train.py
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     wdir: src
 *     params:
 *       - ../params.yaml: [epochs]
 * ```
 *
 * ## Limits
 * A file that git ignores may be on other machines: that is a warning.
 */
export const missingParamFile: Rule = {
  id: "DVC210",
  name: "missing-param-file",
  summary: "file of parameters that is not there",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  check(file, project): Iterable<Report> {
    const reports = stagesIn(file.path, project).flatMap((stage) =>
      [...byFile(checkedParams(stage))].flatMap((params) =>
        checkFile(params, stage, file, project),
      ),
    );
    return mergeByPlace(reports);
  },
};

/** Those of one file together: they are told of once. */
function byFile(params: readonly CheckedParam[]): Iterable<readonly CheckedParam[]> {
  return Map.groupBy(params, ({ file, isBare }) => `${isBare ? "-" : "+"}${file}`).values();
}

function checkFile(
  params: readonly CheckedParam[],
  stage: StageInstance,
  file: LintFile,
  project: LintProject,
): Report[] {
  const param = params.find(({ key }) => key === null || !looksLikeFile(key, stage, project));
  if (param === undefined) return [];
  const { key, node, isBare } = param;
  const state = stateOfParamFile(project, param.file);
  const who = `of stage \`${stage.name}\``;
  if (state === "folder") {
    const message = `\`${param.file}\` is a folder; \`params\` ${who} needs a file`;
    return [{ at: node, message }];
  }
  if (state !== "missing") return [];
  const others = params.length === 1 ? "" : ` and ${params.length - 1} more`;
  const what = key === null ? "in `params`" : `for \`${key}\`${others} in \`params\``;
  const lead = `there is no \`${param.file}\` ${what} ${who}`;
  const other = paramsFromPipelineFolder(param, stage, file, project);
  if (other !== undefined) return [{ at: node, message: `${lead}; ${other.hint}`, ...other }];
  const isIgnored = ignoredBy(project, param.file, { name: ".gitignore", root: "" }) !== undefined;
  const names = isBare ? [] : similarPaths(project, param.file, stage.wdir ?? "");
  const fixes = names.flatMap(
    (name) =>
      (key === null ? replaceScalar(file, node, name, `Change to \`${name}\``) : undefined) ?? [],
  );
  return [
    {
      at: node,
      message: lead + didYouMean(names),
      ...(fixes.length === 0 ? {} : { fixes }),
      ...(isIgnored ? { severity: "warning" as const, confidence: "medium" as const } : {}),
    },
  ];
}
