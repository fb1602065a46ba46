/**
 * Listing runs with all their metrics: Sextant over its run folders against MLflow over its SQLite
 * store with equal content, each in a process of its own, taking turns.
 *
 *   node test/bench/list/list.ts [--runs N] [--metrics N] [--rounds N]
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { encodeEntries } from "../../../src/core/formats/sextant/encode.ts";
import { deleteIndexFile } from "../../../src/platform/index/indexDatabase.ts";
import { RunIndex } from "../../../src/platform/index/runIndex.ts";
import { projectIndexFile } from "../../../src/platform/index/indexLocation.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { formatMs, formatRatio, median, printReport } from "../report.ts";

export interface ListSize {
  readonly runs: number;
  readonly metrics: number;
}

const paramCount = 10;

/** A run folder for each run: parameters, one point of each metric, an end. */
export function createRunFolders(root: string, { runs, metrics }: ListSize): void {
  for (let index = 0; index < runs; index++) {
    const id = idOf(index);
    const time = 1.76e12 + index;
    mkdirSync(runPaths(root, id).folder, { recursive: true });
    const params = numbered("param_", paramCount, (n) => String((index * 31 + n * 17) % 1000));
    const values = numbered("metric_", metrics, (n) => ((index * 7919 + n * 104_729) % 1e6) / 1e6);
    const text = encodeEntries([
      { type: "run", v: 1, id, name: `run-${index}`, experiment: "Default", time },
      { type: "params", params },
      { type: "metrics", step: 0, time, metrics: values },
      { type: "status", status: "finished", time: time + 1000, exitCode: 0 },
    ]);
    writeFileSync(runPaths(root, id).journal, text);
  }
}

export interface ListTimes {
  /** Without an index: every journal is read. */
  readonly firstMs: number;
  /** With one: opened, every folder looked at, all runs read. */
  readonly againMs: number;
  /** A new point in one run, until the run has it. */
  readonly pointMs: number;
}

/** Times in this process; the folders must have been made for the size. */
export function timeSextant(root: string, { runs, metrics }: ListSize, round: number): ListTimes {
  deleteIndexFile(projectIndexFile(root));
  const firstMs = timeList(root, { runs, metrics });
  const againMs = timeList(root, { runs, metrics });
  const index = RunIndex.open(root);
  index.refresh();
  const id = idOf(Math.floor(runs / 2));
  const entry = { type: "metrics", step: round + 1, metrics: { metric_0: round } } as const;
  appendFileSync(runPaths(root, id).journal, encodeEntries([entry]));
  const start = performance.now();
  index.refresh({ runIds: [id] });
  const isSeen = index.run(id)?.metrics["metric_0"]?.lastStep === round + 1;
  const pointMs = performance.now() - start;
  index.close();
  if (!isSeen) throw new Error("the new point was not seen");
  return { firstMs, againMs, pointMs };
}

function timeList(root: string, size: ListSize): number {
  const start = performance.now();
  const index = RunIndex.open(root);
  index.refresh();
  const listed = index.runs();
  const took = performance.now() - start;
  index.close();
  const metricCount = Object.keys(listed.at(-1)?.metrics ?? {}).length;
  if (listed.length !== size.runs || metricCount !== size.metrics) {
    throw new Error(`listed ${listed.length} runs with ${metricCount} metrics`);
  }
  return took;
}

function idOf(index: number): string {
  return `20261120-000000-${String(index).padStart(6, "0")}`;
}

function numbered<T>(prefix: string, count: number, valueOf: (n: number) => T): Record<string, T> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, valueOf(n)]));
}

interface MlflowTimes {
  readonly version: string;
  readonly searchMs: number;
}

function callMlflow(python: string, argv: readonly string[]): string {
  const script = path.join(import.meta.dirname, "mlflow_store.py");
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" };
  return execFileSync(python, [script, ...argv], { env, encoding: "utf8", maxBuffer: 1e8 });
}

function main(): void {
  const size = { runs: numberOption("--runs", 10_000), metrics: numberOption("--metrics", 50) };
  const rounds = numberOption("--rounds", 3);
  const python = ensurePythonEnv("mlflow");
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-list-"));
  try {
    createRunFolders(folder, size);
    const store = path.join(folder, "mlflow.db");
    const shape = [String(size.runs), String(size.metrics), String(paramCount)];
    callMlflow(python, ["create", store, ...shape]);
    const ours: ListTimes[] = [];
    const theirs: MlflowTimes[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(timeInProcess(folder, size, round));
      theirs.push(JSON.parse(callMlflow(python, ["search", store, ...shape])) as MlflowTimes);
    }
    report({ ours, theirs, size, rounds });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A fresh process, as a new window or a command is. */
function timeInProcess(root: string, size: ListSize, round: number): ListTimes {
  const argv = ["--time", root, String(size.runs), String(size.metrics), String(round)];
  const output = execFileSync(process.execPath, [import.meta.filename, ...argv], {
    encoding: "utf8",
  });
  return JSON.parse(output) as ListTimes;
}

function report(result: {
  readonly ours: readonly ListTimes[];
  readonly theirs: readonly MlflowTimes[];
  readonly size: ListSize;
  readonly rounds: number;
}): void {
  const { ours, theirs, size, rounds } = result;
  const mlflowMs = median(theirs.map(({ searchMs }) => searchMs));
  const row = (label: string, times: readonly number[]) => {
    const ms = median(times);
    return [label, formatMs(ms), formatMs(mlflowMs), formatRatio(mlflowMs / ms)];
  };
  printReport({
    title: `List ${size.runs.toLocaleString("en")} runs × ${size.metrics} metrics`,
    method:
      `All runs with ${paramCount} parameters and all metrics, as objects in memory. MLflow ` +
      `${theirs[0]?.version ?? ""}: \`SqlAlchemyStore.search_runs\` on SQLite, in its own process, ` +
      `without HTTP. Each round in fresh processes, in turn; medians of ${rounds}.`,
    columns: ["what", "Sextant", "MLflow search_runs", "ratio"],
    rows: [
      row(
        "opened again: look at every folder, list all",
        ours.map(({ againMs }) => againMs),
      ),
      row(
        "first time: read every journal, list all",
        ours.map(({ firstMs }) => firstMs),
      ),
      row(
        "a new point of one run (MLflow: list again)",
        ours.map(({ pointMs }) => pointMs),
      ),
    ],
  });
}

function numberOption(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

if (process.argv[2] === "--time") {
  const [root = "", runs, metrics, round] = process.argv.slice(3);
  const size = { runs: Number(runs), metrics: Number(metrics) };
  process.stdout.write(JSON.stringify(timeSextant(root, size, Number(round))));
} else if (import.meta.main) main();
