import { benjaminiHochberg } from "../drift/statistics/multipleTesting.ts";
import { verdicts, type Verdict } from "../drift/report/driftReport.ts";
import type { Figure, SeriesPoint } from "./figure.ts";
import { compareMeasure, estimate, type Comparison, type Estimate } from "./compareMeasure.ts";
import { chunkSeconds, expectedBand, predictionBand, type Band } from "./expectedBand.ts";
import { leastEffects, type FigureSpec } from "./figureSpec.ts";
import { formatFigure } from "./formatFigure.ts";
import type { MeasuredSide } from "./measures.ts";

/** Rate of false discoveries that is accepted. */
const ALPHA = 0.05;

export interface FiguresInput {
  readonly specs: readonly FigureSpec[];
  readonly reference: MeasuredSide | null;
  readonly current: MeasuredSide;
  /** Figures of earlier checks by id, oldest first: what is usual where there is no reference. */
  readonly history: readonly Readonly<Record<string, number>>[];
  /** What the ids of figures begin with in the history: `health.`. */
  readonly prefix: string;
  /** For sentences. */
  readonly currency?: string;
}

interface Judged {
  readonly spec: FigureSpec;
  readonly before: Estimate | null;
  readonly now: Estimate;
  readonly comparison: Comparison | null;
  readonly band: Band | null;
}

/**
 * The figures of two sides. A figure drifts when its test stays below 5 % after Benjamini–Hochberg
 * over all figures *and* its effect counts (see `leastEffects`) *and* it went the bad way, where it
 * has one. Figures that the current side does not have are left out.
 */
export function computeFigures(input: FiguresInput): readonly Figure[] {
  const judged = input.specs.flatMap((spec) => judge(spec, input) ?? []);
  const qValues = benjaminiHochberg(
    judged.map(({ comparison }) => comparison?.pValue ?? Number.NaN),
  );
  return judged.map((each, index) => figure(each, qValues[index] ?? Number.NaN, input));
}

function judge(spec: FigureSpec, input: FiguresInput): Judged | null {
  const { reference, current } = input;
  const now = estimate(spec, current.all, current.seconds);
  if (Number.isNaN(now.value)) return null;
  if (reference === null) {
    const past = input.history.flatMap((record) => record[input.prefix + spec.id] ?? []);
    const band = predictionBand(past.filter(Number.isFinite));
    return { spec, before: null, now, comparison: null, band };
  }
  return {
    spec,
    before: estimate(spec, reference.all, reference.seconds),
    now,
    comparison: compareMeasure(spec, reference, current),
    band: expectedBand(spec, reference, current),
  };
}

function figure(judged: Judged, qValue: number, input: FiguresInput): Figure {
  const { spec, before, now, comparison, band } = judged;
  return {
    id: spec.id,
    label: spec.label,
    unit: spec.unit,
    better: spec.better,
    reference: orNull(before?.value),
    current: orNull(now.value),
    low: orNull(now.low),
    high: orNull(now.high),
    pValue: orNull(comparison?.pValue),
    qValue: orNull(qValue),
    band: band && { low: orNull(band.low), high: orNull(band.high) },
    points: points(spec, input.current, band),
    ...decide(judged, qValue, input.currency ?? ""),
  };
}

function points(
  spec: FigureSpec,
  current: MeasuredSide,
  band: Band | null,
): readonly SeriesPoint[] {
  return current.chunks.map((chunk) => {
    const { value, low, high, n } = estimate(spec, chunk.measures, chunkSeconds(chunk));
    return {
      label: chunk.label,
      start: isoTime(chunk.startMs),
      end: isoTime(chunk.endMs),
      rows: Math.round(n),
      value: orNull(value),
      low: orNull(low),
      high: orNull(high),
      isAlarm: band !== null && isOutside(value, band, spec.better),
    };
  });
}

function isOutside(value: number, { low, high }: Band, better: Figure["better"]): boolean {
  return (better !== "higher" && value > high) || (better !== "lower" && value < low);
}

interface Decision {
  readonly verdict: Verdict;
  readonly reason: string;
}

function decide(judged: Judged, qValue: number, currency: string): Decision {
  const { spec, before, now, comparison } = judged;
  const show = (value: number) => formatFigure(value, spec.unit, currency);
  const is = `${spec.label} is ${show(now.value)}`;
  if (before === null || comparison === null) return decideByHistory(judged, is, show);
  if (Number.isNaN(before.value)) return stable(`${is}; the reference has no such figure.`);
  if (spec.source.kind === "sum") {
    return stable(`${is}, ${show(before.value)} in the reference; sums are not compared.`);
  }
  const change = `${spec.label} went from ${show(before.value)} to ${show(now.value)}`;
  if (Number.isNaN(comparison.pValue)) {
    return notEnough(`${change}; there are too few chunks of time to tell chance from change.`);
  }
  return decideByTest(judged.spec, comparison, qValue, { change, rows: now.n });
}

function decideByTest(
  spec: FigureSpec,
  { effect, greatestEffect, isHigher }: Comparison,
  qValue: number,
  { change, rows }: { readonly change: string; readonly rows: number },
): Decision {
  const least = spec.leastEffect ?? leastEffects[spec.source.kind];
  if (!(qValue <= ALPHA)) {
    return greatestEffect < least || effect < least / 2
      ? stable(`${change}, which chance alone can do.`)
      : notEnough(`${change}; more than ${wholeRows(rows)} are needed to tell chance from change.`);
  }
  const certain = qValue < 1e-300 ? "(q < 1e-300)" : `(q = ${shortNumber(qValue)})`;
  if (effect < least / 2) return stable(`${change}: certain ${certain}, but too little to matter.`);
  if (!isBad(spec.better, isHigher)) return stable(`${change} ${certain}, which is better.`);
  return effect >= least
    ? { verdict: "drift", reason: `${change} ${certain}.` }
    : { verdict: "watch", reason: `${change} ${certain}, a small change.` };
}

function decideByHistory(
  { spec, now, band }: Judged,
  is: string,
  show: (value: number) => string,
): Decision {
  if (band === null) return stable(`${is}; there is no reference to compare it with.`);
  const usual = `${show(band.low)} to ${show(band.high)} was usual in earlier checks`;
  return isOutside(now.value, band, spec.better)
    ? { verdict: "watch", reason: `${is}; ${usual}.` }
    : stable(`${is}; ${usual}.`);
}

function isBad(better: Figure["better"], isHigher: boolean): boolean {
  return better === "neither" || isHigher === (better === "lower");
}

function stable(reason: string): Decision {
  return { verdict: "stable", reason };
}

function notEnough(reason: string): Decision {
  return { verdict: "not-enough-rows", reason };
}

function wholeRows(n: number): string {
  return `${Math.round(n)} ${Math.round(n) === 1 ? "row" : "rows"}`;
}

function shortNumber(value: number): string {
  return value < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(2)));
}

function orNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function isoTime(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

/**
 * The verdict over figures: the worst of `drift` and `watch`; `not-enough-rows` where that is said
 * of most of the figures that were compared.
 */
export function summarise(figures: readonly Figure[], nothing: string): Decision {
  const count = (verdict: Verdict) => figures.filter((each) => each.verdict === verdict).length;
  const worst = figures.toSorted(
    (a, b) => rank(b) - rank(a) || (a.qValue ?? 1) - (b.qValue ?? 1),
  )[0];
  if (worst === undefined) return notEnough(nothing);
  const drifted = count("drift");
  if (worst.verdict === "drift" || worst.verdict === "watch") {
    const others = (worst.verdict === "drift" ? drifted : count("watch")) - 1;
    const more =
      others === 0 ? "" : ` So did ${others} more ${others === 1 ? "figure" : "figures"}.`;
    return { verdict: worst.verdict, reason: worst.reason + more };
  }
  const compared = figures.filter(({ pValue }) => pValue !== null).length;
  if (count("not-enough-rows") > Math.max(compared, 1) / 2) {
    return notEnough("There are too few rows to tell chance from change.");
  }
  return stable(
    compared === 0
      ? "There is nothing to compare with; limits of alert rules still apply."
      : `None of ${compared} figures got worse.`,
  );
}

function rank({ verdict }: Figure): number {
  return verdicts.indexOf(verdict);
}
