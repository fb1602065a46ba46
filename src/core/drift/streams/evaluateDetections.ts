/**
 * How good a detector is on a stream whose changes are known. The measures and their names are
 * those of river's `drift.evaluate`; what is undefined is NaN.
 */

/** A known change: the position of a value, or of the first and the last of a slow change. */
export type KnownChange = number | readonly [start: number, end: number];

export interface DetectionWindow {
  /** How many values after a change an alarm still is one of it; above 0. */
  readonly deltaMax: number;
  /** How many values before; 0 when left out. */
  readonly deltaPre?: number;
}

export interface DetectionMatch {
  /** For each known change the alarms in its window, in the order given. */
  readonly hits: readonly (readonly number[])[];
  readonly falseAlarms: readonly number[];
}

export interface DetectionQuality {
  /** The share of alarms that are in a window; NaN without alarms. */
  readonly precision: number;
  /** Alarms in windows over those plus missed changes: repeated alarms count. */
  readonly recall: number;
  /** The share of changes with an alarm. */
  readonly episodeRecall: number;
  /** The harmonic mean of precision and episode recall. */
  readonly f1: number;
  readonly missedDetectionRate: number;
  /** The mean number of values from a change to its first alarm, over the changes found. */
  readonly detectionDelay: number;
  /** The delay as a share of `deltaMax`. */
  readonly normalizedDetectionTime: number;
  /** False alarms in each `unit` of values. */
  readonly falseAlarmRate: number;
  /** The mean gap between false alarms; NaN below two. */
  readonly meanTimeBetweenFalseAlarms: number;
  /** Gap over delay, times the share of changes found. */
  readonly meanTimeRatio: number;
}

/** Gives each alarm to the first change whose window it is in; both ends belong to the window. */
export function matchDetections(
  alarms: readonly number[],
  changes: readonly KnownChange[],
  { deltaMax, deltaPre = 0 }: DetectionWindow,
): DetectionMatch {
  const hits = changes.map((): number[] => []);
  const falseAlarms: number[] = [];
  for (const alarm of alarms) {
    const index = changes.findIndex(
      (change) => alarm >= startOf(change) - deltaPre && alarm <= endOf(change) + deltaMax,
    );
    (hits[index] ?? falseAlarms).push(alarm);
  }
  return { hits, falseAlarms };
}

/** All measures of alarms on a stream of `valueCount` values. */
export function evaluateDetections(
  alarms: readonly number[],
  changes: readonly KnownChange[],
  options: DetectionWindow & { readonly valueCount: number; readonly unit?: number },
): DetectionQuality {
  const { hits, falseAlarms } = matchDetections(alarms, changes, options);
  const found = hits.filter((hit) => hit.length > 0).length;
  const hitCount = alarms.length - falseAlarms.length;
  const precision = ratio(hitCount, alarms.length);
  const episodeRecall = ratio(found, changes.length);
  const detectionDelay = meanDelay(hits, changes);
  const gap = meanGap(falseAlarms);
  return {
    precision,
    recall: ratio(hitCount, hitCount + changes.length - found),
    episodeRecall,
    f1: harmonicMean(precision, episodeRecall),
    missedDetectionRate: 1 - episodeRecall,
    detectionDelay,
    normalizedDetectionTime: detectionDelay / options.deltaMax,
    falseAlarmRate: ratio(falseAlarms.length, options.valueCount) * (options.unit ?? 1),
    meanTimeBetweenFalseAlarms: gap,
    meanTimeRatio: detectionDelay === 0 ? gap / 0 : (gap / detectionDelay) * episodeRecall,
  };
}

function startOf(change: KnownChange): number {
  return typeof change === "number" ? change : change[0];
}

function endOf(change: KnownChange): number {
  return typeof change === "number" ? change : change[1];
}

function meanDelay(hits: readonly (readonly number[])[], changes: readonly KnownChange[]): number {
  let sum = 0;
  let found = 0;
  changes.forEach((change, index) => {
    const alarms = hits[index] ?? [];
    if (alarms.length === 0) return;
    found += 1;
    sum += Math.min(...alarms) - startOf(change);
  });
  return ratio(sum, found);
}

function meanGap(falseAlarms: readonly number[]): number {
  if (falseAlarms.length < 2) return NaN;
  return ((falseAlarms.at(-1) ?? NaN) - (falseAlarms[0] ?? NaN)) / (falseAlarms.length - 1);
}

function harmonicMean(a: number, b: number): number {
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? NaN : part / whole;
}
