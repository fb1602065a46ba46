/**
 * One series of a million points: from a journal nobody has read, and from the index; and a table
 * of 10,000 runs × 500 columns: opening views of it.
 *
 *   node test/bench/index/index.ts [--points N] [--rounds N]
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Run } from "../../../src/core/runs/run.ts";
import { RunTable } from "../../../src/core/runs/table/runTable.ts";
import type { ViewQuery } from "../../../src/core/runs/view.ts";
import { deleteIndexFile } from "../../../src/platform/index/indexDatabase.ts";
import { RunIndex } from "../../../src/platform/index/runIndex.ts";
import { projectIndexFile } from "../../../src/platform/index/indexLocation.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { formatMs, formatRatio, median, printReport } from "../report.ts";

const runId = "20261120-000000-series";

/** A journal as a script writes it: step, time and a value of seventeen digits a line. */
export function createLongJournal(root: string, points: number): void {
  mkdirSync(runPaths(root, runId).folder, { recursive: true });
  const lines = Array.from(
    { length: points },
    (_, step) => `{"step":${step},"time":${1.76e12 + step * 10},"loss":${Math.sin(step) + 1.5}}\n`,
  );
  writeFileSync(runPaths(root, runId).journal, lines.join(""));
}

/** Milliseconds of each way to the whole series, in this process. */
export function timeSeries(root: string, points: number) {
  deleteIndexFile(projectIndexFile(root));
  return {
    unseenMs: timeOf(() => countOf(root), points),
    indexedMs: timeOf(() => countOf(root), points),
    naiveMs: timeOf(() => parseNaively(root), points),
  };
}

function countOf(root: string): number {
  const index = RunIndex.open(root);
  index.refresh();
  const { length } = index.series(runId, "loss").values;
  index.close();
  return length;
}

/** What a reader without care does: each line a text and an object. */
function parseNaively(root: string): number {
  const text = readFileSync(runPaths(root, runId).journal, "utf8");
  const parsed = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { step: number; time: number; loss: number });
  const columns = [parsed.map((p) => p.step), parsed.map((p) => p.time), parsed.map((p) => p.loss)];
  return Float64Array.from(columns[2] ?? []).length;
}

function timeOf(read: () => number, expected: number): number {
  const start = performance.now();
  const count = read();
  const took = performance.now() - start;
  if (count !== expected) throw new Error(`read ${count} points`);
  return took;
}

/** 250 parameters and 250 metrics a run; some runs lack some of them. */
function* generateRuns(count: number): Generator<Run> {
  for (let index = 0; index < count; index++) {
    const keys = Array.from({ length: 250 }, (_, n) => n).filter((n) => (index + n) % 9 !== 0);
    const value = (n: number): number => ((index * 7919 + n * 104_729) % 1e6) / 1e6;
    yield {
      ...{
        id: `run-${index}`,
        name: `name-${index % 977}`,
        source: "sextant",
        sources: ["sextant"],
        location: null,
        updatedAt: null,
        problems: [],
        status: "finished",
      },
      ...{ experiment: `e${index % 5}`, parentId: null, startTime: 1.76e12 + index, endTime: null },
      ...{ exitCode: 0, signal: null, command: null, entryPoint: null, host: null, user: null },
      ...{ git: null, tags: {}, note: "", datasets: [], isDeleted: false },
      params: Object.fromEntries(
        keys.map((n) => [`p${n}`, String(n % 2 === 0 ? value(n) : index % 13)]),
      ),
      metrics: Object.fromEntries(
        keys.map((n) => {
          const last = value(n);
          const ends = { min: last, minStep: 0, max: last, maxStep: 0 };
          return [`m${n}`, { last, lastStep: 0, lastTime: 0, ...ends, count: 1 }];
        }),
      ),
    };
  }
}

const everything: ViewQuery = { filter: "", search: "", sort: [], group: "none", collapsed: [] };
const queries: readonly (readonly [label: string, query: ViewQuery])[] = [
  ["all, by commit", { ...everything, group: "commit" }],
  [
    "filter of three conditions",
    { ...everything, filter: "metrics.m3 > 0.5 and (params.p8 < 0.3 or params.p7 = 4)" },
  ],
  [
    "sorted by a metric, then a parameter",
    {
      ...everything,
      sort: [
        { column: "metrics.m5", direction: "descending" },
        { column: "params.p6", direction: "ascending" },
      ],
    },
  ],
  ["text search", { ...everything, search: "name-42" }],
];

/** Milliseconds of each query on a table of so many runs: the medians of the rounds. */
export function timeQueries(runCount: number, rounds: number): ReadonlyMap<string, number> {
  const table = new RunTable();
  for (const run of generateRuns(runCount)) table.upsert(run);
  const times = new Map<string, number>();
  for (const [label, query] of queries) {
    const taken = Array.from({ length: rounds }, () => {
      const start = performance.now();
      const { viewId } = table.openView(query, 0);
      table.readRows({ viewId, start: 0, end: 60, columns: ["name", "metrics.m5", "params.p6"] });
      return performance.now() - start;
    });
    times.set(label, median(taken));
  }
  return times;
}

function main(): void {
  const points = numberOption("--points", 1_000_000);
  const rounds = numberOption("--rounds", 5);
  const root = mkdtempSync(path.join(tmpdir(), "sextant-bench-index-"));
  try {
    createLongJournal(root, points);
    const times = Array.from({ length: rounds }, () => timeInProcess(root, points));
    const naive = median(times.map(({ naiveMs }) => naiveMs));
    const row = (label: string, ms: number) => [
      label,
      formatMs(ms),
      formatMs(naive),
      formatRatio(naive / ms),
    ];
    const queryRows = [...timeQueries(10_000, rounds)].map(([label, ms]) => [
      `10,000 runs × 500 columns: ${label}`,
      formatMs(ms),
      "",
      "",
    ]);
    printReport({
      title: `A series of ${points.toLocaleString("en")} points; views of a large table`,
      method:
        "The series from opening the project to three arrays in memory, in fresh processes; " +
        "against `JSON.parse` of each line of the same file. Views with their first 60 rows. " +
        `Medians of ${rounds}.`,
      columns: ["what", "Sextant", "JSON.parse a line", "ratio"],
      rows: [
        row("from a journal never read before", median(times.map(({ unseenMs }) => unseenMs))),
        row("from the index", median(times.map(({ indexedMs }) => indexedMs))),
        ...queryRows,
      ],
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function timeInProcess(root: string, points: number): ReturnType<typeof timeSeries> {
  const argv = [import.meta.filename, "--time", root, String(points)];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: "utf8" })) as ReturnType<
    typeof timeSeries
  >;
}

function numberOption(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

if (process.argv[2] === "--time") {
  const [root = "", points] = process.argv.slice(3);
  process.stdout.write(JSON.stringify(timeSeries(root, Number(points))));
} else if (import.meta.main) main();
