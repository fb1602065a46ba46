import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { dottedKeys } from "../../source/dottedKeys.ts";
import { looksLikeFile } from "./paramIsFile.ts";
import {
  lookUpKey,
  replaceScalar,
  stateOfParamFile,
  reportParams,
  type ParamQuestion,
} from "./paramLookup.ts";
import { paramsFromPipelineFolder } from "./paramsFolder.ts";

/**
 * Reports parameters of a stage that are not in their file. Keys are looked up as DVC does it: dots
 * go one level down, numbers count in lists, and keys without a file are those of `params.yaml` in
 * the stage's `wdir`.
 *
 * ## Why it matters
 * DVC looks for them when the turn of the stage comes: `Parameters 'epochs' are missing from
 * 'params.yaml'` may be the end of a night of stages before it.
 *
 * ## Example
 * ```yaml params.yaml
 * train:
 *   epochs: 10
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     params:
 *       - train.epoch
 * ```
 *
 * ## Use instead
 * ```yaml params.yaml
 * train:
 *   epochs: 10
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     params:
 *       - train.epochs
 * ```
 *
 * ## Limits
 * Silent for keys with wildcards, for files that another stage makes, and for files with broken
 * syntax. Values that a Python file computes are no parameters for DVC; they are not reported.
 */
export const missingParam: Rule = {
  id: "DVC209",
  name: "missing-param",
  summary: "parameter that is not in its file",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  check: (file, project) => reportParams(file, project, checkParam),
};

function checkParam({ param, stage, file, project }: ParamQuestion): Report[] {
  const { key, node } = param;
  if (key === null || stateOfParamFile(project, param.file) !== "file") return [];
  if (lookUpKey(project, param.file, key) !== "missing") return [];
  if (param.isBare && looksLikeFile(key, stage, project)) return [];
  const other = paramsFromPipelineFolder(param, stage, file, project);
  const lead = `parameter \`${key}\` of stage \`${stage.name}\` is not in \`${param.file}\``;
  if (other !== undefined) return [{ at: node, message: `${lead}; ${other.hint}`, ...other }];
  const names = similarKeys(key, project.file(param.file));
  const fixes = names.flatMap(
    (name) => replaceScalar(file, node, name, `Change to \`${name}\``) ?? [],
  );
  return [
    { at: node, message: lead + didYouMean(names), ...(fixes.length === 0 ? {} : { fixes }) },
  ];
}

const maxKeys = 2000;

/** Those with the same last part first: the key is often at another level. */
function similarKeys(key: string, file: LintFile | undefined): readonly string[] {
  const keys = dottedKeys(file?.root, maxKeys).map(({ key }) => key);
  const last = key.slice(key.lastIndexOf(".") + 1);
  const moved = keys.filter((it) => it.slice(it.lastIndexOf(".") + 1) === last);
  const found = new Set([...moved.slice(0, 3), ...findSimilar(key, keys)]);
  // A key that holds a dot itself looks the same and cannot be reached.
  found.delete(key);
  return [...found].slice(0, 3);
}
