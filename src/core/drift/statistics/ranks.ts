import { visitMerged } from "./merge.ts";

/** Ranks of two samples in their union; equal values share the mean of their ranks. */
export interface JointRanks {
  /** Ranks (from 1) of the ascending reference and current values. */
  readonly reference: Float64Array;
  readonly current: Float64Array;
  /** Σ (t³ − t) over groups of t equal values: 0 without ties. */
  readonly tieTerm: number;
}

/** The ranks of two ascending samples, O(n + m). */
export function jointRanks(referenceSorted: Float64Array, currentSorted: Float64Array): JointRanks {
  const reference = new Float64Array(referenceSorted.length);
  const current = new Float64Array(currentSorted.length);
  let tieTerm = 0;
  visitMerged(referenceSorted, currentSorted, ({ i, j, endI, endJ }) => {
    const ties = endI - i + (endJ - j);
    const rank = i + j + (ties + 1) / 2;
    reference.fill(rank, i, endI);
    current.fill(rank, j, endJ);
    tieTerm += ties ** 3 - ties;
  });
  return { reference, current, tieTerm };
}
