/** What a benchmark says: printed as JSON by its script, set as a page by `npm run bench`. */
export interface BenchReport {
  readonly title: string;
  /** How it was measured, in a few sentences: data, peers and their versions, rounds. */
  readonly method: string;
  readonly columns: readonly string[];
  /** One for each thing measured; as many cells as columns. */
  readonly rows: readonly (readonly string[])[];
}

/** Ends a benchmark's script: its report is the last line of standard output. */
export function printReport(report: BenchReport): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

/** Half of the values are below it; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Milliseconds for people: `0.42 ms`, `27 ms`, `1.3 s`. */
export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `4.2 ×`; whole numbers from 100 on. */
export function formatRatio(ratio: number): string {
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 10 ? 1 : 2)} ×`;
}

/** The number that follows an option of the program, such as `--rounds`. */
export function numberAfter(option: string, otherwise: number): number {
  const at = process.argv.indexOf(option);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}
