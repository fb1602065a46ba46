/**
 * `npm run bench [-- name … --write]`: every benchmark, or the named ones, each in a process of its
 * own. Prints the page; `--write` puts it into docs/benchmarks.md, where benchmarks that were not
 * named keep what they had.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import path from "node:path";
import type { BenchReport } from "../test/bench/report.ts";
import { checkoutRoot, say } from "./checkout.ts";
import { runCommand } from "./commands.ts";

const benchFolder = path.join(checkoutRoot, "test/bench");
const page = path.join(checkoutRoot, "docs/benchmarks.md");

function listBenches(): string[] {
  return readdirSync(benchFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(scriptOf(entry.name)))
    .map(({ name }) => name);
}

function scriptOf(name: string): string {
  return path.join(benchFolder, name, `${name}.ts`);
}

async function runBench(name: string): Promise<BenchReport> {
  say(`Measuring ${name} …`);
  const output = await runCommand(process.execPath, [scriptOf(name)], { cwd: checkoutRoot });
  const lastLine = output.trimEnd().split("\n").at(-1) ?? "";
  return JSON.parse(lastLine) as BenchReport;
}

function renderReport({ title, method, columns, rows }: BenchReport): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const table = [line(columns), line(columns.map(() => "---")), ...rows.map(line)];
  return `## ${title}\n\n${method}\n\n${table.join("\n")}\n`;
}

/** The page's sections by their heading, in order, without what people wrote. */
function readSections(): Map<string, string> {
  const before = existsSync(page) ? readFileSync(page, "utf8") : "";
  const parts = before.split(/^(?=## )/m).slice(1);
  const sections = parts.map((part) => [headingOf(part), `${part.trimEnd()}\n`] as const);
  return new Map(sections.filter(([heading]) => heading !== remarksHeading));
}

function headingOf(section: string): string {
  return section.slice(0, section.indexOf("\n"));
}

function describeMachine(): string {
  const [first] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}

/** What people wrote about the figures, at the end of the page: kept when it is written anew. */
function readRemarks(): string {
  const before = existsSync(page) ? readFileSync(page, "utf8") : "";
  const start = before.indexOf(remarksHeading);
  return start < 0 ? `${remarksHeading}\n` : before.slice(start);
}

const remarksHeading = "## What the figures say";

const introduction = `# Benchmarks

Written by \`npm run bench -- --write\`. Each figure and its peer's are taken in one run on the same data, taking turns; medians and ratios count, single times do not, because machines are shared.
`;

async function main(args: readonly string[]): Promise<number> {
  const isWriting = args.includes("--write");
  const names = args.filter((argument) => !argument.startsWith("--"));
  const known = listBenches();
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    say(`There is no benchmark ${unknown.join(", ")}. Benchmarks: ${known.join(", ")}.`);
    return 2;
  }
  const reports: string[] = [];
  for (const name of names.length > 0 ? names : known) {
    reports.push(renderReport(await runBench(name)));
  }
  const sections = isWriting && names.length > 0 ? readSections() : new Map<string, string>();
  for (const report of reports) sections.set(headingOf(report), report);
  const all = [...sections.values()];
  const text = [introduction, `Machine: ${describeMachine()}.\n`, ...all].join("\n");
  process.stdout.write(text);
  if (isWriting) writeFileSync(page, `${text}\n${readRemarks()}`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
