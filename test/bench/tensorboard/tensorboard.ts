/**
 * TensorBoard files: one file of 1,000,000 points, and 5,000 runs as a table, by Sextant and by
 * TensorBoard's own loaders, taking turns, each in a process of its own.
 *
 *   node test/bench/tensorboard/tensorboard.ts [--rounds N] [--runs N]
 */
import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { buildSync } from "esbuild";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { formatMs, formatRatio, median, printReport } from "../report.ts";
import type { SeriesTiming, Timing } from "./reader.ts";
import { writeRuns, type RunsSize } from "./writeEvents.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
/** Bundled as the product is: Node would need memory for reading TypeScript. */
const reader = path.join(repository, ".cache", "bench", "tensorboard-reader.mjs");

function bundleReader(): void {
  buildSync({
    entryPoints: [path.join(import.meta.dirname, "reader.ts")],
    outfile: reader,
    bundle: true,
    platform: "node",
    format: "esm",
    // Some packages are still CommonJS.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire("/");' },
  });
}

/** What the reader says of a timing that it took in a process of its own. */
function inProcess(...args: readonly string[]): SeriesTiming {
  const output = execFileSync(process.execPath, [reader, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output) as SeriesTiming;
}

/** One load of the Rust data server, by its own log, with every point kept. */
async function timeDataServer(server: string, folder: string): Promise<Timing> {
  const flags = ["--port", "0", "--reload", "once", "--samples-per-plugin", "scalars=all", "-v"];
  const child = spawn(server, ["--logdir", folder, ...flags], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    for await (const line of createInterface(child.stderr)) {
      const took = /Finished load cycle \(([\d.]+)(ms|s)\)/.exec(line);
      if (took === null) continue;
      const ms = Number(took[1]) * (took[2] === "s" ? 1000 : 1);
      return { ms, memoryBytes: sizeOf(child.pid) };
    }
    throw new Error("the data server ended without having loaded anything");
  } finally {
    child.kill();
  }
}

/** Greatest resident size so far; 0 where the system does not tell. */
function sizeOf(pid: number | undefined): number {
  const file = `/proc/${pid}/status`;
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? 0) * 1024;
}

function timeAccumulator(python: string, folder: string): Timing {
  const script = path.join(import.meta.dirname, "accumulator.py");
  return JSON.parse(execFileSync(python, [script, folder], { encoding: "utf8" })) as Timing;
}

/** A file of a million points that PyTorch wrote: kept, for that takes a minute. */
function millionFolder(python: string): string {
  const folder = path.join(repository, ".cache", "bench", "tensorboard-million");
  if (existsSync(folder) && readdirSync(folder).length > 0) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  const script = path.join(repository, "test/contract/frameworks/tensorboard_writer.py");
  execFileSync(python, [script, "million", folder], { stdio: "pipe" });
  return folder;
}

function dataServer(python: string): string {
  const code = "import tensorboard_data_server as s; print(s.server_binary())";
  return execFileSync(python, ["-c", code], { encoding: "utf8" }).trim();
}

interface Measured {
  readonly ours: readonly Timing[];
  readonly server: readonly Timing[];
}

async function main(): Promise<void> {
  const rounds = numberOption("--rounds", 5);
  const size = { runs: numberOption("--runs", 5000), tags: 5, steps: 1000 };
  const python = ensurePythonEnv("frameworks");
  const server = dataServer(python);
  bundleReader();
  const million = millionFolder(python);
  const file = path.join(million, readdirSync(million)[0] ?? "");
  const one: Measured = await takeTurns(rounds, {
    ours: () => inProcess("--file", file),
    server: () => timeDataServer(server, million),
  });
  checkPoints(one.ours, 1_000_000);
  const accumulator = timeAccumulator(python, million);
  checkPoints([accumulator], 1_000_000);

  const rows = [
    row("1,000,000 points: our reader", one.ours, one.ours),
    row("1,000,000 points: Rust data server", one.server, one.ours),
    row("1,000,000 points: Python EventAccumulator", [accumulator], one.ours),
    ...(await timeTables(server, size)),
  ];
  const megabytes = Math.round(statSync(file).size / 1e6);
  printReport({
    title: "TensorBoard files",
    method:
      `One file of 1,000,000 points and ${megabytes} MB written by PyTorch 2.13; ` +
      `${size.runs} run folders of ${size.tags} metrics and ${size.steps} steps with the same bytes ` +
      "as PyTorch's. Medians of rounds that take turns, each in a process of its own, files in the " +
      `page cache; ${rounds} rounds of the file, one of EventAccumulator (TensorBoard 2.21, all ` +
      "points kept). The data server is tensorboard-data-server 0.7.2 with all points kept, timed " +
      "by the load cycle in its own log.",
    columns: ["what", "time", "times ours", "greatest memory"],
    rows,
  });
}

async function timeTables(server: string, size: RunsSize): Promise<string[][]> {
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-tensorboard-"));
  try {
    writeRuns(path.join(folder, "runs"), size);
    const points = size.runs * size.tags * size.steps;
    const opened: Timing[] = [];
    const first: Timing[] = [];
    const again: SeriesTiming[] = [];
    const window: Timing[] = [];
    const theirs: Timing[] = [];
    for (let round = 0; round < 3; round++) {
      const cache = path.join(folder, `cache-${round}`);
      const other = path.join(folder, `cache-window-${round}`);
      const count = String(size.runs);
      opened.push(inProcess("--first", path.join(folder, "runs"), other, count));
      first.push(inProcess("--table", path.join(folder, "runs"), cache));
      again.push(inProcess("--table", path.join(folder, "runs"), cache));
      window.push(inProcess("--window", path.join(folder, "runs"), cache));
      theirs.push(await timeDataServer(server, path.join(folder, "runs")));
    }
    checkPoints([...first, ...again, ...window], points);
    const title = `${size.runs.toLocaleString("en")} runs`;
    return [
      row(`${title}: first time, all rows with their last values`, opened, opened),
      row(`${title}: first time, every point read`, first, opened),
      row(`${title}: opened again, table on the screen`, window, opened),
      row(`${title}: opened again, every file looked at`, again, opened),
      row(`${title}: Rust data server, each time`, theirs, opened),
      [
        `${title}: Rust data server against the table opened again`,
        "",
        formatRatio(medianMs(theirs) / medianMs(window)),
        "",
      ],
      [
        `${title}: one series of a run`,
        formatMs(median(again.map(({ seriesMs }) => seriesMs))),
        "",
        "",
      ],
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeTurns(
  rounds: number,
  run: { readonly ours: () => Timing; readonly server: () => Promise<Timing> },
): Promise<Measured> {
  const ours: Timing[] = [];
  const server: Timing[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(run.ours());
    server.push(await run.server());
  }
  return { ours, server };
}

function medianMs(timings: readonly Timing[]): number {
  return median(timings.map(({ ms }) => ms));
}

function row(label: string, timings: readonly Timing[], ours: readonly Timing[]): string[] {
  const ms = median(timings.map((timing) => timing.ms));
  const ratio = ms / median(ours.map((timing) => timing.ms));
  const memory = median(timings.map((timing) => timing.memoryBytes ?? NaN));
  const shown = Number.isNaN(memory) ? "" : `${Math.round(memory / 1e6)} MB`;
  return [label, formatMs(ms), timings === ours ? "" : formatRatio(ratio), shown];
}

function checkPoints(timings: readonly Timing[], expected: number): void {
  for (const { points } of timings) {
    if (points !== expected) throw new Error(`read ${points} points instead of ${expected}`);
  }
}

function numberOption(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

await main();
