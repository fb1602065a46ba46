import { isTold, type LintReport, type ReportedFinding } from "../../lint/lintReport.ts";
import { fromHere } from "../../lint/reportPath.ts";
import { escapeXml } from "../xmlText.ts";

/** A test suite for each file with findings, a failed test for each finding. */
export function renderLintJunit({ projects }: LintReport, cwd: string): string {
  const suites = projects.flatMap(({ root, findings }) =>
    [...groupByPath(findings.filter(isTold))].map(([path, found]) =>
      renderSuite(fromHere(root, path, cwd), found),
    ),
  );
  const failures = projects.reduce((sum, { findings }) => sum + findings.filter(isTold).length, 0);
  const body = suites.length > 0 ? suites.join("") : passedSuite;
  const tests = Math.max(1, failures);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuites name="sextant lint" tests="${tests}" failures="${failures}" errors="0">\n` +
    `${body}</testsuites>\n`
  );
}

/** Readers of these files take one without tests for a failure. */
const passedSuite =
  '  <testsuite name="sextant lint" tests="1" failures="0" errors="0">\n' +
  '    <testcase name="no findings" classname="sextant"/>\n' +
  "  </testsuite>\n";

function renderSuite(path: string, findings: readonly ReportedFinding[]): string {
  const count = findings.length;
  const cases = findings.map((finding) => renderCase(path, finding)).join("");
  return (
    `  <testsuite name="${escapeXml(path)}" tests="${count}" failures="${count}" errors="0">\n` +
    `${cases}  </testsuite>\n`
  );
}

function renderCase(path: string, { rule, severity, range, message }: ReportedFinding): string {
  const { line, column } = range.start;
  const place = `${path}:${line + 1}:${column + 1}`;
  return (
    `    <testcase name="${escapeXml(`${rule} at ${line + 1}:${column + 1}`)}" ` +
    `classname="${escapeXml(path)}" file="${escapeXml(path)}" line="${line + 1}">\n` +
    `      <failure type="${severity}" message="${escapeXml(message)}">` +
    `${escapeXml(`${place}: ${severity} ${rule} ${message}`)}</failure>\n` +
    "    </testcase>\n"
  );
}

function groupByPath(findings: readonly ReportedFinding[]): Map<string, ReportedFinding[]> {
  return Map.groupBy(findings, ({ path }) => path);
}
