// How often each rule finds something in real projects, to judge whether it is right:
// `npm run lint:precision -- <folder of projects> [--json] [--list]`. A project may hold a list of
// the files that git tracks, `FILES.txt`, for when not all of them are there.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { LintService } from "../src/platform/lint/lintService.ts";

const severities = ["error", "warning", "info", "hint"];
const trackedList = "FILES.txt";

const options = { json: { type: "boolean" }, list: { type: "boolean" } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [folder] = positionals;
if (folder === undefined || positionals.length > 1) {
  process.stderr.write("usage: npm run lint:precision -- <folder of projects> [--json] [--list]\n");
  process.exit(2);
}

const log = {
  debug() {},
  info() {},
  warn: (text) => process.stderr.write(`${text}\n`),
  error: (text) => process.stderr.write(`${text}\n`),
};

/** The findings of one project, each with its place counted from 1. */
async function lintOne(root) {
  const list = path.join(root, trackedList);
  const trackedFiles = existsSync(list)
    ? readFileSync(list, "utf8")
        .split(/\r?\n/)
        .filter((line) => line !== "")
    : undefined;
  const service = await LintService.open({
    ...{ root, isTrusted: false, log, isOneShot: true },
    ...(trackedFiles !== undefined && { trackedFiles }),
  });
  const findings = service.paths.flatMap((file) =>
    service.findings(file).findings.map(({ rule, severity, confidence, message, range }) => ({
      ...{ rule, severity, confidence, message, path: file },
      ...{ line: range.start.line + 1, column: range.start.column + 1 },
    })),
  );
  return { fileCount: service.paths.length, failureCount: service.failureCount, findings };
}

function countByRule(findings) {
  const counts = new Map();
  for (const { rule, severity } of findings) {
    const entry = counts.get(rule) ?? Object.fromEntries(severities.map((one) => [one, 0]));
    entry[severity] += 1;
    counts.set(rule, entry);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function renderTable({ projects, files, failures, rules }) {
  const rows = Object.entries(rules).map(([rule, counts]) => [
    rule,
    ...severities.map((one) => counts[one]),
  ]);
  const totals = severities.map((_, at) => rows.reduce((sum, row) => sum + row[at + 1], 0));
  const lines = [["rule", ...severities], ...rows, ["all", ...totals]].map(([name, ...cells]) =>
    [name.padEnd(8), ...cells.map((cell) => String(cell).padStart(8))].join(""),
  );
  const head = `${projects} projects, ${files} files, ${failures} files that could not be linted`;
  return [head, "", ...lines].join("\n");
}

const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const findings = [];
const totals = { projects: names.length, files: 0, failures: 0 };
for (const name of names) {
  const found = await lintOne(path.join(folder, name));
  totals.files += found.fileCount;
  totals.failures += found.failureCount;
  findings.push(...found.findings.map((one) => ({ project: name, ...one })));
}
const result = { ...totals, rules: countByRule(findings) };
if (values.json === true)
  process.stdout.write(`${JSON.stringify({ ...result, findings }, null, 2)}\n`);
else {
  if (values.list === true) {
    for (const { project, rule, severity, message, ...at } of findings) {
      process.stdout.write(
        `${severity} ${rule} ${project}/${at.path}:${at.line}:${at.column} ${message}\n`,
      );
    }
  }
  process.stdout.write(`${renderTable(result)}\n`);
}
