import { alignColumns, type AlignedColumn } from "./alignColumns.ts";
import { compareColumn, needsExactPass, type ColumnComparison } from "./compareColumn.ts";
import { roleOf, type CompareOptions } from "./compareOptions.ts";
import { decideDataset } from "./datasetVerdict.ts";
import type { ChosenTest, ExactEvidence } from "./evidence.ts";
import { reportBroken, reportFeature, type ColumnQValues } from "./featureReport.ts";
import { rankFeatures } from "./rankFeatures.ts";
import type { DataProfile } from "../profile/profile.ts";
import type { ComparedSide, DomainClassifierReport, DriftReport } from "../report/driftReport.ts";
import { benjaminiHochberg } from "../statistics/multipleTesting.ts";

/** A data set as it is compared: its profile, and how people know it. */
export interface ComparedData {
  readonly label: string;
  readonly profile: DataProfile;
}

/** What was found with the rows at hand; none of it is needed. */
export interface Extras {
  /** Exact distances by column, for those of `whichNeedExactPass`. */
  readonly exact?: ReadonlyMap<string, ExactEvidence>;
  /** Results of tests that were chosen, by column. */
  readonly chosen?: ReadonlyMap<string, ChosenTest>;
  readonly classifier?: DomainClassifierReport | null;
  readonly problems?: readonly string[];
}

/**
 * Compares current data with a reference, from their profiles. Each column is asked several questions
 * (distribution, nulls, unseen categories, range, infinities); the p-values of all of them are
 * corrected together (Benjamini & Hochberg), and only an effect that is large enough counts.
 */
export function compareProfiles(
  reference: ComparedData,
  current: ComparedData,
  options: CompareOptions,
  { exact, chosen, classifier = null, problems = [] }: Extras = {},
): DriftReport {
  const alignment = alignColumns(reference.profile, current.profile, options);
  const rows = { reference: reference.profile.rows, current: current.profile.rows };
  const compared = alignment.aligned.map((column) =>
    withoutDelay(
      compareOne(column, rows, {
        exact: exact?.get(column.name) ?? null,
        chosen: chosen?.get(column.name) ?? null,
      }),
      options,
    ),
  );
  const qValues = correct(compared);
  const features = rankFeatures([
    ...compared.map((comparison, i) =>
      reportFeature(comparison, qValues[i] ?? { distribution: null, checks: [] }, options),
    ),
    ...alignment.broken.map((column) => reportBroken(column, rows, options)),
  ]);
  const summary = decideDataset(
    {
      referenceRows: rows.reference,
      currentRows: rows.current,
      features,
      schemaChanges: alignment.changes,
      classifier,
    },
    options,
  );
  return {
    version: 1,
    verdict: summary.verdict,
    reason: summary.reason,
    behaviour: options.behaviour,
    threshold: options.threshold,
    alpha: options.alpha,
    reference: sideOf(reference),
    current: sideOf(current),
    features,
    schemaChanges: alignment.changes,
    driftedShare: summary.driftedShare,
    driftedShareThreshold: options.driftedShare,
    classifier,
    problems: [...alignment.problems, ...problems],
  };
}

/** Columns whose answer the profiles leave open: their values have to be looked at. */
export function whichNeedExactPass(
  reference: DataProfile,
  current: DataProfile,
  options: CompareOptions,
): readonly AlignedColumn[] {
  const rows = { reference: reference.rows, current: current.rows };
  return alignColumns(reference, current, options).aligned.filter((column) =>
    needsExactPass(compareOne(column, rows, { exact: null, chosen: null }), options.threshold),
  );
}

interface Rows {
  readonly reference: number;
  readonly current: number;
}

function compareOne(
  column: AlignedColumn,
  rows: Rows,
  given: { readonly exact: ExactEvidence | null; readonly chosen: ChosenTest | null },
): ColumnComparison {
  return compareColumn(
    { column: column.reference, rows: rows.reference },
    { column: column.current, rows: rows.current },
    given,
  );
}

/** Labels come later: that the newest rows have none yet is no fault of the target. */
function withoutDelay(comparison: ColumnComparison, options: CompareOptions): ColumnComparison {
  if (roleOf(comparison.reference.column.name, options) !== "target") return comparison;
  return { ...comparison, checks: comparison.checks.filter(({ kind }) => kind !== "nulls") };
}

/** q-values over every test of the comparison. */
function correct(compared: readonly ColumnComparison[]): ColumnQValues[] {
  const pValues: number[] = [];
  const place = (p: number | null): number | null => (p === null ? null : pValues.push(p) - 1);
  const places = compared.map((comparison) => ({
    distribution: place(distributionP(comparison)),
    checks: comparison.checks.map(({ pValue }) => place(pValue)),
  }));
  const qValues = benjaminiHochberg(pValues);
  const read = (at: number | null): number | null => (at === null ? null : (qValues[at] ?? null));
  return places.map(({ distribution, checks }) => ({
    distribution: read(distribution),
    checks: checks.map(read),
  }));
}

function distributionP({ evidence, chosen }: ColumnComparison): number | null {
  if (chosen === null) return evidence?.pValue ?? null;
  return chosen.kind === "p-value" && !Number.isNaN(chosen.score) ? chosen.score : null;
}

export function sideOf({ label, profile }: ComparedData): ComparedSide {
  return {
    label,
    rows: profile.rows,
    columns: profile.columns.length,
    files: profile.files.map(({ path }) => path),
    fingerprint: profile.fingerprint,
    run: profile.run ?? null,
  };
}
