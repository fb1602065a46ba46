import { styleText } from "node:util";
import type { Severity } from "../../../core/lint/finding.ts";
import {
  bestFix,
  countFindings,
  isTold,
  type Counts,
  type LintReport,
  type ProjectReport,
  type ReportedFinding,
  type ReportOptions,
} from "../../lint/lintReport.ts";
import { fromHere } from "../../lint/reportPath.ts";
import { printable } from "../textTable.ts";

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Record<Severity, Style>> = {
  error: "red",
  warning: "yellow",
  info: "blue",
  hint: "gray",
};

/** Findings for people: a line each, grouped by file, and what came of it in the last lines. */
export function* renderLintText(report: LintReport, options: ReportOptions): Generator<string> {
  yield* renderFixed(report, options);
  let shown = 0;
  for (const project of report.projects) {
    let before: string | undefined;
    for (const finding of project.findings) {
      if (!isTold(finding)) continue;
      if (shown > 0 && finding.path !== before) yield "\n";
      before = finding.path;
      shown += 1;
      yield renderFinding(finding, project, options);
    }
  }
  if (shown > 0) yield "\n";
  yield renderSummary(report);
}

function* renderFixed({ fixed }: LintReport, { cwd }: ReportOptions): Generator<string> {
  for (const { root, path, count } of fixed) {
    yield `Fixed ${counted(count, "finding")} in ${printable(fromHere(root, path, cwd))}.\n`;
  }
  if (fixed.length > 0) yield "\n";
}

function renderFinding(
  finding: ReportedFinding,
  { root }: ProjectReport,
  { cwd, hasColors }: ReportOptions,
): string {
  const paint = (style: Style, text: string): string =>
    hasColors ? styleText(style, text, { validateStream: false }) : text;
  const place = (path: string, { line, column }: ReportedFinding["range"]["start"]): string =>
    `${printable(fromHere(root, path, cwd))}:${line + 1}:${column + 1}`;
  const { severity, rule, message, range, related } = finding;
  const fix = bestFix(finding)?.applicability === "safe" ? " [fixable]" : "";
  const head =
    `${paint("bold", place(finding.path, range.start))}: ${paint(styles[severity], severity)} ` +
    `${rule} ${printable(message)}${paint("gray", fix)}\n`;
  const others = related.map((one) =>
    paint("gray", `    ${place(one.path, one.range.start)}: ${printable(one.message)}\n`),
  );
  return head + others.join("");
}

function renderSummary(report: LintReport): string {
  const told = report.projects.flatMap(({ findings }) => findings.filter(isTold));
  const fileCount = report.projects.reduce((sum, project) => sum + project.fileCount, 0);
  const files = counted(fileCount, "file");
  if (told.length === 0) return `No findings in ${files}.\n`;
  const counts = countFindings(told);
  const kinds = [
    counts.error > 0 ? counted(counts.error, "error") : [],
    counts.warning > 0 ? counted(counts.warning, "warning") : [],
    counts.info > 0 ? `${counts.info} info` : [],
  ].flat();
  return `Found ${listed(kinds)} in ${counts.files} of ${files}.\n${renderAdvice(counts)}`;
}

function renderAdvice({ fixable, unsafelyFixable }: Counts): string {
  if (fixable === 0 && unsafelyFixable === 0) return "";
  if (fixable === 0) {
    return `${counted(unsafelyFixable, "finding")} can be mended with --fix --unsafe-fixes.\n`;
  }
  const more = unsafelyFixable === 0 ? "" : `, ${unsafelyFixable} more with --unsafe-fixes too`;
  return `${counted(fixable, "finding")} can be mended with --fix${more}.\n`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2
    ? parts.join("")
    : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}
