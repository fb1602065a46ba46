import { AppError } from "../../../base/errors.ts";
import {
  compareAsEvidently,
  evidentlyDriftedShare,
} from "../../../core/drift/compatibility/evidently.ts";
import {
  compatibilityReport,
  nannymlResult,
  type CompatibleResults,
} from "../../../core/drift/compatibility/compatibilityReport.ts";
import {
  compareAsNannyml,
  nannymlChunks,
  nannymlDriftedShare,
  type NannymlOptions,
} from "../../../core/drift/compatibility/nannyml.ts";
import { alignColumns, type AlignedColumn } from "../../../core/drift/compare/alignColumns.ts";
import {
  compareOptionsOf,
  type CompareOptions,
} from "../../../core/drift/compare/compareOptions.ts";
import {
  compareProfiles,
  whichNeedExactPass,
  type ComparedData,
} from "../../../core/drift/compare/compareProfiles.ts";
import type { ExactEvidence } from "../../../core/drift/compare/evidence.ts";
import { cutCategory, maskCategory } from "../../../core/drift/profile/categoryLabels.ts";
import type { DataProfile } from "../../../core/drift/profile/profile.ts";
import type {
  DomainClassifierReport,
  DriftReport,
} from "../../../core/drift/report/driftReport.ts";
import { twoSampleDistance } from "../../../core/drift/statistics/twoSample.ts";
import type { CategoryCounts } from "../../../core/drift/tests/driftTest.ts";
import type { Monitor } from "../../../core/monitors/monitor.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { CompareJob, JobContext } from "../dataJobs.ts";
import { profileSource } from "../profileSource.ts";
import { readCategoryPair, readPair } from "../readPair.ts";
import { chosenTests } from "./chosenTests.ts";
import { sampleClassifier } from "./classifierSample.ts";
import { PairOfTables } from "./pairOfTables.ts";

/**
 * Compares two data sets. Profiles first: of most columns they say enough. Only where they leave the
 * answer open, where someone chose a test, or for a classifier, rows are read.
 */
export async function runCompare(
  job: CompareJob,
  engine: DataEngine,
  context: JobContext,
): Promise<DriftReport> {
  const options = compareOptionsOf(job.monitor);
  const { reference, current } = await profileBoth(job, engine, context);
  const profiles = { reference: reference.profile, current: current.profile };
  const tables = new PairOfTables(job, profiles, { engine, context });
  const both = { job, options, reference, current, tables, engine, context };
  switch (options.behaviour) {
    case "robust":
      return compareRobustly(both);
    case "evidently":
    case "nannyml":
      return compareAs(options.behaviour, both);
  }
}

interface Comparison {
  readonly job: CompareJob;
  readonly options: CompareOptions;
  readonly reference: ComparedData;
  readonly current: ComparedData;
  readonly tables: PairOfTables;
  readonly engine: DataEngine;
  readonly context: JobContext;
}

/** The side that is files takes the bins of the other: then counts are compared bin by bin. */
async function profileBoth(
  { settings, monitor, reference, current }: CompareJob,
  engine: DataEngine,
  context: JobContext,
): Promise<{ readonly reference: ComparedData; readonly current: ComparedData }> {
  const options = {
    settings,
    types: monitor.columns.types,
    isMasked: monitor.maskCategories,
    context,
  };
  const profileOf = (
    source: CompareJob["reference"],
    like: DataProfile | null,
  ): Promise<DataProfile> =>
    source.kind === "profile"
      ? Promise.resolve(source.profile)
      : profileSource(engine, source, { ...options, like });
  const given = current.kind === "profile" ? current.profile : null;
  const first = await profileOf(reference, given);
  const second = await profileOf(current, first);
  return {
    reference: { label: reference.label, profile: first },
    current: { label: current.label, profile: second },
  };
}

async function compareRobustly(comparison: Comparison): Promise<DriftReport> {
  const { options, reference, current, tables, context } = comparison;
  if (!tables.hasRows) {
    const problems = withoutRows(comparison);
    return compareProfiles(reference, current, options, { problems });
  }
  context.report("Comparing", null);
  const open = whichNeedExactPass(reference.profile, current.profile, options);
  const exact = new Map<string, ExactEvidence>();
  for (const [index, column] of open.entries()) {
    context.report(`Comparing ${column.name}`, index / open.length);
    exact.set(column.name, await exactEvidence(comparison, column));
  }
  const { aligned } = alignColumns(reference.profile, current.profile, options);
  const { chosen, problems } = await chosenTests(comparison, aligned);
  const classifier = await classify(comparison, aligned);
  return compareProfiles(reference, current, options, { exact, chosen, classifier, problems });
}

/** What was asked for and cannot be had of profiles. */
function withoutRows({ job }: Comparison): string[] {
  const names = Object.entries(job.monitor.tests).filter(([, { test }]) => test !== null);
  if (job.test === null && names.length === 0) return [];
  return [
    "A side is a profile, which has no rows: the tests that were chosen were not done; compare files to do them",
  ];
}

async function exactEvidence(
  { tables, engine, reference }: Comparison,
  { name, reference: column }: AlignedColumn,
): Promise<ExactEvidence> {
  const { reference: before, current: now } = await tables.open();
  if (column.numbers !== null) {
    const pair = await readPair(engine, before, now, name);
    return {
      kind: "number",
      ks: twoSampleDistance(pair.reference.sort(), pair.current.sort()).ks,
    };
  }
  const counts = await readCategoryPair(engine, before, now, name);
  const isMasked = reference.profile.columns.some(
    (known) => known.name === name && known.categories?.isMasked === true,
  );
  return { kind: "category", counts: labelled(counts, isMasked) };
}

/** Categories as the profiles have them: short, and masked where those are. */
function labelled(counts: CategoryCounts, isMasked: boolean): CategoryCounts {
  const categories = counts.categories.map((value) => {
    const label = cutCategory(value);
    return isMasked ? maskCategory(label) : label;
  });
  return { ...counts, categories };
}

/** The target is left out: where labels come later it would tell both sides apart by itself. */
async function classify(
  { options, tables, engine, context }: Comparison,
  aligned: readonly AlignedColumn[],
): Promise<DomainClassifierReport | null> {
  const features = aligned.filter(({ name }) => !Object.hasOwn(options.roles, name));
  if (features.length < 2) return null;
  context.report("Looking at columns together", null);
  const { reference, current } = await tables.open();
  return sampleClassifier(engine, reference, current, features);
}

async function compareAs(
  behaviour: "evidently" | "nannyml",
  comparison: Comparison,
): Promise<DriftReport> {
  const { job, options, reference, current, tables, engine } = comparison;
  if (!tables.hasRows) {
    throw new AppError(
      "drift-needs-rows",
      `The behaviour "${behaviour}" needs all rows, and a side is a profile. Compare two data files, or use the behaviour "robust".`,
    );
  }
  // NannyML's chunks are of consecutive rows.
  const { aligned } = alignColumns(reference.profile, current.profile, options);
  const results: CompatibleResults = await engine.inOrder(() =>
    resultsOf(behaviour, comparison, aligned),
  );
  const driftedShare = behaviour === "evidently" ? evidentlyDriftedShare : nannymlDriftedShare;
  return compatibilityReport(
    reference,
    current,
    { ...options, behaviour, driftedShare: job.monitor.driftedShare ?? driftedShare },
    results,
  );
}

async function resultsOf(
  behaviour: "evidently" | "nannyml",
  { job, tables, context }: Comparison,
  aligned: readonly AlignedColumn[],
): Promise<CompatibleResults> {
  const { monitor, test } = job;
  const results = new Map<string, ReturnType<typeof compareAsEvidently>>();
  for (const [index, { name }] of aligned.entries()) {
    context.report(`Comparing ${name}`, index / aligned.length);
    const column = await tables.readColumn(name, isLabel(name, monitor));
    if (column === null) continue;
    const tests = test === null ? monitor.tests : { ...monitor.tests, [name]: ownTest(name, job) };
    if (behaviour === "evidently") {
      results.set(name, compareAsEvidently(column, { tests, threshold: monitor.threshold }));
      continue;
    }
    const compared = compareAsNannyml(column, { tests, chunking: chunkingOf(monitor) });
    if (compared !== null) results.set(name, nannymlResult(compared));
  }
  return results;
}

function ownTest(name: string, { monitor, test }: CompareJob): Monitor["tests"][string] {
  const own = Object.hasOwn(monitor.tests, name) ? monitor.tests[name] : undefined;
  return { test: own?.test ?? test, threshold: own?.threshold ?? null };
}

/** Classes are categories, also where they are numbers. */
function isLabel(name: string, { target, prediction, task }: Monitor): boolean {
  const isOutput = name === target || name === prediction;
  return isOutput && task !== null && task !== "regression";
}

function chunkingOf({ performance }: Monitor): NannymlOptions["chunking"] {
  const chunking = performance?.chunking;
  if (chunking === undefined || chunking.by === "period")
    return { by: "count", count: nannymlChunks };
  return chunking;
}
