import type { StageInstance } from "../dvc/expandPipeline.ts";
import { projectPath } from "../dvc/projectPaths.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { asSeq, pairsOf, target, valueAt, type Span, type TreeNode } from "../source/nodes.ts";
import { hydraTargets } from "./hydraTargets.ts";
import type { DocumentLink } from "./language.ts";
import { pathUsesOf } from "./pathUses.ts";
import { contentSpan, rangeIn } from "./textPlaces.ts";
import { varsLists } from "./varsLists.ts";

const maxLinks = 2000;

/** Paths that exist, as links; those in `${…}` are made of values and are none. */
export function documentLinks(project: LintProject, path: string): readonly DocumentLink[] {
  const file = project.file(path);
  if (file === undefined) return [];
  const found = new Map<number, DocumentLink>();
  for (const { span, to } of pathsIn(project, file)) {
    if (found.size >= maxLinks) break;
    const kind = to === "" || found.has(span.start) ? "missing" : project.kindOf(to);
    if (kind === "missing") continue;
    found.set(span.start, {
      range: rangeIn(file, span),
      target: to,
      isFolder: kind === "directory",
    });
  }
  return [...found.entries()].sort(([one], [other]) => one - other).map(([, link]) => link);
}

interface WrittenPath {
  readonly span: Span;
  readonly to: string;
}

function pathsIn(project: LintProject, file: LintFile): readonly WrittenPath[] {
  if (file.kinds.has("dvc-pipeline")) return pipelinePaths(project, file);
  if (file.kinds.has("dvc-file")) return usedPaths(project, file);
  if (file.kinds.has("mlproject")) return mlprojectPaths(file);
  if (file.kinds.has("hydra")) return hydraPaths(project, file);
  return [];
}

function usedPaths(project: LintProject, file: LintFile): readonly WrittenPath[] {
  return pathUsesOf(project, file.path).flatMap(({ node, path, isTemplated }) => {
    const span = isTemplated ? undefined : contentSpan(file, node);
    return span === undefined ? [] : [{ span, to: path }];
  });
}

function pipelinePaths(project: LintProject, file: LintFile): readonly WrittenPath[] {
  const found = [...usedPaths(project, file)];
  for (const { node, folder } of varsLists(project, file.path)) {
    for (const item of asSeq(node)?.items ?? []) found.push(...varsFile(file, item, folder));
  }
  const seen = new Set<string>();
  for (const stage of project.expanded(file.path)?.stages ?? []) {
    // The instances of a loop are written in one place.
    const key = `${stage.entry.name}\n${stage.wdir ?? ""}`;
    if (seen.has(key)) continue;
    seen.add(key);
    found.push(...stagePaths(file, stage));
  }
  return found;
}

/** Files of a stage's commands and of its parameters. */
function stagePaths(file: LintFile, { wdir, entry, cmds }: StageInstance): WrittenPath[] {
  if (wdir === undefined) return [];
  const listed = asSeq(valueAt(entry.body, "params"))?.items ?? [];
  const keys = listed.flatMap((item) => (target(item)?.kind === "map" ? pairsOf(item) : []));
  return [
    ...cmds.flatMap(({ node }) => wordsOf(file, node, wdir)),
    ...keys.flatMap(({ key }) => written(file, key, wdir)),
  ];
}

function written(file: LintFile, node: TreeNode | undefined, folder: string): WrittenPath[] {
  const scalar = target(node);
  if (scalar?.kind !== "scalar" || scalar.text.includes("${")) return [];
  const span = contentSpan(file, scalar);
  const to = projectPath(folder, scalar.text);
  return span === undefined || to === undefined ? [] : [{ span, to }];
}

function varsFile(file: LintFile, item: TreeNode, folder: string | undefined): WrittenPath[] {
  const node = target(item);
  const span = node === undefined ? undefined : contentSpan(file, node);
  if (node?.kind !== "scalar" || span === undefined || folder === undefined) return [];
  const name = node.text.split(":", 1)[0] ?? "";
  const to = projectPath(folder, name);
  return to === undefined
    ? []
    : [{ span: { start: span.start, end: span.start + name.length }, to }];
}

const maxWords = 200;

/** Words of a command that look like files: those with a `.` or `/`. */
function wordsOf(file: LintFile, node: TreeNode, folder: string): WrittenPath[] {
  const text = file.text.slice(node.start, node.end);
  const found: WrittenPath[] = [];
  for (const match of text.matchAll(/[^\s"'`=,;|&<>()]+/g)) {
    const [word] = match;
    if (found.length >= maxWords) break;
    if (!/[./]/.test(word) || word.includes("$") || word.startsWith("-")) continue;
    const to = projectPath(folder, word);
    const start = node.start + match.index;
    if (to !== undefined) found.push({ span: { start, end: start + word.length }, to });
  }
  return found;
}

function mlprojectPaths(file: LintFile): readonly WrittenPath[] {
  const environments = ["conda_env", "python_env"].flatMap((key) =>
    written(file, valueAt(file.root, key), file.folder),
  );
  const commands = pairsOf(valueAt(file.root, "entry_points")).flatMap(({ value }) => {
    const command = valueAt(value, "command");
    return command === undefined ? [] : wordsOf(file, command, file.folder);
  });
  return [...environments, ...commands];
}

function hydraPaths(project: LintProject, file: LintFile): readonly WrittenPath[] {
  return hydraTargets(project, file).flatMap(({ span, paths }) =>
    paths.map((to) => ({ span, to })),
  );
}
