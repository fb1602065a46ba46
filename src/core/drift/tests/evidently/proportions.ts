import { fisherExact } from "../../statistics/discrete.ts";
import { normalTwoSidedP } from "../../statistics/normal.ts";
import { pooledZ } from "../../statistics/proportions.ts";
import type { CategoryTest } from "../driftTest.ts";
import { isCategorySideEmpty, presentInOrder, sumOf, undefinedResult } from "../sides.ts";

const common = { appliesTo: "categories", kind: "p-value", includesThreshold: false } as const;

/** Pooled z of the first category (in order of value) against all others, for any number of categories. */
export const evidentlyZ: CategoryTest = {
  ...common,
  id: "evidently.z",
  label: "Z-test (Evidently)",
  defaultThreshold: 0.05,
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = presentInOrder(counts);
    if (reference.length === 1) return { score: 1 };
    const statistic = pooledZ(
      [reference[0] ?? 0, sumOf(reference)],
      [current[0] ?? 0, sumOf(current)],
    );
    return { score: normalTwoSidedP(statistic), statistic };
  },
};

/** Fisher’s exact test: undefined unless both sides have as many rows and at most two categories. */
export const evidentlyFisher: CategoryTest = {
  ...common,
  id: "evidently.fisher_exact",
  label: "Fisher’s exact test (Evidently)",
  defaultThreshold: 0.1,
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = presentInOrder(counts);
    if (reference.length > 2 || sumOf(reference) !== sumOf(current)) return undefinedResult;
    const [a = 0, b = 0] = reference;
    const [c = 0, d = 0] = current;
    return { score: fisherExact({ a, b, c, d }) };
  },
};
