import { formatNumber } from "../../../core/charts/format.ts";
import type {
  DriftReport,
  FeatureCheck,
  FeatureReport,
  Verdict,
} from "../../../core/drift/report/driftReport.ts";
import type { Output } from "../../io.ts";
import { printable } from "../textTable.ts";
import {
  counted,
  left,
  nothing,
  numberText,
  percentText,
  renderEvidence,
  right,
} from "./textParts.ts";

/** Columns that are listed when not everything is asked for. */
const maxFeatures = 20;
const maxUnseen = 3;

export interface FeatureTextOptions {
  readonly output: Output;
  /** All columns, with the test and its p-value. */
  readonly isVerbose: boolean;
}

/** What moved: the sides, changes of the schema, and the columns with their evidence. */
export function renderDriftPart(report: DriftReport, options: FeatureTextOptions): string {
  const { reference, current, features, schemaChanges, classifier } = report;
  const { isVerbose } = options;
  const moved = features.filter(({ verdict }) => hasMoved(verdict));
  const listed = isVerbose ? features : moved.slice(0, maxFeatures);
  const table =
    listed.length === 0 ? "" : renderEvidence(featureTable(listed, isVerbose), options.output);
  const together =
    classifier === null || !hasMoved(classifier.verdict)
      ? ""
      : `All columns together: a classifier tells current from reference rows (AUC ${formatNumber(classifier.auc, 3)}, 0.5 is chance).\n`;
  return [
    `${sideText(current)} against ${sideText(reference)}\n`,
    ...schemaChanges.map(({ message }) => `${printable(message)}\n`),
    table,
    isVerbose ? "" : describeRest(features, listed.length),
    together,
  ].join("");
}

function hasMoved(verdict: Verdict): boolean {
  return verdict === "drift" || verdict === "watch";
}

function sideText({ label, rows }: DriftReport["reference"]): string {
  return `${printable(label)} (${counted(rows, "row")})`;
}

/** What is not in the list, in words. */
function describeRest(features: readonly FeatureReport[], listed: number): string {
  const moved = features.filter(({ verdict }) => hasMoved(verdict)).length;
  const unclear = features.filter(({ verdict }) => verdict === "not-enough-rows").length;
  const stable = features.length - moved - unclear;
  const parts = [
    moved > listed ? `${counted(moved - listed, "more column")} moved` : "",
    unclear > 0 ? `${counted(unclear, "column")} with too few rows to tell` : "",
    stable > 0 ? `${counted(stable, "column")} stable` : "",
  ].filter((part) => part !== "");
  if (parts.length === 0) return "";
  return `${listed === 0 ? "" : "and "}${parts.join(", ")} (--verbose lists all)\n`;
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  stable: "stable",
  "not-enough-rows": "too few rows",
  watch: "watch",
  drift: "drift",
};

function featureTable(features: readonly FeatureReport[], isVerbose: boolean) {
  const more = isVerbose
    ? [right("threshold"), right("p"), right("nulls"), right("unseen"), left("test")]
    : [];
  return {
    columns: [
      left("column"),
      left("verdict"),
      right("score"),
      right("shift"),
      right("q"),
      ...more,
      left("also"),
    ],
    rows: features.map((feature) => [
      feature.role === "feature" ? feature.name : `${feature.name} (${feature.role})`,
      verdictWords[feature.verdict],
      numberText(feature.score),
      feature.equivalentShift === null ? nothing : `${formatNumber(feature.equivalentShift, 2)} σ`,
      numberText(feature.qValue, 2),
      ...(isVerbose ? verboseCells(feature) : []),
      describeChecks(feature),
    ]),
  };
}

function verboseCells(feature: FeatureReport): string[] {
  const { threshold, pValue, nulls, unseen, testLabel } = feature;
  return [
    numberText(threshold),
    numberText(pValue, 2),
    nulls.current === 0 ? "" : percentText(nulls.current),
    unseen.share === 0 ? "" : percentText(unseen.share),
    testLabel ?? nothing,
  ];
}

/** The checks that found something, besides the distribution, which has its own columns. */
function describeChecks(feature: FeatureReport): string {
  return feature.checks
    .filter(({ kind, verdict }) => kind !== "distribution" && hasMoved(verdict))
    .map((check) => describeCheck(check, feature))
    .join("; ");
}

function describeCheck(
  { kind, reference, current, message }: FeatureCheck,
  feature: FeatureReport,
) {
  if (current === null) return message;
  const now = percentText(current);
  switch (kind) {
    case "nulls":
      return `nulls ${percentText(reference ?? 0)} → ${now}`;
    case "infinite":
      return `infinite ${percentText(reference ?? 0)} → ${now}`;
    case "range":
      return `${now} outside of the range`;
    case "unseen": {
      const values = feature.unseen.values.slice(0, maxUnseen).map(({ value }) => value);
      return `${now} unseen${values.length === 0 ? "" : `: ${values.join(", ")}`}`;
    }
    default:
      return message;
  }
}
