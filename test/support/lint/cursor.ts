import type { Place, Range } from "../../../src/core/lint/language/language.ts";
import type { LintProject } from "../../../src/core/lint/project/lintProject.ts";
import { openTexts } from "./lintTexts.ts";

export interface Cursor {
  readonly project: LintProject;
  readonly place: Place;
  readonly files: Readonly<Record<string, string>>;
}

/** A project of texts, one of which holds the cursor as `|` (`¦` stands for a real one). */
export function openCursor(marked: Readonly<Record<string, string>>): Cursor {
  let place: Place = { path: "", offset: 0 };
  const files: Record<string, string> = {};
  for (const [path, text] of Object.entries(marked)) {
    const offset = text.indexOf("|");
    if (offset >= 0) place = { path, offset };
    files[path] = text.replace("|", "").replaceAll("¦", "|");
  }
  if (place.path === "") throw new Error("no text holds a cursor");
  return { project: openTexts(files), place, files };
}

/** `3:5-8`, lines and columns from 1. */
export function renderRange({ start, end }: Range): string {
  const last = end.line === start.line ? "" : `${end.line + 1}:`;
  return `${start.line + 1}:${start.column + 1}-${last}${end.column + 1}`;
}

/** The text of a range. */
export function textOf(project: LintProject, path: string, { start, end }: Range): string {
  const file = project.file(path);
  return file?.text.slice(file.lines.offset(start), file.lines.offset(end)) ?? "";
}
