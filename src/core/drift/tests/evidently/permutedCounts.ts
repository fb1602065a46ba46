import type { RandomSource } from "../driftTest.ts";
import { sumOf } from "../sides.ts";

/** Up to so many rows on the smaller side, rows are drawn one by one. */
const DRAWN_ROWS = 10_000;
/** Above this variance the number drawn of a category is taken to be normal. */
const NORMAL_VARIANCE = 25;

/**
 * Draws the counts of a random half of all rows: each call gives how many rows of each category fall to a
 * side of `drawn` rows when all rows are dealt anew (multivariate hypergeometric). One row at a time for
 * small sides; for large ones category by category, from the binomial or normal limit.
 */
export function createDealer(
  totals: readonly number[],
  drawn: number,
  random: RandomSource,
): () => readonly number[] {
  const all = sumOf(totals);
  if (drawn > all - drawn) {
    const deal = createDealer(totals, all - drawn, random);
    return () => deal().map((count, i) => (totals[i] ?? 0) - count);
  }
  return drawn <= DRAWN_ROWS && all <= 100 * DRAWN_ROWS
    ? createRowDealer(totals, drawn, random)
    : () => dealCategories(totals, drawn, random);
}

/** By the first steps of a shuffle of all rows; the order that is left does as well for the next time. */
function createRowDealer(
  totals: readonly number[],
  drawn: number,
  random: RandomSource,
): () => readonly number[] {
  const rows = new Int32Array(sumOf(totals));
  let from = 0;
  totals.forEach((count, category) => {
    rows.fill(category, from, from + count);
    from += count;
  });
  return () => {
    const counts = new Array<number>(totals.length).fill(0);
    for (let i = 0; i < drawn; i++) {
      const j = i + Math.floor(random() * (rows.length - i));
      const category = rows[j] ?? 0;
      rows[j] = rows[i] ?? 0;
      rows[i] = category;
      counts[category] = (counts[category] ?? 0) + 1;
    }
    return counts;
  };
}

/** Rare categories first: so none is more than half of what is left, but the last, which takes the rest. */
function dealCategories(
  totals: readonly number[],
  drawn: number,
  random: RandomSource,
): readonly number[] {
  const rising = [...totals.keys()].sort((a, b) => (totals[a] ?? 0) - (totals[b] ?? 0));
  const counts = new Array<number>(totals.length).fill(0);
  let rowsLeft = sumOf(totals);
  let toDraw = drawn;
  for (const category of rising) {
    const count = totals[category] ?? 0;
    const taken = count === rowsLeft ? toDraw : dealOne(count, [toDraw, rowsLeft], random);
    counts[category] = taken;
    rowsLeft -= count;
    toDraw -= taken;
  }
  return counts;
}

/** How many of `count` rows are among `toDraw` of `rowsLeft`. */
function dealOne(
  count: number,
  [toDraw, rowsLeft]: readonly [number, number],
  random: RandomSource,
): number {
  const share = toDraw / rowsLeft;
  const variance = (count * share * (1 - share) * (rowsLeft - count)) / (rowsLeft - 1);
  const guess =
    variance > NORMAL_VARIANCE
      ? Math.round(count * share + Math.sqrt(variance) * normal(random))
      : binomial(count, share, random);
  return Math.min(count, toDraw, Math.max(0, toDraw - (rowsLeft - count), guess));
}

/** One standard normal number (Box & Muller 1958). */
function normal(random: RandomSource): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Successes among n trials, by jumping from one to the next: as many draws as successes. */
function binomial(n: number, p: number, random: RandomSource): number {
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  if (p <= 0) return 0;
  const logFailure = Math.log1p(-p);
  let successes = 0;
  let trial = 0;
  for (;;) {
    trial += 1 + Math.floor(Math.log(1 - random()) / logFailure);
    if (trial > n) return successes;
    successes++;
  }
}
