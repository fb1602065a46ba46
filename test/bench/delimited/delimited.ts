/**
 * A table of a million rows × 5 columns, file to columns of numbers: Sextant's reader, Python's csv
 * module and pandas.
 *
 *   node test/bench/delimited/delimited.ts [--rows N] [--rounds N]
 */
import { execFileSync } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { createMetricTableReader } from "../../../src/core/formats/delimited/metricTable.ts";
import { planBy } from "../../../src/core/formats/delimited/planColumns.ts";
import { RunChannel } from "../../../src/core/formats/runChannel.ts";
import { formatMs, formatRatio, median, printReport } from "../report.ts";

interface Reading {
  readonly ms: number;
  /** Last value of the first metric, and the rows: all must have read the same. */
  readonly last: number;
  readonly rows: number;
}

type Reader = "ours" | "csv" | "pandas";

/** Numbers of four to six digits, as people print them, or of all seventeen. */
function createTable(file: string, rows: number, isLong: boolean): void {
  const random = seededRandom(1);
  const lines = ["step,loss,acc,lr,grad_norm\n"];
  const cell = (): string => (isLong ? String(random()) : random().toFixed(4));
  for (let step = 0; step < rows; step++) {
    lines.push(`${step},${cell()},${cell()},${cell()},${cell()}\n`);
  }
  writeFileSync(file, lines.join(""));
}

function readOurs(file: string): Reading {
  const start = performance.now();
  const channel = new RunChannel();
  const context = { channel, root: "", fileTime: 0, now: Date.now() };
  const reader = createMetricTableReader({ context, plan: planBy("step") });
  const descriptor = openSync(file, "r");
  const buffer = new Uint8Array(4 * 1024 * 1024);
  let filled = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, filled, buffer.length - filled, null);
    if (count === 0) break;
    filled += count;
    const used = reader.read(buffer.subarray(0, filled));
    buffer.copyWithin(0, used, filled);
    filled -= used;
  }
  closeSync(descriptor);
  const values = channel.points.get("loss")?.peek().values;
  const ms = performance.now() - start;
  return { ms, last: values?.at(-1) ?? NaN, rows: values?.length ?? 0 };
}

function readByPeers(python: string, file: string): Record<Exclude<Reader, "ours">, Reading> {
  const script = path.join(import.meta.dirname, "peers.py");
  const output = execFileSync(python, [script, file], { encoding: "utf8" });
  return JSON.parse(output) as Record<Exclude<Reader, "ours">, Reading>;
}

/** Median milliseconds of each, taking turns. Throws when they do not agree. */
function compare(python: string, file: string, rounds: number): Record<Reader, number> {
  const times: Record<Reader, number[]> = { ours: [], csv: [], pandas: [] };
  for (let round = 0; round < rounds; round++) {
    const readings = { ours: readOurs(file), ...readByPeers(python, file) };
    for (const name of ["ours", "csv", "pandas"] as const) {
      const { ms, last, rows } = readings[name];
      times[name].push(ms);
      const isSame = rows === readings.ours.rows && Math.abs(last - readings.ours.last) < 1e-15;
      if (!isSame) throw new Error(`${name} read ${rows} rows and ${last} at the end`);
    }
  }
  return {
    ours: median(times.ours),
    csv: median(times.csv),
    pandas: median(times.pandas),
  };
}

function main(): void {
  const { values } = parseArgs({
    options: {
      rows: { type: "string", default: "1000000" },
      rounds: { type: "string", default: "5" },
    },
  });
  const rows = Number(values.rows);
  const python = ensurePythonEnv("mlflow");
  const root = mkdtempSync(path.join(tmpdir(), "sextant-bench-"));
  try {
    const cells = [false, true].map((isLong) => {
      const file = path.join(root, `${isLong}.csv`);
      createTable(file, rows, isLong);
      const megabytes = (statSync(file).size / 1e6).toFixed(0);
      const times = compare(python, file, Number(values.rounds));
      const peer = (ms: number): string => `${formatMs(ms)} (${formatRatio(ms / times.ours)})`;
      return [
        `${isLong ? "17" : "4"} digits, ${megabytes} MB`,
        formatMs(times.ours),
        peer(times.pandas),
        peer(times.csv),
      ];
    });
    printReport({
      title: "A table of metrics",
      method: `A CSV file of ${rows.toLocaleString("en")} rows × 5 columns, file to columns of numbers; medians of ${values.rounds} rounds, taking turns. The peers run in Python, started anew each round and timed from the opened file on.`,
      columns: ["values", "Sextant", "pandas", "Python's csv"],
      rows: cells,
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

main();
