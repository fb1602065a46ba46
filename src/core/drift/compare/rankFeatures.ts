import type { FeatureReport } from "../report/driftReport.ts";

const roleOrder = { target: 0, prediction: 1, probability: 2, feature: 3 } as const;
const verdictOrder = { drift: 0, watch: 0, "not-enough-rows": 1, stable: 2 } as const;
const severityWeight = { major: 4, moderate: 3, minor: 2, none: 1 } as const;

/**
 * Target and prediction first. Of the features first those that moved, then those that cannot be
 * told, by severity × importance (the same for all where none is known), then by how far they moved.
 * What is equal keeps its order.
 */
export function rankFeatures(features: readonly FeatureReport[]): FeatureReport[] {
  const hasImportance = features.some(({ importance }) => importance !== null);
  const weight = ({ severity, importance }: FeatureReport): number =>
    severityWeight[severity] * (hasImportance ? (importance ?? 0) : 1);
  return features.toSorted(
    (a, b) =>
      roleOrder[a.role] - roleOrder[b.role] ||
      verdictOrder[a.verdict] - verdictOrder[b.verdict] ||
      weight(b) - weight(a) ||
      (b.effect ?? 0) - (a.effect ?? 0),
  );
}
