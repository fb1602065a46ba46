import type { StageInstance } from "../../dvc/expandPipeline.ts";
import { defaultParamsFile } from "../../dvc/loadVars.ts";
import type { Fix, Related } from "../../finding.ts";
import { relativePath } from "../../dvc/projectPaths.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { lookUpKey, replaceScalar, type CheckedParam } from "./paramLookup.ts";

export interface OtherFolder {
  /** The end of a message. */
  readonly hint: string;
  readonly related: readonly Related[];
  readonly fixes?: readonly Fix[];
}

/**
 * The trap of `wdir`: templates read the `params.yaml` beside `dvc.yaml`, and `params` the one in
 * `wdir`. Defined where a key without a file is in the former.
 */
export function paramsFromPipelineFolder(
  { key, node, isBare }: CheckedParam,
  { wdir }: StageInstance,
  file: LintFile,
  project: LintProject,
): OtherFolder | undefined {
  const beside = file.folder === "" ? defaultParamsFile : `${file.folder}/${defaultParamsFile}`;
  if (!isBare || key === null || wdir === undefined || wdir === file.folder) return undefined;
  if (lookUpKey(project, beside, key) !== "found") return undefined;
  const written = relativePath(wdir, beside);
  const fix = replaceScalar(file, node, `${written}: [${key}]`, `Read it from \`${written}\``);
  const at = { path: beside, start: 0, end: 0, message: "it is in this file" };
  return {
    hint: `keys without a file are read in the stage's \`wdir\`, write \`${written}: [${key}]\``,
    related: [at],
    ...(fix === undefined || fix.edits[0]?.text.startsWith('"') === true ? {} : { fixes: [fix] }),
  };
}
