import { anderson } from "./andersonDarling.ts";
import { chiSquare } from "./chiSquare.ts";
import { cramersV } from "./cramersV.ts";
import { cramerVonMisesTest } from "./cramerVonMises.ts";
import type { DriftTest } from "./driftTest.ts";
import { energy } from "./energyDistance.ts";
import { epps } from "./eppsSingleton.ts";
import { evidentlyTests } from "./evidently/evidentlyTests.ts";
import { fisher } from "./fisher.ts";
import { gTest } from "./gTest.ts";
import { hellingerOfCategories, hellingerOfNumbers } from "./hellinger.ts";
import { jensenShannonOfCategories, jensenShannonOfNumbers } from "./jensenShannon.ts";
import { klDivergenceOfCategories, klDivergenceOfNumbers } from "./klDivergence.ts";
import { ks } from "./ks.ts";
import { levene } from "./levene.ts";
import { lInfinityTest } from "./lInfinity.ts";
import { mannWhitneyTest } from "./mannWhitney.ts";
import { maximumMeanDiscrepancy } from "./maximumMeanDiscrepancy.ts";
import { nannymlTests } from "./nannyml/nannymlTests.ts";
import { proportions } from "./proportions.ts";
import { psiOfCategories, psiOfNumbers } from "./psi.ts";
import { absoluteTextContent, percentileTextContent } from "./textContent.ts";
import { totalVariationTest } from "./totalVariation.ts";
import { wasserstein } from "./wasserstein.ts";
import { welch } from "./welch.ts";

/**
 * Our statistics: under the ids that Evidently uses where it has them, computed right. One id may stand
 * for two: one of numbers and one of categories. Invariant: (id, appliesTo) is unique.
 */
export const driftTests: readonly DriftTest[] = [
  ks,
  wasserstein,
  jensenShannonOfNumbers,
  psiOfNumbers,
  klDivergenceOfNumbers,
  hellingerOfNumbers,
  anderson,
  cramerVonMisesTest,
  energy,
  epps,
  mannWhitneyTest,
  welch,
  levene,
  maximumMeanDiscrepancy,
  chiSquare,
  gTest,
  proportions,
  fisher,
  totalVariationTest,
  lInfinityTest,
  cramersV,
  jensenShannonOfCategories,
  psiOfCategories,
  klDivergenceOfCategories,
  hellingerOfCategories,
  percentileTextContent,
  absoluteTextContent,
];

/** Ours and those that compute as other tools do, `evidently.psi` or `nannyml.chi2`. */
export const allDriftTests: readonly DriftTest[] = [
  ...driftTests,
  ...evidentlyTests,
  ...nannymlTests,
];

/**
 * The statistic of this id, ours or `evidently.…` / `nannyml.…`, for this kind of column (the first of its
 * name where none is asked for); undefined when there is none.
 */
export function findDriftTest<K extends DriftTest["appliesTo"] = DriftTest["appliesTo"]>(
  id: string,
  appliesTo?: K,
): Extract<DriftTest, { appliesTo: K }> | undefined {
  return allDriftTests.find(
    (test): test is Extract<DriftTest, { appliesTo: K }> =>
      test.id === id && (appliesTo === undefined || test.appliesTo === appliesTo),
  );
}
