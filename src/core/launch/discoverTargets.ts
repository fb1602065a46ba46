import type { Problem } from "../../base/errors.ts";
import type { TextFiles } from "../ports.ts";
import { parseSextantConfig } from "../config/parseSextantConfig.ts";
import { sextantConfigName } from "../config/sextantConfig.ts";
import { collectConfigTargets } from "./configTargets.ts";
import { parseDvcTargets, type TargetSource } from "./dvcTargets.ts";
import { addFileParameters, paramsFilesFor, scriptOf, withScriptParameters } from "./fileTarget.ts";
import type { LaunchTools } from "./interpreters.ts";
import { parseMlprojectTargets } from "./mlprojectTargets.ts";
import { readParamsFile } from "./paramsFile.ts";
import { folderOf, joinPath, type LaunchTarget } from "./target.ts";

/** File names that hold launch targets. */
export const targetFileNames = [sextantConfigName, "dvc.yaml", "MLproject"] as const;

export interface DiscoverOptions {
  /** Absolute path of the folder that the paths are relative to. */
  readonly root: string;
  /** Paths of files with those names, with `/`. */
  readonly paths: readonly string[];
  readonly files: TextFiles;
  readonly tools: LaunchTools;
}

export interface Discovered {
  readonly targets: readonly LaunchTarget[];
  readonly problems: readonly Problem[];
}

/**
 * The targets that files of a folder define: Sextant's entry points, then DVC stages, then MLproject
 * entry points, each by path. A file that cannot be read gives problems and hides no other.
 */
export async function discoverTargets(options: DiscoverOptions): Promise<Discovered> {
  const targets: LaunchTarget[] = [];
  const problems: Problem[] = [];
  for (const path of inOrder(options.paths)) {
    const text = await options.files.read(path);
    if (text === null) continue;
    const found = await parseTargets({ ...options, path, text });
    targets.push(...found.targets);
    problems.push(...found.problems);
  }
  return { targets, problems };
}

function inOrder(paths: readonly string[]): readonly string[] {
  const rank = (path: string) => targetFileNames.findIndex((name) => path.endsWith(name));
  return [...paths].sort(
    (a, b) => rank(a) - rank(b) || depth(a) - depth(b) || (a < b ? -1 : Number(a > b)),
  );
}

function depth(path: string): number {
  return path.split("/").length;
}

async function parseTargets(source: TargetSource): Promise<Discovered> {
  const { path } = source;
  if (path.endsWith("dvc.yaml")) {
    const { value, problems } = await parseDvcTargets(source);
    return { targets: value, problems };
  }
  if (path.endsWith("MLproject")) {
    const { value, problems } = parseMlprojectTargets(source);
    return { targets: value, problems };
  }
  const { value, problems } = parseSextantConfig(source.text, path);
  const targets = collectConfigTargets(value, { ...source, source: path });
  return { targets: targets.map((target) => below(target, folderOf(path))), problems };
}

/** Working folders stand relative to the file that names them. */
function below(target: LaunchTarget, folder: string): LaunchTarget {
  return { ...target, cwd: joinPath(folder, target.cwd) };
}

/**
 * The target with everything that can be known about its parameters: what its command line sets,
 * what its Python script declares, and the keys of `params.yaml` beside it. Reads up to three small
 * files, so it is asked for the target that was chosen.
 */
export async function describeParameters(
  target: LaunchTarget,
  files: TextFiles,
): Promise<LaunchTarget> {
  if (target.kind === "dvc") return target;
  const script = scriptOf(target);
  const source = script === null ? null : await files.read(script);
  const described = withScriptParameters(target, source ?? "");
  if (target.kind === "mlproject") return described;
  for (const path of paramsFilesFor(target)) {
    const text = await files.read(path);
    if (text === null) continue;
    const fromCwd = described.cwd === "." ? path : path.slice(described.cwd.length + 1);
    return addFileParameters(described, readParamsFile(text, fromCwd));
  }
  return described;
}
