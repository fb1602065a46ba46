import { cramerVonMises } from "../../statistics/cramerVonMises.ts";
import { mannWhitney } from "../../statistics/mannWhitney.ts";
import { momentsOf, studentTest } from "../../statistics/meanTests.ts";
import { ascending } from "../../statistics/samples.ts";
import { energyDistance } from "../../statistics/twoSample.ts";
import { seededRandom } from "../../../../base/seededRandom.ts";
import type { NumberTest } from "../driftTest.ts";
import { drawRows, kernelMatrix, permuteKernel } from "../maximumMeanDiscrepancy.ts";
import { isNumberSideEmpty, undefinedResult } from "../sides.ts";

const common = { appliesTo: "numbers", kind: "p-value", includesThreshold: false } as const;

/** One-sided: finds that current values have risen, never that they have fallen. */
export const evidentlyMannWhitney: NumberTest = {
  ...common,
  id: "evidently.mannw",
  label: "Mann–Whitney U, one-sided (Evidently)",
  defaultThreshold: 0.05,
  compute({ reference, current }) {
    const result = mannWhitney(ascending(reference), ascending(current), "less");
    return { score: result.pValue, statistic: result.statistic };
  },
};

/** Student’s t-test, which takes the variances to be equal. */
export const evidentlyStudentT: NumberTest = {
  ...common,
  id: "evidently.t_test",
  label: "Student’s t-test (Evidently)",
  defaultThreshold: 0.05,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const result = studentTest(momentsOf(samples.reference), momentsOf(samples.current));
    return { score: result.pValue, statistic: result.t };
  },
};

/** The energy distance in the square root of the column’s unit: what 0.1 means depends on that unit. */
export const evidentlyEnergy: NumberTest = {
  ...common,
  id: "evidently.ed",
  label: "Energy distance (Evidently)",
  kind: "distance",
  defaultThreshold: 0.1,
  compute({ reference, current }) {
    return { score: energyDistance(ascending(reference), ascending(current)).distance };
  },
};

/** Its exact p-value of few rows is kept in the narrowest float that holds the number of orders. */
export const evidentlyCramerVonMises: NumberTest = {
  ...common,
  id: "evidently.cramer_von_mises",
  label: "Cramér–von Mises (Evidently)",
  includesThreshold: true,
  defaultThreshold: 0.1,
  compute({ reference, current }) {
    const result = cramerVonMises(ascending(reference), ascending(current), "narrow");
    return { score: result.pValue, statistic: result.statistic };
  },
};

/** Quadratic in the rows: of more than this a side, so many are drawn. */
const MOST_ROWS = 1000;
const PERMUTATIONS = 100;

/** MMD with the kernel’s width from the reference only; p may be 0. Its permutations are drawn anew. */
export const evidentlyDiscrepancy: NumberTest = {
  ...common,
  id: "evidently.empirical_mmd",
  label: "Maximum mean discrepancy (Evidently)",
  defaultThreshold: 0.1,
  compute(samples, random = seededRandom(0)) {
    const reference = drawRows(samples.reference, MOST_ROWS, random);
    const current = drawRows(samples.current, MOST_ROWS, random);
    if (reference.length < 2 || current.length < 2) return undefinedResult;
    const kernel = kernelMatrix(reference, current, "reference matrix");
    const { statistic, atLeast } = permuteKernel(kernel, reference.length, {
      permutations: PERMUTATIONS,
      random,
    });
    return { score: atLeast / PERMUTATIONS, statistic };
  },
};
