import { normalCdf } from "../statistics/normal.ts";
import { seededRandom } from "../../../base/seededRandom.ts";
import type { TextTest } from "./driftTest.ts";
import { separateTexts } from "./textClassifier.ts";

const common = { appliesTo: "texts", kind: "distance", includesThreshold: false } as const;

/**
 * How well a classifier of words tells current from reference texts: the AUC on texts held back, ½ … 1. Our own
 * model (hashed TF-IDF, logistic regression), so not the same digits as Evidently's. Fewer than four texts
 * on a side: undefined.
 */
export const absoluteTextContent: TextTest = {
  ...common,
  id: "abs_text_content_drift",
  label: "Text content (AUC)",
  defaultThreshold: 0.55,
  compute(samples, random = seededRandom(0)) {
    const { auc } = separateTexts(samples, random);
    return { score: auc, statistic: auc };
  },
};

/**
 * The share of guessing classifiers that the same AUC beats, 0 … 1, from the normal limit of the AUC:
 * Φ((AUC − ½)/σ), σ² = (n + m + 1)/(12 nm). `statistic` is the AUC.
 */
export const percentileTextContent: TextTest = {
  ...common,
  id: "perc_text_content_drift",
  label: "Text content (percentile of AUC)",
  defaultThreshold: 0.95,
  compute(samples, random = seededRandom(0)) {
    const { auc, guessingDeviation } = separateTexts(samples, random);
    return { score: normalCdf((auc - 0.5) / guessingDeviation), statistic: auc };
  },
};
