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
  options: { readonly name: IgnoreFileName; readonly root: string },
): IgnoredPath | undefined {
  const start = options.root === "" ? 0 : options.root.length + 1;
  for (let slash = path.indexOf("/", start); ; slash = path.indexOf("/", slash + 1)) {
    const part = slash < 0 ? path : path.slice(0, slash + 1);
    const found = lineFor(project, part, options);
    if (found !== undefined || slash < 0 || part.length === path.length) return found;
  }
}

/** The deepest ignore file that says something of the path decides. */
function lineFor(
  project: LintProject,
  path: string,
  { name, root }: { readonly name: IgnoreFileName; readonly root: string },
): IgnoredPath | undefined {
  const ignored = path.endsWith("/") ? path.slice(0, -1) : path;
  for (let folder = folderOf(ignored); ; folder = folderOf(folder)) {
    const start = folder === "" ? 0 : folder.length + 1;
    const file = readIgnoreFile(project, path.slice(0, start) + name);
    if (file !== undefined) {
      const relative = path.slice(start);
      const answer = file.rules.test(relative);
      if (answer.unignored) return undefined;
      const line = lineOf(file, answer);
      if (line !== undefined) return { ...line, ignored };
    }
    if (folder === root || folder === "") return undefined;
  }
}

function lineOf(file: IgnoreFile, answer: ReturnType<Ignore["test"]>): IgnoreLine | undefined {
  return answer.ignored ? file.lines[Number(answer.rule?.mark)] : undefined;
}

interface IgnoreFile {
  readonly rules: Ignore;
  readonly lines: readonly IgnoreLine[];
}

const maxLines = 20_000;

/** Undefined when there is none, and for encodings that git takes for one long strange pattern. */
function readIgnoreFile(project: LintProject, path: string): IgnoreFile | undefined {
  return project.remember(`ignore-file:${path}`, () => {
    const file = project.file(path);
    if (file === undefined || !file.encoding.startsWith("utf-8")) return undefined;
    const lines = readLines(path, file.text);
    const rules = ignore({ ignorecase: false, allowRelativePaths: true });
    for (const [index, { pattern }] of lines.entries()) addRule(rules, pattern, String(index));
    return { rules, lines };
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
