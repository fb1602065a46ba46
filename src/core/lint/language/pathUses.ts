import { readDvcFile } from "../dvc/dvcFile.ts";
import type { StageInstance, StageOut, StagePath } from "../dvc/expandPipeline.ts";
import { folderOf, projectPath } from "../dvc/projectPaths.ts";
import type { LintProject } from "../project/lintProject.ts";
import { asSeq, pairsOf, target, valueAt, type TreeNode } from "../source/nodes.ts";

/** One place that names a file or folder of the project. */
export interface PathUse {
  /** The file it is written in. */
  readonly file: string;
  /** Relative to the project's root. */
  readonly path: string;
  /** What stands there, templates filled in. */
  readonly text: string;
  readonly node: TreeNode;
  /** It is relative to this folder. */
  readonly folder: string;
  readonly role: "makes" | "needs" | "shows";
  readonly section: string;
  /** The stage's name in the file; undefined for `.dvc` files and top-level sections. */
  readonly stage: string | undefined;
  readonly instance: string | undefined;
  readonly isTemplated: boolean;
}

/** Places of one `dvc.yaml` or `.dvc` file. */
export function pathUsesOf(project: LintProject, file: string): readonly PathUse[] {
  return project.remember(`path-uses:${file}`, () => {
    if (isPipeline(file)) return pipelineUses(project, file);
    return trackingUses(project, file);
  });
}

export function isPipeline(path: string): boolean {
  return path === "dvc.yaml" || path.endsWith("/dvc.yaml");
}

/** All `dvc.yaml` of the project. */
export function pipelinePaths(project: LintProject): readonly string[] {
  return project.remember("pipeline-paths", () => [...project.paths].filter(isPipeline).sort());
}

function graphPaths(project: LintProject): readonly string[] {
  return project.remember("path-use-files", () =>
    [...project.paths].filter((path) => isPipeline(path) || /[^/]\.dvc$/.test(path)).sort(),
  );
}

/** Who names a path, of all files; by path. */
function usesByPath(project: LintProject): ReadonlyMap<string, readonly PathUse[]> {
  return project.remember("path-uses", () => {
    const found = new Map<string, PathUse[]>();
    for (const file of graphPaths(project)) {
      for (const use of pathUsesOf(project, file)) {
        const uses = found.get(use.path);
        if (uses === undefined) found.set(use.path, [use]);
        else uses.push(use);
      }
    }
    return found;
  });
}

/** Those that name this very path. */
export function usesOfPath(project: LintProject, path: string): readonly PathUse[] {
  return usesByPath(project).get(path) ?? [];
}

/** Those whose output is the path, or a folder above it, or lies below it. */
export function makersOf(project: LintProject, path: string): readonly PathUse[] {
  return relatedUses(project, path, "makes");
}

/** Those with a dependency that is the path, or a folder above it, or lies below it. */
export function needersOf(project: LintProject, path: string): readonly PathUse[] {
  return relatedUses(project, path, "needs");
}

function relatedUses(
  project: LintProject,
  path: string,
  role: PathUse["role"],
): readonly PathUse[] {
  const byPath = usesByPath(project);
  const found = [...(byPath.get(path) ?? [])];
  for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) {
    found.push(...(byPath.get(folder) ?? []));
  }
  for (const below of pathsBelow(project, path)) found.push(...(byPath.get(below) ?? []));
  return found.filter((use) => use.role === role);
}

/** Named paths below a folder: sorted, so that they are found without looking at all. */
export function pathsBelow(project: LintProject, folder: string): readonly string[] {
  const sorted = project.remember("path-uses-sorted", () => [...usesByPath(project).keys()].sort());
  const lead = `${folder}/`;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < lead) low = middle + 1;
    else high = middle;
  }
  const found: string[] = [];
  for (let at = low; sorted[at]?.startsWith(lead) === true; at++) found.push(sorted[at] ?? "");
  return found;
}

/** All paths that stages and `.dvc` files make. */
export function madePaths(project: LintProject): readonly PathUse[] {
  return project.remember("made-paths", () =>
    [...usesByPath(project).values()].flatMap((uses) =>
      uses.filter(({ role }) => role === "makes"),
    ),
  );
}

function pipelineUses(project: LintProject, file: string): readonly PathUse[] {
  const expanded = project.expanded(file);
  if (expanded === undefined) return [];
  const uses = expanded.stages.flatMap((stage) => [
    ...stage.deps.flatMap((dep) => stageUse({ file, stage, role: "needs", section: "deps" }, dep)),
    ...stage.outs.flatMap((out: StageOut) =>
      stageUse({ file, stage, role: "makes", section: out.section }, out),
    ),
  ]);
  const folder = folderOf(file);
  const shown = shownNodes(expanded.pipeline.root).flatMap(({ node, section }): PathUse[] => {
    const scalar = target(node);
    if (scalar?.kind !== "scalar") return [];
    const filled = expanded.sectionTexts.get(scalar);
    if (filled?.isResolved === false) return [];
    const text = filled?.text ?? scalar.text;
    const path = projectPath(folder, text);
    if (path === undefined) return [];
    const isTemplated = filled !== undefined;
    const place = { file, path, text, node, folder, section, isTemplated };
    return [{ ...place, role: "shows", stage: undefined, instance: undefined }];
  });
  return [...uses, ...shown];
}

/** Paths of top-level sections. */
function shownNodes(root: TreeNode | undefined): { node: TreeNode; section: string }[] {
  const found: { node: TreeNode; section: string }[] = [];
  for (const section of ["params", "metrics", "plots"]) {
    for (const item of asSeq(valueAt(root, section))?.items ?? []) {
      if (target(item)?.kind === "map") {
        for (const { key } of pairsOf(item)) found.push({ node: key, section });
      } else found.push({ node: item, section });
    }
  }
  for (const { value } of pairsOf(valueAt(root, "artifacts"))) {
    const node = valueAt(value, "path");
    if (node !== undefined) found.push({ node, section: "artifacts" });
  }
  return found;
}

interface StagePlace {
  readonly file: string;
  readonly stage: StageInstance;
  readonly role: PathUse["role"];
  readonly section: string;
}

function stageUse({ file, stage, role, section }: StagePlace, written: StagePath): PathUse[] {
  const { path, text, node } = written;
  if (path === undefined || stage.wdir === undefined) return [];
  const scalar = target(node);
  const isTemplated = scalar?.kind === "scalar" && scalar.text !== text;
  const { wdir: folder, name: instance } = stage;
  const names = { stage: stage.entry.name, instance };
  return [{ file, path, text, node, folder, role, section, ...names, isTemplated }];
}

function trackingUses(project: LintProject, file: string): readonly PathUse[] {
  const read = project.file(file);
  if (read === undefined) return [];
  const { outs, deps, wdir: folder = "" } = readDvcFile(read);
  const frame = { file, folder, stage: undefined, instance: undefined, isTemplated: false };
  return [
    ...outs.map((out) => ({ ...out, role: "makes" as const, section: "outs" })),
    ...deps.map((dep) => ({ ...dep, role: "needs" as const, section: "deps" })),
  ].flatMap(({ path, text, node, role, section }) =>
    path === undefined ? [] : [{ ...frame, path, text, node, role, section }],
  );
}
