import type { Severity } from "../../core/lint/finding.ts";
import type { PlacedFinding, PlacedFix } from "../../core/lint/placedFinding.ts";

/** A finding with what a reporter wants to know of its surroundings. */
export interface ReportedFinding extends PlacedFinding {
  /** The line it begins in, as it is written. */
  readonly sourceLine: string;
}

/** What was linted, of one project or several. */
export interface LintReport {
  readonly projects: readonly ProjectReport[];
  /** Files that fixes were written to, with how many each. */
  readonly fixed: readonly FixedFile[];
}

export interface ProjectReport {
  /** Absolute. */
  readonly root: string;
  readonly fileCount: number;
  /** By path, then by place. */
  readonly findings: readonly ReportedFinding[];
}

export interface FixedFile {
  readonly root: string;
  readonly path: string;
  readonly count: number;
}

/** What a reporter needs beside the report. */
export interface ReportOptions {
  readonly cwd: string;
  readonly hasColors: boolean;
}

/** Hints are for editors, where they cost nobody a line. */
export function isTold({ severity }: PlacedFinding): boolean {
  return severity !== "hint";
}

export function allFindings({ projects }: LintReport): readonly ReportedFinding[] {
  return projects.flatMap(({ findings }) => findings);
}

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, hint: 3 };

export function bySeverity(one: PlacedFinding, other: PlacedFinding): number {
  return rank[one.severity] - rank[other.severity];
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return rank[severity] <= rank[least];
}

/** The fix that `--fix`, `--unsafe-fixes` or nobody but a person would choose. */
export function bestFix({ fixes }: PlacedFinding): PlacedFix | undefined {
  const first = (wanted: PlacedFix["applicability"]): PlacedFix | undefined =>
    fixes.find(({ applicability }) => applicability === wanted);
  return first("safe") ?? first("unsafe") ?? first("suggestion");
}

export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly hint: number;
  /** Files with findings. */
  readonly files: number;
  /** Findings that `--fix` would mend, and those that `--unsafe-fixes` would beside. */
  readonly fixable: number;
  readonly unsafelyFixable: number;
  /** By rule. */
  readonly rules: Readonly<Record<string, number>>;
}

export function countFindings(findings: readonly PlacedFinding[]): Counts {
  const severities = { error: 0, warning: 0, info: 0, hint: 0 };
  const rules: Record<string, number> = {};
  const fixes = { safe: 0, unsafe: 0, suggestion: 0 };
  for (const finding of findings) {
    severities[finding.severity] += 1;
    rules[finding.rule] = (rules[finding.rule] ?? 0) + 1;
    const fix = bestFix(finding);
    if (fix !== undefined) fixes[fix.applicability] += 1;
  }
  return {
    ...severities,
    files: new Set(findings.map(({ path }) => path)).size,
    fixable: fixes.safe,
    unsafelyFixable: fixes.unsafe,
    rules: Object.fromEntries(Object.entries(rules).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
