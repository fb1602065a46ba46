import type { StageInstance } from "../../dvc/expandPipeline.ts";
import { projectPath } from "../../dvc/projectPaths.ts";
import type { Fix } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import { lookUpKey, reportParams, type CheckedParam, type ParamQuestion } from "./paramLookup.ts";

/**
 * Reports the path of a file in `params` without a colon behind it.
 *
 * ## Why it matters
 * An entry without a colon is the key of a parameter: DVC looks for a parameter with that name in
 * `params.yaml` and ends with `Parameters 'configs/model.yaml' are missing` when the turn of the
 * stage comes.
 *
 * ## Example
 * ```yaml configs/model.yaml
 * depth: 3
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     params:
 *       - configs/model.yaml
 * ```
 *
 * ## Use instead
 * ```yaml configs/model.yaml
 * depth: 3
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     params:
 *       - configs/model.yaml:
 * ```
 *
 * ## Fix
 * Adds the colon; DVC tracks the whole file then.
 */
export const paramIsFile: Rule = {
  id: "DVC211",
  name: "param-is-file",
  summary: "path of a file where the key of a parameter is expected",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  check: (file, project) => reportParams(file, project, checkParam),
};

function checkParam({ param, stage, file, project }: ParamQuestion): Report[] {
  const { key, node, isBare } = param;
  if (!isBare || key === null || !looksLikeFile(key, stage, project)) return [];
  if (lookUpKey(project, param.file, key) === "found") return [];
  const message = `\`${key}\` in \`params\` of stage \`${stage.name}\` is taken for a key of \`${param.file}\`; write \`${key}:\` for the file`;
  const fix = addColon(file, param);
  return [{ at: node, message, ...(fix === undefined ? {} : { fixes: [fix] }) }];
}

/** It ends like a file of parameters, or there is a file with that name. */
export function looksLikeFile(key: string, stage: StageInstance, project: LintProject): boolean {
  if (!/\.(?:ya?ml|json|toml|py)$|\//.test(key)) return false;
  const path = stage.wdir === undefined ? undefined : projectPath(stage.wdir, key);
  return key.includes("/") || (path !== undefined && project.kindOf(path) === "file");
}

function addColon(file: LintFile, { node }: CheckedParam): Fix | undefined {
  if (node.kind !== "scalar" || node.text.includes("${")) return undefined;
  const lead = file.text.slice(file.text.lastIndexOf("\n", node.start - 1) + 1, node.start);
  const text = /^\s*-\s+$/.test(lead) ? ":" : ": null";
  const edit = { path: file.path, start: node.end, end: node.end, text };
  return { title: "Add a colon: track the whole file", applicability: "safe", edits: [edit] };
}
