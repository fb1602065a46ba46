import { binEdges, countInBins } from "../../statistics/binning.ts";
import { sharesOf } from "../../statistics/divergences.ts";
import { ascending, countDistinct } from "../../statistics/samples.ts";
import { visitMerged } from "../../statistics/merge.ts";
import type { CategoryCounts, NumberSamples } from "../driftTest.ts";
import type { BinnedShares } from "../quantileBins.ts";

/** Up to so many different numbers in the reference, each is a bin of its own. */
const MOST_SINGLE_VALUES = 20;

/**
 * Shares as Evidently bins them: equal widths over both sides by Sturges' rule when the reference has more
 * than 20 different values, else each value for itself.
 */
export function evidentlyShares(samples: NumberSamples): BinnedShares {
  const { reference, current } = samples;
  if (countDistinct(ascending(reference)) <= MOST_SINGLE_VALUES) return shareOfValues(samples);
  const both = new Float64Array(reference.length + current.length);
  both.set(reference);
  both.set(current, reference.length);
  return shareInBins(samples, binEdges(both, "sturges"));
}

/** Shares of all rows in bins, NumPy's way: the last bin is closed. */
export function shareInBins(samples: NumberSamples, edges: Float64Array): BinnedShares {
  const share = (values: Float64Array): Float64Array =>
    countInBins(values, edges).map((count) => count / values.length);
  return { reference: share(samples.reference), current: share(samples.current) };
}

/** Each different value is a bin. */
function shareOfValues({ reference, current }: NumberSamples): BinnedShares {
  const inReference: number[] = [];
  const inCurrent: number[] = [];
  visitMerged(ascending(reference), ascending(current), ({ i, j, endI, endJ }) => {
    inReference.push(endI - i);
    inCurrent.push(endJ - j);
  });
  return { reference: sharesOf(inReference), current: sharesOf(inCurrent) };
}

export function categoryShares({ reference, current }: CategoryCounts): BinnedShares {
  return { reference: sharesOf(reference), current: sharesOf(current) };
}

/**
 * Evidently's replacement of empty bins, side by side: 0.0001, or a millionth of the smallest share where
 * that is not above 0.0001. Categories that neither side has are to be left out before.
 */
export function fillZeros({ reference, current }: BinnedShares): BinnedShares {
  return { reference: fillSide(reference), current: fillSide(current) };
}

function fillSide(shares: Float64Array): Float64Array {
  let smallest = Number.POSITIVE_INFINITY;
  for (const share of shares) if (share > 0 && share < smallest) smallest = share;
  const filling = smallest <= 0.0001 ? smallest / 1e6 : 0.0001;
  return shares.map((share) => (share === 0 ? filling : share));
}
