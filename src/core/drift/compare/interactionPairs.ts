import type { EncodedColumn } from "./encodeRows.ts";

/** Two columns whose values go together in another way on one side than on the other. */
export interface ColumnPair {
  readonly a: number;
  readonly b: number;
  /** The statistic less its mean without any change, in its standard deviations. */
  readonly strength: number;
}

/** Levels of a column in a pair: few, so that each cell of the table has rows. */
export const PAIR_LEVELS = 5;
const MOST_PAIRS = 10;
/** Of hundreds of pairs without any change, none should come this far. */
const LEAST_STRENGTH = 4;

/** The level of a code in a pair. */
export function pairLevel(code: number, levels: number): number {
  return levels <= PAIR_LEVELS ? code : Math.floor((code * PAIR_LEVELS) / levels);
}

/**
 * The pairs whose joint frequencies changed beyond what their single ones did: chi-square of
 * homogeneity of the 5 × 5 cells, less those of both columns, which without such a change has about
 * (a − 1)(b − 1) degrees of freedom. Strongest first.
 */
export function findPairs(
  columns: readonly EncodedColumn[],
  rows: readonly number[],
  referenceRows: number,
): ColumnPair[] {
  const coarse = columns.map(({ codes, levels }) => codes.map((code) => pairLevel(code, levels)));
  const singles = coarse.map((codes) => changeOf(cells(codes, null, rows, referenceRows)));
  const found: ColumnPair[] = [];
  coarse.forEach((first, a) => {
    for (let b = a + 1; b < coarse.length; b++) {
      const joint = changeOf(cells(first, coarse[b] ?? null, rows, referenceRows));
      const [one, two] = [singles[a], singles[b]];
      if (one === undefined || two === undefined) continue;
      const freedom = Math.max(1, joint.freedom - one.freedom - two.freedom);
      const excess = joint.statistic - one.statistic - two.statistic;
      const strength = (excess - freedom) / Math.sqrt(2 * freedom);
      if (strength >= LEAST_STRENGTH) found.push({ a, b, strength });
    }
  });
  return found.sort((x, y) => y.strength - x.strength).slice(0, MOST_PAIRS);
}

interface Cells {
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

function cells(
  first: Uint8Array,
  second: Uint8Array | null,
  rows: readonly number[],
  referenceRows: number,
): Cells {
  const size = PAIR_LEVELS * PAIR_LEVELS;
  const reference = new Float64Array(size);
  const current = new Float64Array(size);
  for (const row of rows) {
    const cell = (first[row] ?? 0) * PAIR_LEVELS + (second?.[row] ?? 0);
    const side = row < referenceRows ? reference : current;
    side[cell] = (side[cell] ?? 0) + 1;
  }
  return { reference, current };
}

function changeOf({ reference, current }: Cells): {
  readonly statistic: number;
  readonly freedom: number;
} {
  const n = reference.reduce((sum, count) => sum + count, 0);
  const m = current.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  let freedom = -1;
  reference.forEach((r, i) => {
    const c = current[i] ?? 0;
    if (r + c === 0) return;
    freedom++;
    statistic += ((r / n - c / m) ** 2 * n * m) / (r + c);
  });
  return { statistic, freedom: Math.max(0, freedom) };
}
