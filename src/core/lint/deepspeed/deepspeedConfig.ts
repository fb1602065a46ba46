import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { foldersAbove, projectPath } from "../dvc/projectPaths.ts";
import {
  asScalar,
  valueAt,
  type ScalarNode,
  type ScalarValue,
  type TreeNode,
} from "../source/nodes.ts";
import { resolveScalar } from "../source/scalars.ts";

/** A scalar's value as `json` or PyYAML reads it. */
export function valueOf(
  node: TreeNode | undefined,
  { language }: LintFile,
): ScalarValue | undefined {
  const scalar = asScalar(node);
  if (scalar === undefined) return undefined;
  return resolveScalar(scalar, language === "json" ? "json" : "pyyaml-1.1");
}

/** A whole number with its place; undefined for `"auto"` and all else. */
export function wholeNumberAt(file: LintFile, key: string): NumberAt | undefined {
  const node = asScalar(valueAt(file.root, key));
  const value = valueOf(node, file);
  if (node === undefined || value?.type !== "int") return undefined;
  return { key, node, value: Number(value.value) };
}

export interface NumberAt {
  readonly key: string;
  readonly node: ScalarNode;
  readonly value: number;
}

/** The DeepSpeed file that a configuration of Accelerate names. */
export function namedDeepspeedFile(file: LintFile): ScalarNode | undefined {
  const config = valueAt(file.root, "deepspeed_config");
  const named = asScalar(valueAt(config, "deepspeed_config_file"));
  return named === undefined || /^(?:none|null|~)?$/i.test(named.text) ? undefined : named;
}

/** Where a file may be that is named from the folder a program is started in, which is not known. */
export function findNamedFile(
  from: LintFile,
  written: string,
  project: LintProject,
): string | undefined {
  for (const folder of foldersAbove(from.folder)) {
    const path = projectPath(folder, written);
    if (path !== undefined && project.kindOf(path) === "file") return path;
  }
  const ending = `/${written.replace(/^(?:\.\.?\/)+/, "")}`;
  return [...project.paths].find((path) => path.endsWith(ending));
}

/** A configuration of Accelerate that runs with a DeepSpeed file, and by how many processes. */
export interface Launch {
  readonly file: LintFile;
  readonly processes: NumberAt;
}

/** The configurations of Accelerate that name a DeepSpeed file and say the number of processes. */
export function launchesOf(path: string, project: LintProject): readonly Launch[] {
  const all = project.remember("deepspeed:launches", () =>
    [...project.paths].sort().flatMap((candidate) => {
      if (!/\.ya?ml$/.test(candidate)) return [];
      const file = project.file(candidate);
      if (file?.kinds.has("accelerate") !== true) return [];
      const named = namedDeepspeedFile(file);
      const processes = wholeNumberAt(file, "num_processes");
      if (named === undefined || processes === undefined || processes.value < 1) return [];
      return [{ file, processes, target: findNamedFile(file, named.text, project) }];
    }),
  );
  return all.filter(({ target }) => target === path);
}
