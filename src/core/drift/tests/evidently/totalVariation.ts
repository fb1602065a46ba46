import { totalVariation } from "../../statistics/noiseFloors.ts";
import { seededRandom } from "../../streams/seededRandom.ts";
import type { CategoryTest, RandomSource } from "../driftTest.ts";
import { isCategorySideEmpty, presentInOrder, sumOf, undefinedResult } from "../sides.ts";

/** So many permutations, fewer where there are very many rows. */
const PERMUTATIONS = 1000;
const MOST_DRAWS = 50_000_000;

/**
 * The share of permutations of all rows whose total variation distance is at least the one seen. Evidently’s
 * come from NumPy’s generator and cannot be had again: equal within about 0.03.
 */
export const evidentlyTotalVariation: CategoryTest = {
  id: "evidently.TVD",
  label: "Total variation distance (Evidently)",
  appliesTo: "categories",
  kind: "p-value",
  defaultThreshold: 0.1,
  includesThreshold: false,
  compute(counts, random = seededRandom(0)) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = presentInOrder(counts);
    const statistic = totalVariation(reference, current);
    const rows = rowsOf(reference.map((count, i) => count + (current[i] ?? 0)));
    const drawn = sumOf(reference);
    const rounds = Math.max(100, Math.min(PERMUTATIONS, Math.floor(MOST_DRAWS / rows.length)));
    let atLeast = 0;
    for (let round = 0; round < rounds; round++) {
      const [one, other] = split(rows, { drawn, categories: reference.length, random });
      // As Evidently compares: an equal distance that is rounded down does not count.
      if (totalVariation(one, other) >= statistic) atLeast++;
    }
    return { score: atLeast / rounds, statistic };
  },
};

/** The category of each row. */
function rowsOf(counts: readonly number[]): Int32Array {
  const rows = new Int32Array(sumOf(counts));
  let from = 0;
  counts.forEach((count, category) => {
    rows.fill(category, from, from + count);
    from += count;
  });
  return rows;
}

/** Counts of `drawn` rows, drawn without replacement, and of those left. */
function split(
  rows: Int32Array,
  { drawn, categories, random }: { drawn: number; categories: number; random: RandomSource },
): readonly [number[], number[]] {
  const one = new Array<number>(categories).fill(0);
  const other = new Array<number>(categories).fill(0);
  for (let i = 0; i < rows.length; i++) {
    const j = i < drawn ? i + Math.floor(random() * (rows.length - i)) : i;
    const category = rows[j] ?? 0;
    rows[j] = rows[i] ?? 0;
    rows[i] = category;
    const side = i < drawn ? one : other;
    side[category] = (side[category] ?? 0) + 1;
  }
  return [one, other];
}
