import { binEdges } from "../../statistics/binning.ts";
import { visitMerged } from "../../statistics/merge.ts";
import { ascending } from "../../statistics/samples.ts";
import type { CategoryTest, NumberTest } from "../driftTest.ts";
import type { BinnedShares } from "../quantileBins.ts";
import {
  isCategorySideEmpty,
  isNumberSideEmpty,
  presentInOrder,
  undefinedResult,
} from "../sides.ts";
import { categoryShares, shareInBins } from "./evidentlyBins.ts";

const common = {
  id: "evidently.hellinger",
  label: "Hellinger distance (Evidently)",
  kind: "distance",
  defaultThreshold: 0.1,
  includesThreshold: true,
} as const;

/** √(1 − Σ √(pq)) over Sturges’ bins of the different values of both sides, however many. */
export const evidentlyHellingerOfNumbers: NumberTest = {
  ...common,
  appliesTo: "numbers",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const distinct: number[] = [];
    visitMerged(ascending(samples.reference), ascending(samples.current), ({ x }) =>
      distinct.push(x),
    );
    const edges = binEdges(Float64Array.from(distinct), "sturges");
    return { score: fromOverlap(shareInBins(samples, edges)) };
  },
};

export const evidentlyHellingerOfCategories: CategoryTest = {
  ...common,
  appliesTo: "categories",
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    return { score: fromOverlap(categoryShares(presentInOrder(counts))) };
  },
};

function fromOverlap({ reference, current }: BinnedShares): number {
  let overlap = 0;
  reference.forEach((share, i) => {
    overlap += Math.sqrt(share * (current[i] ?? 0));
  });
  return Math.sqrt(1 - Math.min(1, overlap));
}
