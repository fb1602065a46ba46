import type { Applicability, Finding, Fix, TextEdit } from "../finding.ts";

export interface AppliedFixes {
  /** The new texts, of changed files alone. */
  readonly texts: ReadonlyMap<string, string>;
  /** The findings that a fix was applied for, in the order they were given. */
  readonly fixed: readonly Finding[];
}

/**
 * Applies of each finding the first fix of an allowed kind, as long as it touches no text that one
 * before it has changed: what is left over is for the next round, with the findings of the new
 * texts. The same findings in the same order give the same texts.
 */
export function applyFixes(
  findings: readonly Finding[],
  allowed: ReadonlySet<Applicability>,
  read: (path: string) => string | undefined,
): AppliedFixes {
  const taken = new Map<string, TextEdit[]>();
  const fixed = findings.filter(({ fixes = [] }) => {
    const fix = fixes.find(({ applicability }) => allowed.has(applicability));
    return fix !== undefined && fix.edits.length > 0 && take(taken, fix, read);
  });
  const texts = new Map<string, string>();
  for (const [path, edits] of taken) {
    const text = read(path);
    const changed = text === undefined ? undefined : applyEdits(text, edits);
    if (changed !== undefined && changed !== text) texts.set(path, changed);
  }
  return { texts, fixed };
}

/** Edits that do not overlap, applied to a string. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of [...edits].sort(
    (one, other) => one.start - other.start || one.end - other.end,
  )) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return parts.join("") + text.slice(at);
}

/** Notes all edits of a fix, or none. One that another finding asked for already counts as done. */
function take(
  taken: Map<string, TextEdit[]>,
  { edits }: Fix,
  read: (path: string) => string | undefined,
): boolean {
  const added: TextEdit[] = [];
  for (const edit of edits) {
    const known = taken.get(edit.path) ?? [];
    const length = read(edit.path)?.length;
    if (length === undefined || edit.start > edit.end || edit.end > length) return false;
    if (known.some((other) => isSame(edit, other))) continue;
    if ([...known, ...added].some((other) => isClash(edit, other))) return false;
    added.push(edit);
  }
  for (const edit of added) {
    const known = taken.get(edit.path);
    if (known === undefined) taken.set(edit.path, [edit]);
    else known.push(edit);
  }
  return true;
}

function isSame(one: TextEdit, other: TextEdit): boolean {
  return one.start === other.start && one.end === other.end && one.text === other.text;
}

/** Touching is a clash too: what two insertions at one place mean depends on their order. */
function isClash(one: TextEdit, other: TextEdit): boolean {
  return one.path === other.path && one.start <= other.end && other.start <= one.end;
}
