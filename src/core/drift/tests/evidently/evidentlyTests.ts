import { anderson } from "../andersonDarling.ts";
import type { DriftTest } from "../driftTest.ts";
import { epps } from "../eppsSingleton.ts";
import { ks } from "../ks.ts";
import { absoluteTextContent, percentileTextContent } from "../textContent.ts";
import { evidentlyChiSquare, evidentlyGTest } from "./goodnessOfFit.ts";
import { evidentlyHellingerOfCategories, evidentlyHellingerOfNumbers } from "./hellinger.ts";
import {
  evidentlyJensenShannonOfCategories,
  evidentlyJensenShannonOfNumbers,
} from "./jensenShannon.ts";
import {
  evidentlyKlDivergenceOfCategories,
  evidentlyKlDivergenceOfNumbers,
} from "./klDivergence.ts";
import {
  evidentlyCramerVonMises,
  evidentlyDiscrepancy,
  evidentlyEnergy,
  evidentlyMannWhitney,
  evidentlyStudentT,
} from "./numberTests.ts";
import { evidentlyFisher, evidentlyZ } from "./proportions.ts";
import { evidentlyPsiOfCategories, evidentlyPsiOfNumbers } from "./psi.ts";
import { evidentlyTotalVariation } from "./totalVariation.ts";
import { evidentlyWasserstein } from "./wasserstein.ts";

/**
 * Every statistic of Evidently as it computes it (version 0.7), with its thresholds: for those who migrate.
 * Ids are `evidently.` and its own name. Where it raises an error, the score is undefined.
 */
export const evidentlyTests: readonly DriftTest[] = [
  { ...ks, id: "evidently.ks" },
  evidentlyWasserstein,
  evidentlyJensenShannonOfNumbers,
  evidentlyPsiOfNumbers,
  evidentlyKlDivergenceOfNumbers,
  evidentlyHellingerOfNumbers,
  { ...anderson, id: "evidently.anderson", defaultThreshold: 0.1 },
  evidentlyCramerVonMises,
  evidentlyEnergy,
  { ...epps, id: "evidently.es" },
  evidentlyMannWhitney,
  evidentlyStudentT,
  evidentlyDiscrepancy,
  evidentlyChiSquare,
  evidentlyZ,
  evidentlyTotalVariation,
  evidentlyGTest,
  evidentlyFisher,
  evidentlyJensenShannonOfCategories,
  evidentlyPsiOfCategories,
  evidentlyKlDivergenceOfCategories,
  evidentlyHellingerOfCategories,
  { ...percentileTextContent, id: "evidently.perc_text_content_drift" },
  { ...absoluteTextContent, id: "evidently.abs_text_content_drift" },
];
