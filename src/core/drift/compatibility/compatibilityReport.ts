import { alignColumns } from "../compare/alignColumns.ts";
import type { ColumnSide } from "../compare/columnChecks.ts";
import { compareColumn, type ColumnComparison } from "../compare/compareColumn.ts";
import type { CompareOptions } from "../compare/compareOptions.ts";
import { sideOf, type ComparedData } from "../compare/compareProfiles.ts";
import { shareOfDrifted } from "../compare/datasetVerdict.ts";
import type { ChosenTest } from "../compare/evidence.ts";
import { reportFeature } from "../compare/featureReport.ts";
import { formatCategory, formatShare } from "../compare/figures.ts";
import { rankFeatures } from "../compare/rankFeatures.ts";
import type { DriftReport, FeatureReport } from "../report/driftReport.ts";
import type { CompatibleResult } from "./evidently.ts";
import { worstScore, type NannymlColumn } from "./nannyml.ts";

/** What the other tool says of each column; a column that it leaves out is not there. */
export type CompatibleResults = ReadonlyMap<string, CompatibleResult>;

const names = { evidently: "Evidently", nannyml: "NannyML" } as const;

/**
 * The report of a comparison as another tool makes it: its tests decide alone, nothing else is asked,
 * nothing is corrected. A column that it refuses, or that is missing on a side, is a problem.
 */
export function compatibilityReport(
  reference: ComparedData,
  current: ComparedData,
  options: CompareOptions & { readonly behaviour: keyof typeof names },
  results: CompatibleResults,
): DriftReport {
  const alignment = alignColumns(reference.profile, current.profile, options);
  const problems = [...alignment.problems];
  for (const { change } of alignment.broken) problems.push(change.message);
  const features = alignment.aligned.flatMap((column) => {
    const result = results.get(column.name);
    if (result === undefined) return [];
    if (result.kind === "error") {
      problems.push(capitalized(result.message));
      return [];
    }
    const comparison = comparisonOf(
      { column: column.reference, rows: reference.profile.rows },
      { column: column.current, rows: current.profile.rows },
      result.chosen,
    );
    return [reportFeature(comparison, { distribution: null, checks: [] }, options)];
  });
  return summarize({ reference, current, options, features, problems, changes: alignment.changes });
}

/** The effect is told too, so that scores of different tools can be judged on one scale. */
function comparisonOf(
  reference: ColumnSide,
  current: ColumnSide,
  chosen: ChosenTest,
): ColumnComparison {
  const comparison = compareColumn(reference, current, { exact: null, chosen });
  return { ...comparison, checks: [], notCompared: null };
}

interface Summary {
  readonly reference: ComparedData;
  readonly current: ComparedData;
  readonly options: CompareOptions & { readonly behaviour: keyof typeof names };
  readonly features: readonly FeatureReport[];
  readonly problems: readonly string[];
  readonly changes: DriftReport["schemaChanges"];
}

function summarize(summary: Summary): DriftReport {
  const { reference, current, options, problems, changes } = summary;
  const features = rankFeatures(summary.features);
  // Both tools count the target and the prediction like any other column.
  const driftedShare = shareOfDrifted(
    features.map((feature) => ({ ...feature, role: "feature", importance: null })),
  );
  const drifted = features.filter(({ verdict }) => verdict === "drift");
  const limit = formatShare(options.driftedShare);
  const tool = names[options.behaviour];
  const [worst] = drifted;
  const detail = worst === undefined ? "" : `, first ${formatCategory(worst.name)}`;
  const isDrifted = features.length > 0 && driftedShare >= options.driftedShare;
  const verdict = isDrifted ? "drift" : drifted.length > 0 ? "watch" : "stable";
  return {
    version: 1,
    verdict: features.length === 0 ? "not-enough-rows" : verdict,
    reason:
      features.length === 0
        ? `There is no column that ${tool} can compare`
        : `${drifted.length} of ${features.length} columns drifted as ${tool} sees it${detail}; the data set counts as drifted from ${limit} on`,
    behaviour: options.behaviour,
    threshold: options.behaviour === "evidently" ? options.threshold : null,
    alpha: options.alpha,
    reference: sideOf(reference),
    current: sideOf(current),
    features,
    schemaChanges: changes,
    driftedShare,
    driftedShareThreshold: options.driftedShare,
    classifier: null,
    problems,
  };
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** NannyML's chunks as one result: the worst chunk, and drift when any is alerted. */
export function nannymlResult(column: NannymlColumn): CompatibleResult {
  const { test, kind, threshold, alerts } = column;
  const alerted = alerts.filter(Boolean).length;
  return {
    kind: "result",
    chosen: {
      test,
      testLabel: `${column.testLabel}, worst of ${alerts.length} chunks (${alerted} alerted)`,
      kind,
      score: worstScore(column),
      threshold,
      isDrift: alerted > 0,
    },
  };
}
