import type { Applicability, Confidence, Finding, Severity, TextEdit } from "./finding.ts";
import type { LintProject } from "./project/lintProject.ts";
import type { LineIndex, Position } from "./source/lineIndex.ts";
import type { Span } from "./source/nodes.ts";

/** Lines and columns count from 0, columns in UTF-16 units, as in editors. */
export interface Range {
  readonly start: Position;
  /** Behind the last unit. */
  readonly end: Position;
}

export interface PlacedRelated {
  readonly path: string;
  readonly range: Range;
  readonly message: string;
}

export interface PlacedEdit extends Span {
  readonly path: string;
  readonly range: Range;
  readonly text: string;
}

export interface PlacedFix {
  readonly title: string;
  readonly applicability: Applicability;
  readonly edits: readonly PlacedEdit[];
}

/** A finding as those outside of the linter want it: plain data, with lines and columns. */
export interface PlacedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly path: string;
  readonly range: Range;
  readonly message: string;
  readonly related: readonly PlacedRelated[];
  readonly fixes: readonly PlacedFix[];
}

export function placeFinding(finding: Finding, project: LintProject): PlacedFinding {
  const { rule, severity, confidence, path, message, related = [], fixes = [] } = finding;
  const rangeIn = (file: string, span: Span): Range => rangeOf(span, project.file(file)?.lines);
  return {
    ...{ rule, severity, confidence, path, message },
    range: rangeIn(path, finding.at),
    related: related.map((one) => ({
      path: one.path,
      range: rangeIn(one.path, one),
      message: one.message,
    })),
    fixes: fixes.map(({ title, applicability, edits }) => ({
      title,
      applicability,
      edits: edits.map((edit) => placeEdit(edit, project)),
    })),
  };
}

export function placeEdit({ path, start, end, text }: TextEdit, project: LintProject): PlacedEdit {
  const range = rangeOf({ start, end }, project.file(path)?.lines);
  return { path, start, end, text, range };
}

/** The beginning of a file that is gone. */
function rangeOf({ start, end }: Span, lines: LineIndex | undefined): Range {
  if (lines === undefined) return { start: fileStart, end: fileStart };
  return { start: lines.position(start), end: lines.position(Math.max(start, end)) };
}

const fileStart: Position = { line: 0, column: 0 };
