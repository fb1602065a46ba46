import type { Severity } from "../../../core/lint/finding.ts";
import { isTold, type LintReport, type ReportedFinding } from "../../lint/lintReport.ts";

const commands: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
  hint: "notice",
};

/** Workflow commands that GitHub turns into annotations. Paths are those of the repository. */
export function renderLintGithub({ projects }: LintReport): string {
  return projects.flatMap(({ findings }) => findings.filter(isTold).map(annotation)).join("");
}

function annotation({ rule, severity, path, range, message, related }: ReportedFinding): string {
  const properties = {
    title: `Sextant ${rule}`,
    file: path,
    line: range.start.line + 1,
    endLine: range.end.line + 1,
    // GitHub takes columns only of what lies in one line.
    ...(range.start.line === range.end.line && {
      col: range.start.column + 1,
      endColumn: range.end.column + 1,
    }),
  };
  const list = Object.entries(properties).map(
    ([name, value]) => `${name}=${escapeProperty(value)}`,
  );
  const others = related.map((one) => `${one.path}:${one.range.start.line + 1}: ${one.message}`);
  const text = [`${message} (${rule})`, ...others].join("\n");
  return `::${commands[severity]} ${list.join(",")}::${escapeData(text)}\n`;
}

/** Logs obey escape sequences as terminals do. */
function escapeData(text: string): string {
  return text
    .replace(/(?![\r\n])\p{Cc}/gu, " ")
    .replaceAll("%", "%25")
    .replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A");
}

function escapeProperty(value: string | number): string {
  return escapeData(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
