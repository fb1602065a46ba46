import { formatDuration, formatNumber, formatTime } from "../../src/core/charts/format.ts";
import { estimateMean } from "../../src/core/runs/estimateMean.ts";
import {
  metricRank,
  usualDirection,
  type MetricDirection,
} from "../../src/core/runs/metricNames.ts";
import type { Run } from "../../src/core/runs/run.ts";
import { isDirtyOf, sourceLabel } from "../../src/core/runs/runSources.ts";
import { markGuess } from "../../src/core/snapshots/describe.ts";
import { statusLabels } from "../ui/StatusIcon.tsx";

/** One property of all compared runs. */
export interface CompareRow {
  readonly label: string;
  /** One for each run, as it is shown; null where a run has no such property. */
  readonly values: readonly (string | null)[];
  readonly isDiffering: boolean;
  /** Indexes of the runs whose value is not the one that most runs have. */
  readonly odd: ReadonlySet<number>;
  /** The values of a metric as numbers, NaN where a run has none; null for other properties. */
  readonly numbers: readonly number[] | null;
  /** Indexes of the runs with the best value; empty where nobody can tell which way is better. */
  readonly best: ReadonlySet<number>;
}

export interface CompareSection {
  readonly title: string;
  readonly rows: readonly CompareRow[];
}

type Reader = (run: Run) => string | null;

const facts: readonly (readonly [string, Reader])[] = [
  ["Source", (run) => run.sources.map(sourceLabel).join(", ")],
  ["Location", locationOf],
  ["Status", (run) => statusLabels[run.status]],
  ["Started", (run) => textOr(run.startTime, formatTime)],
  ["Duration", (run) => durationOf(run)],
  ["Exit code", (run) => textOr(run.exitCode, String)],
  ["Experiment", (run) => run.experiment],
  ["Command", (run) => run.command?.argv.join(" ") ?? null],
  ["Working directory", (run) => run.command?.cwd ?? null],
  ["Host", (run) => run.host],
];

const gitFacts: readonly (readonly [string, Reader])[] = [
  ["Commit", commitOf],
  ["Subject", (run) => run.git?.subject ?? null],
  ["Branch", (run) => run.git?.branch ?? null],
  ["Author", (run) => run.git?.author ?? null],
  ["Uncommitted changes", (run) => textOr(isDirtyOf(run), (is) => (is ? "yes" : "no"))],
  ["Exact code", (run) => run.git?.snapshot?.slice(0, 10) ?? null],
];

/** A guess is never shown without saying so. */
function commitOf({ git }: Run): string | null {
  if (git?.commit == null) return null;
  const hash = git.commit.slice(0, 10);
  return git.isGuess === true ? `${markGuess(hash, git)} (guessed)` : hash;
}

function locationOf({ location }: Run): string | null {
  if (location === null) return null;
  return location.key === null ? location.path : `${location.path} (${location.key})`;
}

/** The runs side by side: first what they were given, then what came of it, then where from. */
export function compareRuns(runs: readonly Run[]): CompareSection[] {
  return [
    { title: "Parameters", rows: keyed(runs, (run) => run.params, identity) },
    { title: "Metrics, last value", rows: metricRows(runs, false) },
    { title: "Code", rows: rowsOf(runs, gitFacts) },
    { title: "Run", rows: rowsOf(runs, facts) },
    { title: "Tags", rows: keyed(runs, (run) => run.tags, identity) },
    { title: "Data sets", rows: keyed(runs, datasetsOf, identity) },
    { title: "System, last value", rows: metricRows(runs, true) },
  ].filter(({ rows }) => rows.length > 0);
}

/** The rows of a section that are to be shown: those that differ, or all, with these words. */
export function filterRows(
  rows: readonly CompareRow[],
  { onlyDiffering, search }: { readonly onlyDiffering: boolean; readonly search: string },
): readonly CompareRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ label, isDiffering }) => {
    const name = label.toLowerCase();
    return (isDiffering || !onlyDiffering) && words.every((word) => name.includes(word));
  });
}

/** How far a metric is from the baseline's: `+0.012`; null where one of them has no number. */
export function deltaText(numbers: readonly number[], index: number, baseline: number) {
  const delta = (numbers[index] ?? NaN) - (numbers[baseline] ?? NaN);
  if (index === baseline || !Number.isFinite(delta)) return null;
  if (delta === 0) return "±0";
  return `${delta > 0 ? "+" : "−"}${formatNumber(Math.abs(delta), 3)}`;
}

/** `0.92 ± 0.03`, and in words; null where no run has a finite number. */
export function meanText(
  numbers: readonly number[],
): { readonly text: string; readonly title: string } | null {
  const { mean, low, high, count } = estimateMean(numbers);
  if (count === 0) return null;
  const runs = count === 1 ? "1 run" : `${count} runs`;
  if (count === 1) return { text: formatNumber(mean), title: `One value only: ${mean}` };
  const half = (high - low) / 2;
  return {
    text: `${formatNumber(mean)} ± ${formatNumber(half, 2)}`,
    title: `Mean of ${runs} ${mean}; 95 % confidence interval ${low} to ${high} (Student's t)`,
  };
}

export function durationOf({ startTime, endTime }: Run): string | null {
  if (startTime === null) return null;
  return endTime === null ? null : formatDuration(endTime - startTime);
}

function rowsOf(runs: readonly Run[], readers: readonly (readonly [string, Reader])[]) {
  return readers
    .map(([label, read]) => rowOf(label, runs.map(read)))
    .filter(({ values }) => values.some((value) => value !== null));
}

function keyed<V>(
  runs: readonly Run[],
  recordOf: (run: Run) => Readonly<Record<string, V>>,
  textOf: (value: V) => string,
): CompareRow[] {
  const records = runs.map(recordOf);
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return keys.sort(new Intl.Collator("en", { numeric: true }).compare).map((key) =>
    rowOf(
      key,
      records.map((record) => {
        const value = Object.hasOwn(record, key) ? record[key] : undefined;
        return value === undefined ? null : textOf(value);
      }),
    ),
  );
}

function rowOf(label: string, values: readonly (string | null)[]): CompareRow {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const usual = [...counts].filter(([, count]) => count === most);
  const isDiffering = counts.size > 1;
  const odd = new Set(
    values.flatMap((value, index) =>
      isDiffering && (usual.length > 1 || value !== usual[0]?.[0]) ? [index] : [],
    ),
  );
  return { label, values, isDiffering, odd, numbers: null, best: new Set() };
}

function identity(value: string): string {
  return value;
}

function metricRows(runs: readonly Run[], isSystem: boolean): CompareRow[] {
  const records = runs.map((run) => metricsOf(run, isSystem));
  const rows = keyed(runs, (run) => metricsOf(run, isSystem), lastOf).map((row) => {
    const numbers = records.map((record) =>
      Object.hasOwn(record, row.label) ? (record[row.label]?.last ?? NaN) : NaN,
    );
    return { ...row, numbers, best: bestOf(numbers, usualDirection(row.label)) };
  });
  return rows.sort((a, b) => metricRank(a.label) - metricRank(b.label));
}

/** All that share the best value; none where all are equal, or fewer than two are there. */
function bestOf(
  numbers: readonly number[],
  direction: MetricDirection | null,
): ReadonlySet<number> {
  const finite = numbers.filter(Number.isFinite);
  if (direction === null || new Set(finite).size < 2) return new Set();
  const extreme = finite.reduce((a, b) =>
    direction === "minimize" ? Math.min(a, b) : Math.max(a, b),
  );
  return new Set(numbers.flatMap((value, index) => (value === extreme ? [index] : [])));
}

/** What the machine did is apart from what the script measured. */
function metricsOf({ metrics }: Run, isSystem: boolean): Run["metrics"] {
  const entries = Object.entries(metrics);
  return Object.fromEntries(entries.filter(([key]) => key.startsWith("system/") === isSystem));
}

function lastOf({ last }: Run["metrics"][string]): string {
  return formatNumber(last, 6);
}

function datasetsOf({ datasets }: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(datasets.map(({ name, digest }) => [name, digest]));
}

function textOr<V>(value: V | null, textOf: (value: V) => string): string | null {
  return value === null ? null : textOf(value);
}
