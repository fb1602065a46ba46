import type { Problem } from "../../../base/errors.ts";
import { readBoundedYaml } from "../../config/boundedYaml.ts";
import { recordOf, type LockedOutput } from "./lockFile.ts";
import { parentOf } from "../filePaths.ts";
import { resolvePath } from "./paths.ts";

/** What a `dvc.yaml` says of parameters and metrics. Paths are relative to DVC's root, with `/`. */
export interface Pipeline {
  /** Files or folders, by path; `${…}` are left in them. */
  readonly metrics: readonly string[];
  /** Parameter files: keys that are tracked, or null for the whole file. */
  readonly params: readonly TrackedParams[];
  /** Folders of DVCLive: those whose `plots/metrics` are plots, or `metrics.json` metrics. */
  readonly liveFolders: readonly string[];
  /** Parameter files that `vars` name. */
  readonly vars: readonly string[];
  /** What stands between `${` and `}` anywhere in the stages. */
  readonly references: readonly string[];
  /** Working folders of stages that have one. */
  readonly wdirs: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

export interface TrackedParams {
  readonly file: string;
  readonly keys: readonly string[] | null;
}

const defaultParamsFile = "params.yaml";

/** Reads the `dvc.yaml` in `folder`. What is not understood is left out. */
export function parsePipeline(text: string, folder: string): Pipeline {
  const { value, problems } = readBoundedYaml(
    text,
    folder === "" ? "dvc.yaml" : `${folder}/dvc.yaml`,
  );
  const root = recordOf(value);
  const found: Found = {
    metrics: [],
    params: [],
    plots: [],
    vars: [],
    wdirs: new Map<string, string>(),
  };
  addList(found.metrics, folder, root["metrics"]);
  addTopParams(found, folder, root["params"]);
  addList(found.plots, folder, root["plots"]);
  addVars(found, folder, root["vars"]);
  for (const [name, given] of Object.entries(recordOf(root["stages"]))) {
    const stage = "do" in recordOf(given) ? recordOf(recordOf(given)["do"]) : recordOf(given);
    addStage(found, { name, folder, stage });
  }
  return {
    metrics: found.metrics,
    params: found.params,
    liveFolders: liveFoldersOf(found),
    vars: found.vars,
    references: [...new Set(text.match(/\$\{[^{}]+\}/g) ?? [])].map((all) =>
      all.slice(2, -1).trim(),
    ),
    wdirs: found.wdirs,
    problems,
  };
}

interface Found {
  readonly metrics: string[];
  readonly params: TrackedParams[];
  readonly plots: string[];
  readonly vars: string[];
  readonly wdirs: Map<string, string>;
}

interface StagePlace {
  readonly name: string;
  readonly folder: string;
  readonly stage: Readonly<Record<string, unknown>>;
}

function addStage(found: Found, { name, folder, stage }: StagePlace): void {
  const wdir = typeof stage["wdir"] === "string" ? resolvePath(folder, stage["wdir"]) : folder;
  if (wdir === null) return;
  if (wdir !== folder) found.wdirs.set(name, wdir);
  addList(found.metrics, wdir, stage["metrics"]);
  addList(found.plots, wdir, stage["plots"]);
  addVars(found, wdir, stage["vars"]);
  const keys: string[] = [];
  for (const item of listOf(stage["params"])) {
    if (typeof item === "string") keys.push(item);
    for (const [file, given] of Object.entries(recordOf(item))) {
      const path = resolvePath(wdir, file);
      const tracked = listOf(given).filter((key) => typeof key === "string");
      if (path === null) continue;
      found.params.push({ file: path, keys: tracked.length === 0 ? null : tracked });
    }
  }
  const file = resolvePath(wdir, defaultParamsFile);
  if (keys.length > 0 && file !== null) found.params.push({ file, keys });
}

function addTopParams(found: Found, folder: string, given: unknown): void {
  for (const item of listOf(given)) {
    const path = typeof item === "string" ? resolvePath(folder, item) : null;
    if (path !== null) found.params.push({ file: path, keys: null });
  }
}

function addVars(found: Found, folder: string, given: unknown): void {
  for (const item of listOf(given)) {
    // `file:key,key` takes some of the keys; which ones are shown depends on the references.
    const path = typeof item === "string" ? resolvePath(folder, item.replace(/:.*$/s, "")) : null;
    if (path !== null) found.vars.push(path);
  }
}

/** Entries are paths, or mappings whose keys are paths; `plots` may be a mapping altogether. */
function addList(paths: string[], folder: string, given: unknown): void {
  const items = Array.isArray(given) ? (given as unknown[]) : Object.keys(recordOf(given));
  for (const item of items) {
    for (const name of typeof item === "string" ? [item] : Object.keys(recordOf(item))) {
      const path = resolvePath(folder, name);
      if (path !== null) paths.push(path);
    }
  }
}

function liveFoldersOf({ plots, metrics }: Found): string[] {
  const folders = new Set<string>();
  for (const path of plots) {
    if (path.endsWith("/plots/metrics")) folders.add(path.slice(0, -"/plots/metrics".length));
    else if (path.endsWith("/plots")) folders.add(path.slice(0, -"/plots".length));
  }
  for (const path of metrics) {
    if (path.endsWith("/metrics.json")) folders.add(parentOf(path));
  }
  return [...folders];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** All that the pipelines of one state of a project declare, put together. */
export interface Declared {
  /** Files or folders with metrics. */
  readonly metrics: readonly string[];
  readonly params: ReadonlyMap<string, readonly string[] | null>;
  /** Files of `vars`, of which only the referenced keys are shown. */
  readonly vars: readonly string[];
  readonly references: readonly string[];
  readonly liveFolders: readonly string[];
}

/**
 * Puts together what several `dvc.yaml` declare. A path with `${…}` in it stands for the outputs in
 * `dvc.lock` that it fits: what loops and variables came to is recorded there.
 */
export function collectDeclared(
  pipelines: readonly Pipeline[],
  locked: ReadonlyMap<string, LockedOutput>,
): Declared {
  const params = new Map<string, readonly string[] | null>();
  for (const { file, keys } of pipelines.flatMap((pipeline) => pipeline.params)) {
    const known = params.get(file);
    const isWhole = keys === null || known === null;
    params.set(file, isWhole ? null : [...(known ?? []), ...keys]);
  }
  params.set(defaultParamsFile, null);
  const metrics = pipelines.flatMap((pipeline) => pipeline.metrics);
  return {
    metrics: [...new Set(metrics.flatMap((path) => expand(path, locked)))],
    params,
    vars: [...new Set(pipelines.flatMap((pipeline) => pipeline.vars))],
    references: [...new Set(pipelines.flatMap((pipeline) => pipeline.references))],
    liveFolders: [...new Set(pipelines.flatMap((pipeline) => pipeline.liveFolders))],
  };
}

function expand(path: string, locked: ReadonlyMap<string, LockedOutput>): string[] {
  if (!path.includes("${")) return [path];
  const parts = path.split(/\$\{[^{}]*\}/);
  return [...locked.keys()].filter((output) => fits(output, parts));
}

/** Whether a text is made of the parts in their order with something between each two. */
function fits(text: string, parts: readonly string[]): boolean {
  const [first = "", ...others] = parts;
  const last = others.pop() ?? "";
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at + 1);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at < text.length - last.length;
}
