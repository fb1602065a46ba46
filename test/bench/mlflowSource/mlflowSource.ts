/**
 * Reading MLflow's own stores: Sextant over a database and a folder against MLflow's `search_runs`
 * over the same files, each in a process of its own, taking turns.
 *
 *   node test/bench/mlflowSource/mlflowSource.ts [--runs N] [--metrics N] [--file-runs N] [--rounds N]
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { silentLog } from "../../../src/base/logging.ts";
import { mlflowFiles } from "../../../src/platform/sources/mlflow/mlflowFiles.ts";
import { mlflowSqlite } from "../../../src/platform/sources/mlflow/mlflowSqlite.ts";
import type { RunSource } from "../../../src/platform/sources/runSource.ts";
import { formatMs, formatRatio, median, printReport } from "../report.ts";

const paramCount = 10;
const fileMetrics = 20;
const pointsPerFile = 20;

interface Size {
  readonly runs: number;
  readonly metrics: number;
  readonly fileRuns: number;
}

interface Times {
  /** Until all runs are there with the newest value of each metric. */
  readonly listMs: number;
  /** Until least, greatest and number of the points are there too. */
  readonly allMs: number;
  /** Opened again with nothing changed. */
  readonly againMs: number;
  /** A look at it when nothing changed. */
  readonly lookMs: number;
  /** A new point of one run, until the run has it. */
  readonly pointMs: number;
  readonly peakMb: number;
}

async function time(kind: "database" | "files", place: string, runs: number): Promise<Times> {
  const clock = { now: () => Date.now() };
  const root = path.dirname(place);
  const context = { root, clock, log: silentLog, isTrusted: true, env: {} };
  const open = (): RunSource =>
    (kind === "database" ? mlflowSqlite : mlflowFiles).open(place, context);
  const source = open();
  const first = await readAll(source, runs);
  const lookMs = await timed(() => source.refresh(null));
  addPoint(kind, place);
  const pointMs = await timed(async () => {
    while ((await source.refresh(null))?.runs.length !== 1) continue;
  });
  const later = open();
  const update = await later.refresh(first.mark);
  const againMs = await timed(() => open().refresh(update?.mark ?? first.mark));
  const peakMb = process.resourceUsage().maxRSS / 1024;
  return { listMs: first.listMs, allMs: first.allMs, againMs, lookMs, pointMs, peakMb };
}

async function readAll(
  source: RunSource,
  runs: number,
): Promise<{ readonly listMs: number; readonly allMs: number; readonly mark: string }> {
  const start = performance.now();
  const seen = new Set<string>();
  let listMs = 0;
  let mark = "";
  for (;;) {
    const update = await source.refresh(null);
    if (update === undefined && seen.size === runs) break;
    for (const run of update?.runs ?? []) seen.add(run.id);
    mark = update?.mark ?? mark;
    if (listMs === 0 && seen.size === runs) listMs = performance.now() - start;
  }
  return { listMs, allMs: performance.now() - start, mark };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function addPoint(kind: "database" | "files", place: string): void {
  const now = Date.now();
  if (kind === "files") {
    appendFileSync(
      path.join(place, "1", folderOf(7), "metrics", "metric_0"),
      `${now} 0.5 ${now}\n`,
    );
    return;
  }
  const db = new DatabaseSync(place);
  db.exec(`INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
    VALUES ('metric_0', 0.5, ${now}, '${idOf(7)}', ${now}, 0)`);
  db.close();
}

function idOf(index: number): string {
  return index.toString(16).padStart(32, "0");
}

/** Digits alone would be a number in YAML. */
function folderOf(index: number): string {
  return `f${idOf(index).slice(1)}`;
}

/** As MLflow's file store writes runs that ended an hour ago. */
function createFileStore(root: string, runs: number): void {
  const ended = Date.now() / 1000 - 3600;
  const experiment =
    "artifact_location: /x\nexperiment_id: '1'\nlifecycle_stage: active\nname: bench\n";
  mkdirSync(path.join(root, "1"), { recursive: true });
  writeFileSync(path.join(root, "1", "meta.yaml"), experiment);
  for (let index = 0; index < runs; index++) {
    const id = folderOf(index);
    const folder = path.join(root, "1", id);
    const write = (name: string, text: string): void => {
      writeFileSync(path.join(folder, name), text);
      utimesSync(path.join(folder, name), ended, ended);
    };
    for (const name of ["metrics", "params", "tags"]) {
      mkdirSync(path.join(folder, name), { recursive: true });
    }
    write(
      "meta.yaml",
      `artifact_uri: /x/${id}/artifacts\nend_time: 1760000001000\nentry_point_name: ''\n` +
        `experiment_id: '1'\nlifecycle_stage: active\nrun_id: ${id}\nrun_name: run-${index}\n` +
        `source_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: ${1_760_000_000_000 + index}\n` +
        "status: 3\ntags: []\nuser_id: user\n",
    );
    for (let n = 0; n < paramCount; n++) write(`params/param_${n}`, String(n * index));
    write("tags/mlflow.runName", `run-${index}`);
    for (let n = 0; n < fileMetrics; n++) {
      const lines = Array.from(
        { length: pointsPerFile },
        (_, step) => `${1_760_000_000_000 + step} ${(index * 31 + n * step) / 1000} ${step}\n`,
      );
      write(`metrics/metric_${n}`, lines.join(""));
    }
  }
}

interface Peer {
  readonly version: string;
  readonly searchMs: number;
}

function callPython(script: string, argv: readonly string[]): string {
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" };
  const python = ensurePythonEnv("mlflow");
  return execFileSync(python, ["-W", "ignore", path.join(import.meta.dirname, script), ...argv], {
    env,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
}

function timeInProcess(kind: string, place: string, runs: number): Times {
  const argv = [import.meta.filename, "--time", kind, place, String(runs)];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: "utf8" })) as Times;
}

function main(): void {
  const size = {
    runs: numberOption("--runs", 10_000),
    metrics: numberOption("--metrics", 50),
    fileRuns: numberOption("--file-runs", 5000),
  };
  const rounds = numberOption("--rounds", 3);
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-mlflow-"));
  try {
    const store = path.join(folder, "mlflow.db");
    const files = path.join(folder, "mlruns");
    const shape = [String(size.runs), String(size.metrics), String(paramCount)];
    callPython("../list/mlflow_store.py", ["create", store, ...shape]);
    createFileStore(files, size.fileRuns);
    const ours: Times[] = [];
    const theirs: Peer[] = [];
    const oursOfFiles: Times[] = [];
    const theirsOfFiles: Peer[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(timeInProcess("database", store, size.runs));
      theirs.push(
        JSON.parse(callPython("../list/mlflow_store.py", ["search", store, ...shape])) as Peer,
      );
      oursOfFiles.push(timeInProcess("files", files, size.fileRuns));
      theirsOfFiles.push(JSON.parse(callPython("file_store_search.py", [files])) as Peer);
    }
    report({ size, rounds, ours, theirs, oursOfFiles, theirsOfFiles });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(result: {
  readonly size: Size;
  readonly rounds: number;
  readonly ours: readonly Times[];
  readonly theirs: readonly Peer[];
  readonly oursOfFiles: readonly Times[];
  readonly theirsOfFiles: readonly Peer[];
}): void {
  const { size, rounds } = result;
  const rowsOf = (label: string, ours: readonly Times[], theirs: readonly Peer[]) => {
    const peer = median(theirs.map(({ searchMs }) => searchMs));
    const row = (what: string, of: (times: Times) => number) => {
      const ms = median(ours.map(of));
      return [`${label}: ${what}`, formatMs(ms), formatMs(peer), formatRatio(peer / ms)];
    };
    return [
      row("first time, newest values", (times) => times.listMs),
      row("first time, with all roll-ups", (times) => times.allMs),
      row("opened again, nothing changed", (times) => times.againMs),
      row("a look while open, nothing changed", (times) => times.lookMs),
      row("a new point of one run (MLflow: list again)", (times) => times.pointMs),
    ];
  };
  const peak = Math.max(...[...result.ours, ...result.oursOfFiles].map(({ peakMb }) => peakMb));
  printReport({
    title: "MLflow's own stores",
    method:
      `MLflow ${result.theirs[0]?.version ?? ""}: \`search_runs\` in its own process, without HTTP, on ` +
      `the same files: SQLite with ${size.runs.toLocaleString("en")} runs × ${size.metrics} metrics, ` +
      `and a file store of ${size.fileRuns.toLocaleString("en")} runs × ${fileMetrics} metric files of ` +
      `${pointsPerFile} points. Each round in fresh processes, in turn; medians of ${rounds}. ` +
      `Sextant's process took at most ${peak.toFixed(0)} MB.`,
    columns: ["what", "Sextant", "MLflow search_runs", "ratio"],
    rows: [
      ...rowsOf("database", result.ours, result.theirs),
      ...rowsOf("file store", result.oursOfFiles, result.theirsOfFiles),
    ],
  });
}

function numberOption(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

if (process.argv[2] === "--time") {
  const [kind, place = "", runs] = process.argv.slice(3);
  const times = await time(kind === "files" ? "files" : "database", place, Number(runs));
  process.stdout.write(JSON.stringify(times));
} else if (import.meta.main) main();
