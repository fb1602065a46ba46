import ignore, { type Ignore } from "ignore";
import { isModestPattern } from "../project/ignorePatterns.ts";
import type { LintProject } from "../project/lintProject.ts";
import type { Span } from "../source/nodes.ts";
import { folderOf } from "./projectPaths.ts";

/** A line of an ignore file. */
export interface IgnoreLine extends Span {
  /** The ignore file. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly pattern: string;
}

export interface IgnoredPath extends IgnoreLine {
  /** The path itself or the folder above it that the line leaves out. */
  readonly ignored: string;
}

export type IgnoreFileName = ".gitignore" | ".dvcignore";

/**
 * The line of the ignore files between `root` and a path that leaves the path out, or a folder above
 * it, as git reads them; undefined when none does. Folders are given with `/` at the end.
 */
export function ignoredBy(
  project: LintProject,
  path: string,
  options: IgnoreOptions,
): IgnoredPath | undefined {
  const isFolder = path.endsWith("/");
  if (filesFor(project, folderOf(isFolder ? path.slice(0, -1) : path), options).length === 0) {
    return undefined;
  }
  const { root } = options;
  const start = root === "" ? 0 : root.length + 1;
  for (let slash = path.indexOf("/", start); ; slash = path.indexOf("/", slash + 1)) {
    const part = slash < 0 ? path : path.slice(0, slash + 1);
    const found = lineFor(project, part, options);
    if (found !== undefined || slash < 0 || part.length === path.length) return found;
  }
}

/** Whether the ignore files name something below a folder: then what it holds lives elsewhere. */
export function ignoresBelow(project: LintProject, path: string, options: IgnoreOptions): boolean {
  return filesFor(project, folderOf(path), options).some(({ start, lines }) => {
    const lead = `${path.slice(start)}/`;
    return lines.some(({ pattern }) => pattern.replace(/^\//, "").startsWith(lead));
  });
}

interface IgnoreOptions {
  readonly name: IgnoreFileName;
  readonly root: string;
}

/** The deepest ignore file that says something of the path decides. */
function lineFor(
  project: LintProject,
  path: string,
  options: IgnoreOptions,
): IgnoredPath | undefined {
  const ignored = path.endsWith("/") ? path.slice(0, -1) : path;
  for (const file of filesFor(project, folderOf(ignored), options)) {
    const answer = file.rules.test(path.slice(file.start));
    if (answer.unignored) return undefined;
    const line = lineOf(file, answer);
    if (line !== undefined) return { ...line, ignored };
  }
  return undefined;
}

/** The ignore files that count in a folder, the deepest first. Most folders have none. */
function filesFor(
  project: LintProject,
  folder: string,
  options: IgnoreOptions,
): readonly IgnoreFile[] {
  const { name, root } = options;
  return project.rememberOf(root === "" ? name : `${name} below ${root}`, folder, () => {
    const isTop = folder === root || folder === "";
    const outer = isTop ? [] : filesFor(project, folderOf(folder), options);
    const own = readIgnoreFile(project, folder === "" ? name : `${folder}/${name}`);
    return own === undefined ? outer : [own, ...outer];
  });
}

function lineOf(file: IgnoreFile, answer: ReturnType<Ignore["test"]>): IgnoreLine | undefined {
  return answer.ignored ? file.lines[Number(answer.rule?.mark)] : undefined;
}

interface IgnoreFile {
  /** Where the paths that its rules see start in those of the project. */
  readonly start: number;
  readonly rules: Ignore;
  readonly lines: readonly IgnoreLine[];
}

const maxLines = 20_000;

/** Undefined when there is none, and for encodings that git takes for one long strange pattern. */
function readIgnoreFile(project: LintProject, path: string): IgnoreFile | undefined {
  return project.rememberOf("ignore-file", path, () => {
    const file = project.file(path);
    if (file === undefined || !file.encoding.startsWith("utf-8")) return undefined;
    const lines = readLines(path, file.text);
    const rules = ignore({ ignorecase: false, allowRelativePaths: true });
    for (const [index, { pattern }] of lines.entries()) addRule(rules, pattern, String(index));
    return { start: path.lastIndexOf("/") + 1, rules, lines };
  });
}

/** A pattern that cannot be one ignores nothing, as for git. */
function addRule(rules: Ignore, pattern: string, mark: string): void {
  if (!isModestPattern(pattern)) return;
  try {
    rules.add({ pattern, mark });
  } catch {
    return;
  }
}

function readLines(path: string, text: string): readonly IgnoreLine[] {
  const lines: IgnoreLine[] = [];
  let number = 0;
  for (let start = 0; start < text.length && number < maxLines;) {
    const newline = text.indexOf("\n", start);
    const behind = newline < 0 ? text.length : newline;
    const pattern = text.slice(start, behind).replace(/\r$/, "");
    number += 1;
    if (pattern.trim() !== "" && !pattern.startsWith("#")) {
      lines.push({ path, line: number, pattern, start, end: start + pattern.length });
    }
    start = behind + 1;
  }
  return lines;
}
