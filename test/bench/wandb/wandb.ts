/**
 * A long W&B run, from its log to its points: Sextant against wandb's own local viewer without its
 * screen (`wandb leet inspect`, in Go), and against Python with wandb's message classes.
 *
 *   node test/bench/wandb/wandb.ts [--steps N] [--rounds N]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { RunChannel } from "../../../src/core/formats/runChannel.ts";
import { wandbFormat } from "../../../src/core/formats/wandb/wandbFormat.ts";
import { formatMs, formatRatio, median, printReport } from "../report.ts";

const metricCount = 10;
/** As the engine hands a file to its reader. */
const pieceBytes = 1024 * 1024;

interface Reading {
  readonly ms: number;
  /** Points, without those of the machine. */
  readonly count: number;
}

/** All points of a log into memory, in this process. */
function readLog(file: string): Reading {
  const start = performance.now();
  const channel = new RunChannel({ path: file });
  const claimed = { path: file, role: "log" };
  const reader = wandbFormat.createReader(claimed, {
    channel,
    root: "",
    fileTime: 0,
    now: Date.now(),
  });
  if (reader.kind !== "stream") throw new Error("not a stream");
  const bytes = new Uint8Array(readFileSync(file));
  let used = 0;
  for (let end = 0; end < bytes.length;) {
    end = Math.min(bytes.length, end + pieceBytes);
    used += reader.read(bytes.subarray(used, end));
  }
  const names = [...channel.points.keys()].filter((name) => !name.startsWith("system/"));
  const counts = names.map((name) => channel.points.get(name)?.length ?? 0);
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (channel.facts.status !== "finished") throw new Error("the end was not read");
  return { ms: performance.now() - start, count };
}

function timed(read: () => unknown): number {
  const start = performance.now();
  read();
  return performance.now() - start;
}

interface Peers {
  readonly python: string;
  readonly core: string;
  readonly version: string;
}

function findPeers(): Peers {
  const python = ensurePythonEnv("writers");
  const script =
    "import json, wandb, wandb.util; print(json.dumps([wandb.__version__, wandb.util.get_core_path()]))";
  const [version, core] = JSON.parse(
    execFileSync(python, ["-c", script], { encoding: "utf8" }),
  ) as [string, string];
  return { python, core, version };
}

function main(): void {
  const steps = numberOption("--steps", 50_000);
  const rounds = numberOption("--rounds", 3);
  const peers = findPeers();
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-wandb-"));
  try {
    const writer = path.join(import.meta.dirname, "../../contract/wandb_writer.py");
    const argv = [writer, "big", folder, String(steps)];
    execFileSync(peers.python, argv, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    const runs = path.join(folder, "wandb");
    const run = readdirSync(runs).find((name) => name.startsWith("offline-run-")) ?? "";
    const file = path.join(runs, run, "run-bigrun.wandb");
    report({ ...measure(file, { peers, rounds, steps }), peers, steps, rounds });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measures {
  readonly sizeBytes: number;
  /** In one process that is running already, imports done. */
  readonly ours: readonly number[];
  readonly python: readonly number[];
  /** From the start of a process to its end. */
  readonly ourProcess: readonly number[];
  readonly leet: readonly number[];
  readonly leetRecords: readonly number[];
}

function measure(
  file: string,
  {
    peers,
    rounds,
    steps,
  }: { readonly peers: Peers; readonly rounds: number; readonly steps: number },
): Measures {
  const scan = path.join(import.meta.dirname, "wandb_scan.py");
  const own = [import.meta.filename, "--read", file];
  const inspect = (...options: readonly string[]): number => {
    const flags = ["leet", "inspect", "--no-observability", ...options, "--run-file", file];
    const argv = [...flags, path.dirname(path.dirname(file))];
    return timed(() => execFileSync(peers.core, argv, { maxBuffer: 2 ** 30 }));
  };
  const times = { ours: [], python: [], ourProcess: [], leet: [], leetRecords: [] } as Record<
    "ours" | "python" | "ourProcess" | "leet" | "leetRecords",
    number[]
  >;
  for (let round = 0; round < rounds; round++) {
    let inner = "";
    times.ourProcess.push(
      timed(() => (inner = execFileSync(process.execPath, own, { encoding: "utf8" }))),
    );
    const ours = JSON.parse(inner) as Reading;
    const theirs = JSON.parse(
      execFileSync(peers.python, [scan, file], { encoding: "utf8" }),
    ) as Reading;
    const expected = steps * metricCount;
    if (ours.count !== expected || theirs.count !== expected) {
      throw new Error(`read ${ours.count} and ${theirs.count} points of ${expected}`);
    }
    times.ours.push(ours.ms);
    times.python.push(theirs.ms);
    times.leet.push(inspect("--summary", "--json"));
    times.leetRecords.push(inspect("--json"));
  }
  return { ...times, sizeBytes: statSync(file).size };
}

function report(
  result: Measures & { readonly peers: Peers; readonly steps: number; readonly rounds: number },
): void {
  const { peers, steps, rounds } = result;
  const row = (label: string, ours: readonly number[], theirs: readonly number[]) => {
    const [ourMs, theirMs] = [median(ours), median(theirs)];
    return [label, formatMs(ourMs), formatMs(theirMs), formatRatio(theirMs / ourMs)];
  };
  const size = (result.sizeBytes / 1024 / 1024).toFixed(0);
  printReport({
    title: `A W&B run of ${steps.toLocaleString("en")} steps × ${metricCount} metrics`,
    method:
      `A log of ${size} MiB that wandb ${peers.version} wrote offline. wandb's local viewer without ` +
      `its screen: \`wandb-core leet inspect\`, a program in Go, from start to end against a Node ` +
      `process from start to end; it keeps only the last values. Python: wandb's message classes ` +
      `over SwanLab's scanner of such logs, imports not counted. Sextant reads all points, and the ` +
      `checksums of all of them, each time in a fresh process. Medians of ${rounds}.`,
    columns: ["what", "Sextant", "peer", "ratio"],
    rows: [
      row("all points, imports done (Python)", result.ours, result.python),
      row("state and values, process included (leet, summary)", result.ourProcess, result.leet),
      row(
        "all records, process included (leet, JSON lines)",
        result.ourProcess,
        result.leetRecords,
      ),
    ],
  });
}

function numberOption(name: string, standard: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? standard : Number(process.argv[at + 1]);
}

const at = process.argv.indexOf("--read");
if (at < 0) main();
else process.stdout.write(JSON.stringify(readLog(process.argv[at + 1] ?? "")));
