import type { DriftTest } from "../driftTest.ts";
import { nannymlChiSquare, nannymlLInfinity } from "./categories.ts";
import { nannymlKolmogorovSmirnov, nannymlWasserstein } from "./gridDistances.ts";
import { nannymlHellingerOfCategories, nannymlHellingerOfNumbers } from "./hellinger.ts";
import {
  nannymlJensenShannonOfCategories,
  nannymlJensenShannonOfNumbers,
} from "./jensenShannon.ts";

/** Every univariate statistic of NannyML as it computes it (version 0.13); ids are `nannyml.` and its own name. */
export const nannymlTests: readonly DriftTest[] = [
  nannymlJensenShannonOfNumbers,
  nannymlKolmogorovSmirnov,
  nannymlHellingerOfNumbers,
  nannymlWasserstein,
  nannymlJensenShannonOfCategories,
  nannymlChiSquare,
  nannymlHellingerOfCategories,
  nannymlLInfinity,
];
