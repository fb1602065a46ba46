/**
 * Comparing two tables: `sextant drift compare` against Evidently's `DataDriftPreset` on the same
 * files, each as whole processes from start to end, taking turns.
 *
 *   node test/bench/drift/drift.ts [--rounds N] [--evidently-rounds N]
 */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { say } from "../../../scripts/checkout.ts";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { buildCli } from "../buildCli.ts";
import { manyCategories, tableOf, type Side } from "../driftData.ts";
import { measureProcess, type ProcessCost } from "../processTree.ts";
import { formatMs, formatRatio, median, numberAfter, printReport } from "../report.ts";

interface Cost {
  readonly ms: number;
  readonly peakMb: number;
}

type Files = Readonly<Record<Side, string>>;

const columns = ["what", "Sextant", "memory", "Evidently", "memory", "faster", "memory", "target"];

async function main(): Promise<void> {
  const rounds = numberAfter("--rounds", 3);
  const evidentlyRounds = numberAfter("--evidently-rounds", 1);
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-"));
  try {
    const cli = buildCli(folder);
    const context = { cli, folder, rounds };
    const rows = [
      ...(await measureMillion(context, evidentlyRounds)),
      ...(await measureFiveMillion(context)),
      ...(await measureCategories(context)),
      ...(await measureCsv(context)),
      ...(await measureWide(context)),
    ];
    printReport({
      title: "Drift between two tables",
      method: `\`sextant drift compare A B --format json\` of the production bundle with its data process, from start to end, against a program that reads both files with pandas and runs Evidently 0.7.23's \`DataDriftPreset\`; ${rounds} rounds of Sextant and ${evidentlyRounds} of Evidently, medians. Memory is the greatest resident size of each process, added up. 16 columns of numbers and 4 of categories (3, 30, 300 and 1,000), the same seeded Parquet files for both. A cached reference was profiled before; the current file is new.`,
      columns,
      rows,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Context {
  readonly cli: string;
  readonly folder: string;
  readonly rounds: number;
}

async function measureMillion(context: Context, evidentlyRounds: number): Promise<string[][]> {
  const files = await pairOf((side) => tableOf(1_000_000, side, "parquet"));
  const [first, cached, again, peer]: Cost[][] = [[], [], [], []];
  for (let round = 0; round < context.rounds; round += 1) {
    say(`1,000,000 rows, round ${round + 1}`);
    first?.push(await compare(context, files, "first"));
    cached?.push(await compare(context, files, "new current file"));
    again?.push(await compare(context, files, "again"));
    if (round < evidentlyRounds) peer?.push(await evidently(files));
  }
  const theirs = middle(peer ?? []);
  return [
    rowOf("1,000,000 × 20, first", middle(first ?? []), theirs, "≥ 13 ×, memory ≤ 0.20"),
    rowOf("the same, cached reference", middle(cached ?? []), theirs, "≥ 35 ×"),
    rowOf("the same, both unchanged", middle(again ?? []), theirs, ""),
  ];
}

async function measureFiveMillion(context: Context): Promise<string[][]> {
  const files = await pairOf((side) => tableOf(5_000_000, side, "parquet"));
  say("5,000,000 rows");
  const first = await compare(context, files, "first");
  const cached = await compare(context, files, "new current file");
  return [
    rowOf("5,000,000 × 20, first", first, null, "< 400 MB"),
    rowOf("the same, cached reference", cached, null, ""),
  ];
}

async function measureCategories(context: Context): Promise<string[][]> {
  const files = await pairOf((side) => manyCategories(100_000, 20_000, side));
  const first = await repeat(context, () => compare(context, files, "first"));
  return [rowOf("100,000 × 1 with 20,000 categories a side", first, null, "< 2 s")];
}

async function measureCsv(context: Context): Promise<string[][]> {
  const files = await pairOf((side) => tableOf(1_000_000, side, "csv"));
  say("CSV");
  const first = await repeat(context, () => compare(context, files, "first"));
  const again = await repeat(context, () => compare(context, files, "again"));
  return [
    rowOf("1,000,000 × 20 as CSV, first", first, null, ""),
    rowOf("the same, both unchanged", again, null, ""),
  ];
}

/** More columns than rows: what pipelines for genes or text make. */
async function measureWide(context: Context): Promise<string[][]> {
  say("5,000 columns");
  const files = await pairOf((side) => Promise.resolve(writeWide(context.folder, side)));
  const first = await compare(context, files, "first");
  return [rowOf("1,000 × 5,000 as CSV, first", first, null, "")];
}

function writeWide(folder: string, side: Side): string {
  const names = Array.from({ length: 5000 }, (_, column) => `gene_${column}`);
  const factor = side === "reference" ? 7919 : 104_729;
  const lines = Array.from({ length: 1000 }, (_, row) =>
    names.map((_name, column) => ((row * 5000 + column) * factor) % 10_007).join(","),
  );
  const file = path.join(folder, `wide-${side}.csv`);
  writeFileSync(file, `${[names.join(","), ...lines].join("\n")}\n`);
  return file;
}

async function pairOf(make: (side: Side) => Promise<string>): Promise<Files> {
  return { reference: await make("reference"), current: await make("current") };
}

type State = "first" | "new current file" | "again";

async function compare(context: Context, files: Files, state: State): Promise<Cost> {
  const { cli, folder } = context;
  const cache = path.join(folder, "cache");
  if (state === "first") rmSync(cache, { recursive: true, force: true });
  // Its time is part of what tells a file from what it was.
  const now = new Date();
  if (state === "new current file") utimesSync(files.current, now, now);
  const args = [cli, "drift", "compare", files.reference, files.current, "--format", "json"];
  const env = { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  const done = await measureProcess(process.execPath, args, { cwd: folder, env, codes: [0, 1] });
  check(done);
  return done;
}

function check({ output }: ProcessCost): void {
  const { features } = JSON.parse(output) as { readonly features: readonly unknown[] };
  if (features.length === 0) throw new Error("the comparison found no features");
}

function evidently({ reference, current }: Files): Promise<Cost> {
  say("Evidently, which takes minutes");
  const python = ensurePythonEnv("drift");
  const script = path.join(import.meta.dirname, "evidently_preset.py");
  return measureProcess(python, [script, reference, current], { cwd: import.meta.dirname });
}

async function repeat({ rounds }: Context, measure: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) costs.push(await measure());
  return middle(costs);
}

function middle(costs: readonly Cost[]): Cost {
  return {
    ms: median(costs.map(({ ms }) => ms)),
    peakMb: median(costs.map(({ peakMb }) => peakMb)),
  };
}

function rowOf(what: string, ours: Cost, theirs: Cost | null, target: string): string[] {
  const own = [formatMs(ours.ms), formatMb(ours.peakMb)];
  const peer =
    theirs === null || Number.isNaN(theirs.ms)
      ? ["", "", "", ""]
      : [
          formatMs(theirs.ms),
          formatMb(theirs.peakMb),
          formatRatio(theirs.ms / ours.ms),
          (ours.peakMb / theirs.peakMb).toFixed(2),
        ];
  return [what, ...own, ...peer, target];
}

function formatMb(mb: number): string {
  return Number.isNaN(mb) ? "–" : `${mb.toFixed(0)} MB`;
}

await main();
