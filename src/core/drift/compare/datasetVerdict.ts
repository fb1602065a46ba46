import type { CompareOptions } from "./compareOptions.ts";
import { formatCategory, formatFigure, formatRows, formatShare } from "./figures.ts";
import type {
  DomainClassifierReport,
  FeatureReport,
  SchemaChange,
  Verdict,
} from "../report/driftReport.ts";
import { equivalentShift } from "../statistics/equivalentShift.ts";

/** What a comparison found, before it is summed up. */
export interface Findings {
  readonly referenceRows: number;
  readonly currentRows: number;
  /** In the order of the report. */
  readonly features: readonly FeatureReport[];
  readonly schemaChanges: readonly SchemaChange[];
  readonly classifier: DomainClassifierReport | null;
}

export interface DatasetVerdict {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly driftedShare: number;
}

/**
 * The verdict on the data set. It has drifted when the target or the prediction did, when a column is
 * missing or of another type, when the drifted features are a large enough share (by importance where
 * that is known), or when a classifier surely tells both sides apart. Anything less is worth watching.
 * Where most features have too few rows, so has the data set.
 */
export function decideDataset(findings: Findings, options: CompareOptions): DatasetVerdict {
  const driftedShare = shareOfDrifted(findings.features);
  const empty = emptySide(findings);
  if (empty !== null) return { verdict: "not-enough-rows", reason: empty, driftedShare };
  if (findings.features.length === 0) {
    return { verdict: "not-enough-rows", reason: "There is no column to compare", driftedShare };
  }
  const causes = causesOf(findings, options, driftedShare);
  if (causes.length > 0) return { verdict: "drift", reason: sentence(causes), driftedShare };
  return { ...withoutDrift(findings, options), driftedShare };
}

function emptySide({ referenceRows, currentRows }: Findings): string | null {
  if (referenceRows === 0 && currentRows === 0) return "Neither side has any rows";
  if (referenceRows === 0) return "The reference has no rows";
  return currentRows === 0 ? "The current data have no rows" : null;
}

/** Weighted by importance where importances are known; features only. */
export function shareOfDrifted(all: readonly FeatureReport[]): number {
  const features = all.filter(({ role }) => role === "feature");
  const weights = features.map(({ importance }) => Math.max(0, importance ?? 0));
  const hasWeights = weights.some((weight) => weight > 0);
  let sum = 0;
  let drifted = 0;
  features.forEach(({ verdict }, i) => {
    const weight = hasWeights ? (weights[i] ?? 0) : 1;
    sum += weight;
    if (verdict === "drift") drifted += weight;
  });
  return sum === 0 ? 0 : drifted / sum;
}

function causesOf(
  { features, schemaChanges, classifier }: Findings,
  { driftedShare: limit }: CompareOptions,
  driftedShare: number,
): string[] {
  const causes: string[] = [];
  const moved = features.filter(isMovedOutput);
  causes.push(
    ...moved.map(
      (output) => `the ${output.role} ${formatCategory(output.name)} ${howMoved(output)}`,
    ),
  );
  causes.push(...brokenColumns(schemaChanges, features));
  const hasDrifted = causes.length > 0 || driftedShare >= limit;
  const isToldApart = classifier?.verdict === "drift";
  // Once something decided it, what else moved is worth saying too.
  if ((hasDrifted || isToldApart) && driftedShare > 0) causes.push(movedFeatures(features));
  if (isToldApart) causes.push(toldApart(classifier));
  return causes;
}

function isMovedOutput({ role, verdict, checks }: FeatureReport): boolean {
  return role !== "feature" && verdict === "drift" && checks.every(({ kind }) => kind !== "type");
}

function howMoved(feature: FeatureReport): string {
  const decisive = feature.checks.find(({ verdict }) => verdict === feature.verdict);
  if (decisive !== undefined && decisive.kind !== "distribution")
    return `changed: ${decisive.message}`;
  const size = sizeOf(feature);
  return size === null ? "moved" : `moved ${size}`;
}

/** "as by 0.8 standard deviations", or what else happened; null where there is no measure. */
function sizeOf(feature: FeatureReport): string | null {
  const decisive = feature.checks.find(({ verdict }) => verdict === feature.verdict);
  if (decisive !== undefined && decisive.kind !== "distribution") return decisive.message;
  if (feature.equivalentShift === null) return null;
  return `as by ${formatFigure(feature.equivalentShift)} standard deviations`;
}

function brokenColumns(
  changes: readonly SchemaChange[],
  features: readonly FeatureReport[],
): string[] {
  const counted = new Set(
    features
      .filter(({ checks }) => checks.some(({ kind }) => kind === "type"))
      .map(({ name }) => name),
  );
  const named = (kind: SchemaChange["kind"]): string[] =>
    changes.filter((c) => c.kind === kind && counted.has(c.column)).map(({ column }) => column);
  const [missing, changed] = [named("missing"), named("type-changed")];
  const causes: string[] = [];
  if (missing.length > 0) causes.push(`${columnsAre(missing)} missing in the current data`);
  if (changed.length > 0) causes.push(`${columnsAre(changed)} of another type than before`);
  return causes;
}

function columnsAre(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(formatCategory).join(", ");
  if (names.length === 1) return `column ${shown} is`;
  return `${names.length} columns (${shown}${names.length > 3 ? ", …" : ""}) are`;
}

function movedFeatures(all: readonly FeatureReport[]): string {
  const features = all.filter(({ role }) => role === "feature");
  const moved = features.filter(({ verdict }) => verdict === "drift");
  const [worst] = moved;
  const head = `${moved.length} of ${features.length} ${features.length === 1 ? "feature" : "features"} moved`;
  if (worst === undefined) return head;
  const size = sizeOf(worst);
  const name = formatCategory(worst.name);
  return `${head}, worst ${name}${size === null ? "" : ` (${size})`}`;
}

function toldApart({ auc, reasons }: DomainClassifierReport): string {
  const [first] = reasons;
  const by =
    first === undefined ? "" : `, above all by ${first.columns.map(formatCategory).join(" with ")}`;
  return `a classifier tells current from reference rows with an AUC of ${formatFigure(auc)}${by}`;
}

function sentence(causes: readonly string[]): string {
  const text = causes.join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function withoutDrift(
  { features, classifier, referenceRows, currentRows }: Findings,
  options: CompareOptions,
): Omit<DatasetVerdict, "driftedShare"> {
  const moved = features.filter(({ role, verdict }) => role === "feature" && verdict === "drift");
  if (moved.length > 0) {
    const limit = formatShare(options.driftedShare);
    return {
      verdict: "watch",
      reason: `${movedFeatures(features)}; the data set counts as drifted from ${limit} of the features on`,
    };
  }
  const watched = features.filter(({ verdict }) => verdict === "watch");
  if (watched.length > 0) return { verdict: "watch", reason: watching(watched) };
  if (classifier?.verdict === "watch")
    return { verdict: "watch", reason: sentence([toldApart(classifier)]) };
  const open = features.filter(({ verdict }) => verdict === "not-enough-rows");
  if (open.length * 2 > features.length) {
    return {
      verdict: "not-enough-rows",
      reason: tooFew(open, Math.min(referenceRows, currentRows)),
    };
  }
  return { verdict: "stable", reason: stable(features, open, options) };
}

function watching(watched: readonly FeatureReport[]): string {
  const [worst] = watched;
  const head = `No column drifted, but ${watched.length} ${watched.length === 1 ? "is" : "are"} worth watching`;
  const size = worst === undefined ? null : sizeOf(worst);
  if (worst === undefined) return head;
  return `${head}, above all ${formatCategory(worst.name)}${size === null ? "" : ` (${size})`}`;
}

function tooFew(open: readonly FeatureReport[], rows: number): string {
  const needed = open.reduce((most, feature) => Math.max(most, feature.rowsNeeded ?? 0), 0);
  const head = `${formatRows(rows)} on the smaller side cannot tell whether the data drifted`;
  return needed === 0 ? head : `${head}; about ${formatRows(needed)} a side would`;
}

function stable(
  features: readonly FeatureReport[],
  open: readonly FeatureReport[],
  { threshold }: CompareOptions,
): string {
  const shift = formatFigure(equivalentShift(threshold));
  const count =
    features.length === 1 ? "The column did not move" : `None of ${features.length} columns moved`;
  const head = `${count} by as much as ${shift} standard deviations`;
  if (open.length === 0) return head;
  return `${head}; for ${open.length} of them there are too few rows to tell`;
}
