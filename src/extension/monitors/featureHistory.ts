import { predictionBand } from "../../core/figures/expectedBand.ts";
import type { HistoryEntry } from "../../platform/monitors/monitorHistory.ts";
import type { FeatureHistory } from "../../protocol/driftPanel.ts";

/** Scores of one feature, and what those without drift let expect of it. */
export function featureHistoryOf(
  history: readonly HistoryEntry[],
  feature: string,
  threshold: number | null,
): FeatureHistory {
  const least = threshold ?? leastEffect;
  const points = history.flatMap(({ time, figures }) => {
    const score = figures[`drift.feature.${feature}`];
    if (score === undefined) return [];
    const verdict = score >= least ? ("drift" as const) : ("stable" as const);
    return [{ at: time, score, verdict }];
  });
  const usual = points.filter(({ verdict }) => verdict === "stable").map(({ score }) => score);
  const band = predictionBand(usual);
  return { points, band: band && { low: Math.max(0, band.low), high: band.high } };
}

/** The least effect that counts when a monitor says nothing of it. */
const leastEffect = 0.1;
