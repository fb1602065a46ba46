import type { FourfoldTable } from "../statistics/discrete.ts";
import type { CategoryCounts } from "./driftTest.ts";
import { presentInOrder, sumOf } from "./sides.ts";

/**
 * The smallest p-value over the categories, each against all others, times their number (Bonferroni):
 * makes a test of two categories one of any number. Two categories are one comparison; one is none: 1.
 */
export function oneAgainstRest(
  counts: CategoryCounts,
  pValueOf: (table: FourfoldTable) => number,
): number {
  const { reference, current } = presentInOrder(counts);
  const n = sumOf(reference);
  const m = sumOf(current);
  const comparisons = reference.length === 2 ? 1 : reference.length;
  if (reference.length < 2) return 1;
  let smallest = 1;
  for (let i = 0; i < comparisons; i++) {
    const a = reference[i] ?? 0;
    const c = current[i] ?? 0;
    smallest = Math.min(smallest, pValueOf({ a, b: n - a, c, d: m - c }));
  }
  return Math.min(1, smallest * comparisons);
}
