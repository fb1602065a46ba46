import { countInBins, equalWidthEdges, rangeOf } from "../../statistics/binning.ts";
import { ascending } from "../../statistics/samples.ts";
import { twoSampleDistance } from "../../statistics/twoSample.ts";
import type { NumberSamples, NumberTest } from "../driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "../sides.ts";

/** From so many reference rows on, NannyML takes the distances off a grid of as many bins. */
const GRID = 10_000;

const common = {
  appliesTo: "numbers",
  kind: "distance",
  // NannyML takes its threshold from chunks of the reference; this stands in where there are none.
  defaultThreshold: 0.1,
  includesThreshold: false,
} as const;

/** D = max |F − G|, from 10 000 reference rows on at the right edges of a grid over their range. */
export const nannymlKolmogorovSmirnov: NumberTest = {
  ...common,
  id: "nannyml.kolmogorov_smirnov",
  label: "Kolmogorov–Smirnov distance (NannyML)",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    if (samples.reference.length < GRID) return { score: exact(samples).ks };
    const { reference, current, below } = cumulativeOnGrid(samples);
    let score = 0;
    reference.forEach((f, i) => {
      score = Math.max(
        score,
        Math.abs(f - (below.length / samples.current.length + (current[i] ?? 0))),
      );
    });
    return { score };
  },
};

/**
 * ∫ |F − G| dx in the unit of the column, from 10 000 reference rows on as a sum over a grid and what lies
 * outside it, where each side counts one row too many.
 */
export const nannymlWasserstein: NumberTest = {
  ...common,
  id: "nannyml.wasserstein",
  label: "Wasserstein distance (NannyML)",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    if (samples.reference.length < GRID) return { score: exact(samples).wasserstein };
    const { edges, reference, current, below, above } = cumulativeOnGrid(samples);
    const rows = samples.current.length;
    const width = (edges[1] ?? 0) - (edges[0] ?? 0);
    const shareBelow = below.length > 0 ? (below.length + 1) / rows : 0;
    let score = 0;
    reference.forEach((f, i) => {
      score += Math.abs(f - (current[i] ?? 0) - shareBelow) * width;
    });
    score += shareBelow * tailArea(below, edges[0] ?? 0);
    if (above.length > 0) {
      score += ((above.length + 1) / rows) * tailArea(above, edges[edges.length - 1] ?? 0);
    }
    return { score };
  },
};

function exact({ reference, current }: NumberSamples): ReturnType<typeof twoSampleDistance> {
  return twoSampleDistance(ascending(reference), ascending(current));
}

interface GridShares {
  readonly edges: Float64Array;
  /** Share of all rows from the first edge to each right edge. */
  readonly reference: Float64Array;
  readonly current: Float64Array;
  /** Current values outside. */
  readonly below: Float64Array;
  readonly above: Float64Array;
}

function cumulativeOnGrid({ reference, current }: NumberSamples): GridShares {
  const [low, high] = rangeOf(reference);
  const isConstant = low === high;
  const edges = equalWidthEdges(isConstant ? low - 0.5 : low, isConstant ? high + 0.5 : high, GRID);
  const first = edges[0] ?? 0;
  const last = edges[GRID] ?? 0;
  return {
    edges,
    reference: cumulativeShares(reference, edges),
    current: cumulativeShares(current, edges),
    below: current.filter((value) => value < first),
    above: current.filter((value) => value > last),
  };
}

function cumulativeShares(values: Float64Array, edges: Float64Array): Float64Array {
  let sum = 0;
  return countInBins(values, edges).map((count) => {
    sum += count / values.length;
    return sum;
  });
}

/** The mean distance of the values and the edge itself from the edge. */
function tailArea(values: Float64Array, edge: number): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value - edge);
  return values.length > 0 ? sum / (values.length + 1) : 0;
}
