import { defaultCompareOptions } from "../../../src/core/drift/compare/compareOptions.ts";
import { compareProfiles } from "../../../src/core/drift/compare/compareProfiles.ts";
import { classifyDomain } from "../../../src/core/drift/compare/domainClassifier.ts";
import { encodeColumn } from "../../../src/core/drift/compare/encodeRows.ts";
import {
  profileFromValues,
  type ColumnValues,
} from "../../../src/core/drift/profile/profileFromValues.ts";
import type { DriftReport } from "../../../src/core/drift/report/driftReport.ts";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { correlated, drawRows, normal, type QualityCase } from "./cases.ts";

/** How often a comparison says what, over many runs; shares of the runs. */
export interface Rates {
  readonly drift: number;
  readonly watch: number;
  /** p ≤ 0.05 of the test alone, without the effect that has to be there. */
  readonly significant: number;
}

type Columns = Readonly<Record<string, ColumnValues>>;

/** Compares as the product does with profiles: the current data take the reference's bins. */
export function compareColumns(reference: Columns, current: Columns): DriftReport {
  const profile = profileFromValues(reference);
  return compareProfiles(
    { label: "reference", profile },
    { label: "current", profile: profileFromValues(current, { like: profile }) },
    defaultCompareOptions,
  );
}

export function simulateCase(
  qualityCase: QualityCase,
  {
    runs,
    seed,
    shift = 0,
  }: { readonly runs: number; readonly seed: number; readonly shift?: number },
): Rates {
  const random = seededRandom(seed);
  let [drift, watch, significant] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const reference = drawRows(qualityCase, qualityCase.referenceRows, random);
    const current = drawRows(qualityCase, qualityCase.currentRows, random, shift);
    const [feature] = compareColumns({ x: reference }, { x: current }).features;
    if (feature?.verdict === "drift") drift++;
    if (feature?.verdict === "watch") watch++;
    if ((feature?.pValue ?? 1) <= 0.05) significant++;
  }
  return { drift: drift / runs, watch: watch / runs, significant: significant / runs };
}

export interface FeatureAlarms {
  /** Runs in which any feature drifted. */
  readonly any: number;
  /** Runs in which the data set did. */
  readonly dataset: number;
}

/** Twenty columns of 1000 rows a side; the first `moved` of them by `shift` σ. */
export function simulateFeatures({
  runs,
  seed,
  moved = 0,
  shift = 0,
}: {
  readonly runs: number;
  readonly seed: number;
  readonly moved?: number;
  readonly shift?: number;
}): FeatureAlarms {
  const random = seededRandom(seed);
  const column = (by: number): Float64Array =>
    Float64Array.from({ length: 1000 }, () => normal(random) + by);
  const table = (by: (feature: number) => number): Columns =>
    Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, column(by(i))]));
  let [any, dataset] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const report = compareColumns(
      table(() => 0),
      table((i) => (i < moved ? shift : 0)),
    );
    if (report.features.some(({ verdict }) => verdict === "drift")) any++;
    if (report.verdict === "drift") dataset++;
  }
  return { any: any / runs, dataset: dataset / runs };
}

export interface ClassifierRates {
  /** How often the classifier says drift, and the columns one by one do. */
  readonly classifier: number;
  readonly columns: number;
}

/** Ten columns, two of them correlated by 0.7 and then by `after`, with the same single distributions. */
export function simulateCorrelation({
  runs,
  seed,
  after,
}: {
  readonly runs: number;
  readonly seed: number;
  readonly after: number;
}): ClassifierRates {
  const random = seededRandom(seed);
  const rows = 1000;
  let [classifier, columns] = [0, 0];
  const table = (correlation: number): Readonly<Record<string, Float64Array>> => {
    const [a, b] = correlated(rows, correlation, random);
    const others = Array.from({ length: 8 }, (_, i) => [
      `f${i}`,
      Float64Array.from({ length: rows }, () => normal(random)),
    ]);
    return { a, b, ...(Object.fromEntries(others) as Record<string, Float64Array>) };
  };
  for (let run = 0; run < runs; run++) {
    const [reference, current] = [table(0.7), table(after)];
    const encoded = Object.entries(reference).map(([name, values]) =>
      encodeColumn({
        kind: "numbers",
        name,
        reference: values,
        current: current[name] ?? new Float64Array(),
      }),
    );
    if (classifyDomain(encoded, rows)?.verdict === "drift") classifier++;
    if (compareColumns(reference, current).verdict === "drift") columns++;
  }
  return { classifier: classifier / runs, columns: columns / runs };
}
