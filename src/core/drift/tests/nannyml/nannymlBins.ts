import { binEdges, countInBins } from "../../statistics/binning.ts";
import type { CategoryCounts, NumberSamples } from "../driftTest.ts";
import type { BinnedShares } from "../quantileBins.ts";
import { sumOf } from "../sides.ts";

/**
 * Shares as NannyML bins numbers: equal widths over the reference by Doane's rule; what lies outside is one
 * more bin, which the reference does not have.
 */
export function nannymlShares({ reference, current }: NumberSamples): BinnedShares {
  const edges = binEdges(reference, "doane");
  const share = (values: Float64Array): Float64Array =>
    countInBins(values, edges).map((count) => count / values.length);
  return withLeftover(share(reference), share(current));
}

/** Categories of the reference; all others of the current side are one more. */
export function nannymlCategoryShares(counts: CategoryCounts): BinnedShares {
  const n = sumOf(counts.reference);
  const m = sumOf(counts.current);
  const known = [...counts.reference.keys()].filter((i) => (counts.reference[i] ?? 0) > 0);
  return withLeftover(
    Float64Array.from(known, (i) => (counts.reference[i] ?? 0) / n),
    Float64Array.from(known, (i) => (counts.current[i] ?? 0) / m),
  );
}

function withLeftover(reference: Float64Array, current: Float64Array): BinnedShares {
  let inBins = 0;
  for (const share of current) inBins += share;
  const leftover = 1 - inBins;
  if (!(leftover > 0)) return { reference, current };
  return {
    reference: Float64Array.of(...reference, 0),
    current: Float64Array.of(...current, leftover),
  };
}
