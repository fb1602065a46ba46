import type { LintProject } from "../project/lintProject.ts";
import { readDvcFile } from "./dvcFile.ts";
import { dvcRootOf } from "./dvcRoot.ts";
import type { StageInstance, StagePath } from "./expandPipeline.ts";
import { ignoredBy } from "./ignoreFiles.ts";
import type { Consumer, GraphStage, Producer, StageRef } from "./pipelineGraph.ts";
import { isOutsidePath } from "./projectPaths.ts";

export function isGraphFile(path: string): boolean {
  return path === "dvc.yaml" || path.endsWith("/dvc.yaml") || isDvcFile(path);
}

export function isDvcFile(path: string): boolean {
  return path.endsWith(".dvc") && path.length > 4 && path[path.length - 5] !== "/";
}

/** The name that DVC gives a stage (`train`, `sub/dvc.yaml:train`) or a `.dvc` file (its path). */
export function stageId({ file, stage }: { file: string; stage: string | undefined }): string {
  return stage === undefined ? file : `${file}:${stage}`;
}

/** The file of a stage's id. */
export function fileOfId(id: string): string {
  return /^((?:.*?\/)?dvc\.yaml):/s.exec(id)?.[1] ?? id;
}

/**
 * What one `dvc.yaml` or `.dvc` file adds to the graph, by id. Nothing for a file that DVC passes
 * over: one that git or DVC ignores.
 */
export function readEnds(project: LintProject, file: string): ReadonlyMap<string, GraphStage> {
  const stages = new Map<string, GraphStage>();
  const root = dvcRootOf(project, file);
  if (isPassedOver(project, file, root)) return stages;
  if (isDvcFile(file)) addDvcFile(project, file, root, stages);
  else {
    for (const stage of project.expanded(file)?.stages ?? []) {
      const read = readStage(file, root, stage);
      stages.set(read.id, read);
    }
  }
  return stages;
}

/** DVC does not look at files that `.gitignore` names even when git tracks them. */
export function isPassedOver(project: LintProject, file: string, root: string): boolean {
  if (ignoredBy(project, file, { name: ".dvcignore", root }) !== undefined) return true;
  if (project.isTracked("") === undefined) return false;
  return ignoredBy(project, file, { name: ".gitignore", root: "" }) !== undefined;
}

function addDvcFile(
  project: LintProject,
  path: string,
  root: string,
  stages: Map<string, GraphStage>,
): void {
  const file = project.file(path);
  if (file?.root === undefined) return;
  const ref: StageRef = { file: path, stage: undefined, entry: undefined };
  const { outs, deps, wdir } = readDvcFile(file);
  stages.set(path, {
    ...ref,
    id: path,
    root,
    outs: outs.flatMap((out) =>
      withKey(wdir, out, (key) => ({
        ...ref,
        path: key,
        text: out.text,
        section: "outs" as const,
        isCached: out.isCached,
      })),
    ),
    deps: deps.flatMap((dep) =>
      withKey(wdir, dep, (key) => ({
        ...ref,
        path: key,
        text: dep.text,
        section: "deps" as const,
      })),
    ),
  });
}

function readStage(file: string, root: string, stage: StageInstance): GraphStage {
  const ref: StageRef = { file, stage: stage.name, entry: stage.entry.name };
  const outs = new Map<string, Producer>();
  for (const out of stage.outs) {
    const { section, isCached } = out;
    // What stands twice in one section with the same text is one output for DVC.
    withKey(stage.wdir, out, (path) =>
      outs.set(`${section}\n${out.text}`, { ...ref, path, text: out.text, section, isCached }),
    );
  }
  const deps = new Map<string, Consumer>();
  for (const dep of stage.deps) {
    if (dep.text.startsWith("ds://")) continue;
    withKey(stage.wdir, dep, (path) =>
      deps.set(`deps\n${path}`, { ...ref, path, text: dep.text, section: "deps" }),
    );
  }
  for (const { file: path, isListed } of stage.params) {
    // A file that only templates read is no dependency in DVC's graph.
    if (path === undefined || !isListed) continue;
    deps.set(`params\n${path}`, { ...ref, path, text: path, section: "params" });
  }
  return {
    ...ref,
    id: stageId(ref),
    root,
    outs: [...outs.values()],
    deps: [...deps.values()],
  };
}

interface WrittenPath {
  readonly text: string;
  readonly path: string | undefined;
  readonly isResolved?: boolean;
}

function withKey<T>(
  wdir: string | undefined,
  written: WrittenPath,
  build: (key: string) => T,
): readonly T[] {
  const key = written.isResolved === false ? undefined : graphKey(wdir, written);
  return key === undefined ? [] : [build(key)];
}

/**
 * What the graph knows a path by: its place in the project, and for what lies outside of it the URL
 * or path as it is written.
 */
function graphKey(
  wdir: string | undefined,
  { text, path }: Pick<StagePath, "text" | "path">,
): string | undefined {
  if (path !== undefined) return path;
  if (isOutsidePath(text)) return text.length > 1 ? text.replace(/\/+$/, "") : text;
  if (wdir === undefined || text === "") return undefined;
  return aboveRoot(wdir, text);
}

/** A path that leaves the root, counted from the root: `../data`. */
function aboveRoot(wdir: string, text: string): string {
  const parts = wdir === "" ? [] : wdir.split("/");
  for (const part of text.split("/").filter((it) => it !== "" && it !== ".")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
