import type { PlacedFix, Range } from "../../../core/lint/placedFinding.ts";
import {
  allFindings,
  bestFix,
  countFindings,
  type LintReport,
  type ReportedFinding,
} from "../../lint/lintReport.ts";
import { fromHere } from "../../lint/reportPath.ts";

/** Documented in docs/cli.md: lines and columns count from 1. */
export function renderLintJson(report: LintReport, cwd: string): string {
  const findings = report.projects.flatMap(({ root, findings: found }) =>
    found.map((finding) => findingToJson(finding, (path) => fromHere(root, path, cwd))),
  );
  return `${JSON.stringify({ findings, summary: summaryToJson(report) }, null, 2)}\n`;
}

type NameOf = (path: string) => string;

function findingToJson(finding: ReportedFinding, nameOf: NameOf) {
  const { rule, severity, confidence, path, range, message, related } = finding;
  const fix = bestFix(finding);
  return {
    rule,
    severity,
    confidence,
    path: nameOf(path),
    ...rangeToJson(range),
    message,
    ...(related.length > 0 && {
      related: related.map((one) => ({
        path: nameOf(one.path),
        ...rangeToJson(one.range),
        message: one.message,
      })),
    }),
    ...(fix !== undefined && { fix: fixToJson(fix, nameOf) }),
  };
}

function fixToJson({ title, applicability, edits }: PlacedFix, nameOf: NameOf) {
  return {
    title,
    applicability,
    edits: edits.map(({ path, range, text }) => ({
      path: nameOf(path),
      ...rangeToJson(range),
      text,
    })),
  };
}

function rangeToJson({ start, end }: Range) {
  return {
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
  };
}

export function summaryToJson(report: LintReport) {
  const counts = countFindings(allFindings(report));
  return {
    files: report.projects.reduce((sum, { fileCount }) => sum + fileCount, 0),
    filesWithFindings: counts.files,
    errors: counts.error,
    warnings: counts.warning,
    infos: counts.info,
    hints: counts.hint,
    fixable: counts.fixable,
    unsafelyFixable: counts.unsafelyFixable,
    fixed: report.fixed.reduce((sum, { count }) => sum + count, 0),
    rules: counts.rules,
  };
}
