import { isAtOrBelow, projectPath, relativePath } from "../dvc/projectPaths.ts";
import type { LintProject } from "../project/lintProject.ts";
import { target } from "../source/nodes.ts";
import type { ElementOf } from "./element.ts";
import { isShellWord, writeScalar } from "./newNames.ts";
import { makersOf, pathsBelow, usesOfPath, type PathUse } from "./pathUses.ts";
import { commandWords } from "./references.ts";
import { refuse, type Edits, type Renaming, type SpanEdit } from "./renaming.ts";
import { contentSpan } from "./textPlaces.ts";

/**
 * The output of a stage: who makes it, who needs it or what lies below it, and the words of their
 * commands. The file itself is not moved: the stage makes it anew.
 */
export function pathRenaming(
  project: LintProject,
  { paths, node, section, span }: ElementOf<"path">,
  from: string,
): Renaming {
  const [path, ...others] = paths;
  if (path === undefined || others.length > 0 || node.text.includes("${")) {
    return refuse("This path is made of values: rename them, or write it out");
  }
  if (section === "cmd" || section === "wdir" || section === "vars" || section === "lock") {
    return refuse("Paths are renamed where stages list them in `deps` and `outs`");
  }
  const uses = usesBelow(project, path);
  const own = uses.find((use) => use.file === from && use.node === node);
  const makers = uses.filter((use) => use.role === "makes" && use.path === path);
  const tracking = makers.find((use) => use.stage === undefined);
  if (tracking !== undefined) {
    return refuse(`\`${tracking.file}\` tracks \`${path}\`: move it with \`dvc move\``);
  }
  if (makers.length === 0 || own === undefined) {
    return refuse(`No stage makes \`${path}\`: rename the file itself`);
  }
  const templated = uses.find((use) => use.isTemplated);
  if (templated !== undefined) {
    return refuse(
      `\`${templated.file}\` makes \`${templated.path}\` of values: rename them instead`,
    );
  }
  const rename = (newName: string) => edit(project, { path, uses, own }, newName);
  return { ok: true, span, name: node.text, rename };
}

interface PathRenaming {
  readonly path: string;
  readonly uses: readonly PathUse[];
  readonly own: PathUse;
}

function usesBelow(project: LintProject, path: string): readonly PathUse[] {
  const below = pathsBelow(project, path).flatMap((it) => usesOfPath(project, it));
  return [...usesOfPath(project, path), ...below];
}

function edit(project: LintProject, renaming: PathRenaming, newName: string): Edits {
  const { path, uses, own } = renaming;
  const trimmed = newName.trim();
  const newPath = /[\n\r]|\$\{/.test(trimmed) ? undefined : projectPath(own.folder, trimmed);
  if (newPath === undefined || newPath === "") {
    return refuse("An output's path is relative and stays within the project");
  }
  const taken = makersOf(project, newPath).find((use) => !isAtOrBelow(use.path, path));
  if (taken !== undefined) {
    return refuse(`\`${taken.path}\` is an output already, in \`${taken.file}\``);
  }
  const edits: SpanEdit[] = [];
  for (const use of uses) {
    const isOwn = use.path === path && use.folder === own.folder && use.text === own.text;
    const text = isOwn ? trimmed : movedText(use, path, newPath);
    const made = editsOf(project, use, text);
    if (made === undefined) return refuse(`\`${text}\` cannot be written in \`${use.file}\``);
    edits.push(...made);
  }
  return { ok: true, edits };
}

function movedText(use: PathUse, path: string, newPath: string): string {
  const moved = relativePath(use.folder, newPath + use.path.slice(path.length));
  const isDotted = use.text.startsWith("./") && !moved.startsWith("../");
  return `${isDotted ? "./" : ""}${moved}${use.text.endsWith("/") ? "/" : ""}`;
}

function editsOf(
  project: LintProject,
  use: PathUse,
  text: string,
): readonly SpanEdit[] | undefined {
  const file = project.file(use.file);
  const node = target(use.node);
  if (file === undefined || node?.kind !== "scalar") return undefined;
  const at = contentSpan(file, node);
  const written = writeScalar(text, node);
  if (at === undefined || written === undefined) return undefined;
  const words = commandWords(project, use);
  if (words.length > 0 && !isShellWord(text)) return undefined;
  const edits = [{ path: use.file, at, text: written }];
  return [...edits, ...words.map((word) => ({ path: use.file, at: word, text }))];
}
