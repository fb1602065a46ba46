import type { DetectorId } from "../drift/streams/detector.ts";
import { defaultDetector, type DetectorOptions } from "../drift/streams/detectors.ts";
import { benjaminiHochberg } from "../drift/statistics/multipleTesting.ts";
import {
  calibrateRows,
  canEstimate,
  cbpeAssumptions,
  estimateMetric,
  fitCalibration,
} from "./cbpe.ts";
import { type Chunk, type ChunkedRows, type Chunking, chunkRows } from "./chunks.ts";
import { findErrorChanges, rowErrors } from "./errorStream.ts";
import { comparePValue, type ComparedMetric, judgeMetric } from "./judgeMetric.ts";
import {
  type ClassTable,
  MOST_CLASSES,
  describeForecasts,
  labelRows,
  type PerformanceColumns,
  readClasses,
} from "./labelRows.ts";
import {
  expectedBand,
  finite,
  isAlarmed,
  type MeasuredChunk,
  seriesPoints,
  toEstimate,
} from "./metricSeries.ts";
import type { MetricEstimate } from "./metrics/estimate.ts";
import { type Metric, metricsOf } from "./metrics/metrics.ts";
import { type LabelledRows, pickRows, sliceRows } from "./metrics/rows.ts";
import type {
  ChangePoint,
  MetricReport,
  PerformanceReport,
  SlicesReport,
  Task,
} from "./performanceReport.ts";

export interface PerformanceOptions {
  /** Inferred from the values when left out. */
  readonly task?: Task;
  /** Of two classes the one that is looked for; "1", "true", "yes" or the last one by default. */
  readonly positiveClass?: string;
  /** From which probability on a row without a prediction counts as positive; 0.5 by default. */
  readonly threshold?: number;
  /** Ids of metrics; the usual ones of the task by default. */
  readonly metrics?: readonly string[];
  /** Ten chunks of equal size by default. */
  readonly chunking?: Chunking;
  readonly detector?: { readonly id: DetectorId; readonly options?: DetectorOptions };
  /** Found elsewhere, joined to the report. */
  readonly slices?: SlicesReport | null;
}

const CONFIDENCE = 0.95;

/**
 * How well a model does on current data, over time and against the reference; `reference` may be
 * null. Without any label in current, classifiers with probabilities are estimated (CBPE). Costs
 * O(n log n) and never throws on content.
 */
export function evaluatePerformance(
  reference: PerformanceColumns | null,
  current: PerformanceColumns,
  options: PerformanceOptions = {},
): PerformanceReport {
  const table = readClasses([reference, current], options);
  const { chunking = { by: "number", count: 10 } } = options;
  const expected = reference === null ? null : measuredSide(reference, table, chunking);
  const measured = measuredSide(current, table, chunking);
  const isEstimated =
    measured.rows === 0 && table.task !== "regression" && current.probabilities !== null;
  const actual = isEstimated ? estimatedSide(current, { table, chunking, expected }) : measured;
  const hasProbabilities = current.probabilities !== null;
  const asked = options.metrics === undefined ? {} : { ids: options.metrics };
  const metrics = metricsOf(table.task, { ...asked, hasProbabilities }).filter(
    ({ id }) => !isEstimated || canEstimate(id),
  );
  const reports = reportMetrics(metrics, { expected, actual, isEstimated });
  const changes = findChanges({ expected, measured, current }, options.detector);
  return {
    task: table.task,
    isEstimated,
    assumptions: isEstimated ? cbpeAssumptions : [],
    labelledRows: measured.rows,
    unlabelledRows: measured.leftOut,
    metrics: reports,
    changes,
    slices: options.slices ?? null,
    ...summarise(reports, changes, measured.leftOut),
    problems: [
      ...describeSides([reference, current], table),
      ...problemsOf(options, { metrics, actual, table }),
    ],
  };
}

/** Rows of one side in order of time, in chunks, and a way to measure a metric of some of them. */
interface Side {
  readonly rows: number;
  readonly leftOut: number;
  readonly withoutTime: number;
  readonly chunks: readonly Chunk[];
  /** In order of time; null where there are no labels. */
  readonly labelled: LabelledRows | null;
  /** Where a row in order of time is among the columns' rows. */
  readonly positionOf: (place: number) => number;
  measure(metric: Metric, start: number, end: number): MetricEstimate;
}

function measuredSide(columns: PerformanceColumns, table: ClassTable, chunking: Chunking): Side {
  const { rows, positions, leftOut } = labelRows(columns, table);
  const chunked = chunkPositions(columns, positions, chunking);
  const labelled = pickRows(rows, chunked.order);
  return {
    rows: positions.length,
    leftOut,
    withoutTime: chunked.withoutTime,
    chunks: chunked.chunks,
    labelled,
    positionOf: (place) => positions[chunked.order[place] ?? 0] ?? 0,
    measure: (metric, start, end) => metric.estimate(sliceRows(labelled, start, end), CONFIDENCE),
  };
}

function chunkPositions(
  { times }: PerformanceColumns,
  positions: Uint32Array,
  chunking: Chunking,
): ChunkedRows {
  const kept = times && Float64Array.from(positions, (row) => times[row] ?? NaN);
  return chunkRows(positions.length, kept, chunking);
}

function estimatedSide(
  columns: PerformanceColumns,
  given: {
    readonly table: ClassTable;
    readonly chunking: Chunking;
    readonly expected: Side | null;
  },
): Side {
  const { table, expected } = given;
  const known = expected?.labelled ?? null;
  const classCount = table.classes.length;
  const calibration = fitCalibration(known?.task === "regression" ? null : known, classCount);
  const { times } = columns;
  const order = chunkRows(columns.rows, times, given.chunking).order;
  const rows = calibrateRows(columns, table, calibration, order);
  const chunked = chunkPositions(columns, rows.positions, given.chunking);
  return {
    rows: rows.positions.length,
    leftOut: columns.rows - rows.positions.length,
    withoutTime: chunked.withoutTime,
    chunks: chunked.chunks,
    labelled: null,
    positionOf: (place) => rows.positions[place] ?? 0,
    measure: ({ id }, start, end) =>
      estimateMetric(id, rows, { start, end, confidence: CONFIDENCE }),
  };
}

interface Sides {
  readonly expected: Side | null;
  readonly actual: Side;
  readonly isEstimated: boolean;
}

function reportMetrics(metrics: readonly Metric[], sides: Sides): readonly MetricReport[] {
  const compared = metrics.map((metric) => compareMetric(metric, sides));
  const pValues = compared.map(comparePValue);
  const qValues = benjaminiHochberg(pValues);
  return compared.map((entry, index): MetricReport => {
    const { metric, reference, current } = entry;
    const qValue = qValues[index] ?? NaN;
    return {
      id: metric.id,
      label: metric.label,
      better: metric.better,
      reference: reference && toEstimate(reference, sides.expected?.rows ?? 0),
      current: toEstimate(current, entry.rows),
      referencePoints: entry.referencePoints,
      points: entry.points,
      band: entry.band && { low: finite(entry.band.low), high: finite(entry.band.high) },
      pValue: finite(pValues[index] ?? NaN),
      qValue: finite(qValue),
      ...judgeMetric(entry, qValue),
    };
  });
}

interface ReportedMetric extends ComparedMetric {
  readonly referencePoints: MetricReport["referencePoints"];
  readonly points: MetricReport["points"];
  readonly band: ReturnType<typeof expectedBand>;
}

function compareMetric(metric: Metric, { expected, actual, isEstimated }: Sides): ReportedMetric {
  const measureChunks = (side: Side): readonly MeasuredChunk[] =>
    side.chunks.map((chunk) => ({
      chunk,
      estimate: side.measure(metric, chunk.start, chunk.end),
    }));
  const reference =
    expected && expected.rows > 0 ? expected.measure(metric, 0, expected.rows) : null;
  const current = actual.measure(metric, 0, actual.rows);
  const chunks = {
    reference: expected === null ? [] : measureChunks(expected),
    current: measureChunks(actual),
  };
  const band = expectedBand(reference, expected?.rows ?? 0, chunks);
  const shown = { metric, band, reference: reference?.value ?? null };
  const points = seriesPoints(chunks.current, shown);
  return {
    metric,
    reference,
    current,
    rows: actual.rows,
    isEstimated,
    isAlarmed: isAlarmed(points),
    referencePoints: seriesPoints(chunks.reference, shown),
    points,
    band,
  };
}

function findChanges(
  sides: {
    readonly expected: Side | null;
    readonly measured: Side;
    readonly current: PerformanceColumns;
  },
  detector: PerformanceOptions["detector"],
): readonly ChangePoint[] {
  const { expected, measured, current } = sides;
  if (measured.labelled === null || measured.rows === 0) return [];
  const before = expected?.labelled;
  const { positionOf } = measured;
  return findErrorChanges(
    {
      task: measured.labelled.task,
      errors: rowErrors(measured.labelled),
      before: before ? rowErrors(before) : new Float64Array(0),
      positionOf,
      timeOf: (place) => current.times?.[positionOf(place)] ?? null,
    },
    detector ?? { id: defaultDetector },
  );
}

/**
 * The verdict of the whole: that of a metric that is worse, else of one to watch, else that of the
 * first metric that is defined: the others, such as the recall of a rare class, may need more rows
 * than there ever are.
 */
function summarise(
  reports: readonly MetricReport[],
  changes: readonly ChangePoint[],
  leftOut: number,
): Pick<PerformanceReport, "verdict" | "reason"> {
  const decisive =
    reports.find(({ verdict }) => verdict === "worse") ??
    reports.find(({ verdict }) => verdict === "watch") ??
    reports.find(({ current }) => current.value !== null) ??
    reports[0];
  if (decisive === undefined) {
    const why = leftOut > 0 ? "its rows have no labels" : "it has no rows";
    return {
      verdict: "not-enough-rows",
      reason: `The performance on the current data cannot be measured: ${why}.`,
    };
  }
  const risen = changes.find(({ meanBefore, meanAfter }) => (meanAfter ?? 0) > (meanBefore ?? 0));
  if (risen !== undefined && ["stable", "not-enough-rows"].includes(decisive.verdict)) {
    const where = risen.time === null ? `row ${String(risen.row + 1)}` : risen.time;
    const reason = `The ${risen.stream} rose at ${where}, though ${decisive.label} as a whole has not fallen by more than is tolerated.`;
    return { verdict: "watch", reason };
  }
  return { verdict: decisive.verdict, reason: decisive.reason };
}

function describeSides(
  sides: readonly (PerformanceColumns | null)[],
  table: ClassTable,
): readonly string[] {
  const problems: string[] = [];
  if (table.hasForeignPredictions)
    problems.push(
      "The predictions have no class in common with the target, so they were not compared. Write the same names in both columns.",
    );
  sides.forEach((side, index) => {
    const problem = side && describeForecasts(side, table);
    if (problem !== null) problems.push(index === 0 ? `In the reference: ${problem}` : problem);
  });
  return problems;
}

function problemsOf(
  { metrics: asked = [] }: PerformanceOptions,
  {
    metrics,
    actual,
    table,
  }: { readonly metrics: readonly Metric[]; readonly actual: Side; readonly table: ClassTable },
): readonly string[] {
  const missing = asked.filter((id) => !metrics.some((metric) => metric.id === id));
  const problems = missing.map(
    (id) =>
      `The metric "${id}" cannot be measured on this data: it is unknown, of another task, or lacks probabilities.`,
  );
  if (table.hasMore) {
    const most = String(MOST_CLASSES);
    problems.push(
      `There are more than ${most} classes; rows of the others are left out. For numbers set the task to regression.`,
    );
  }
  if (table.missingPositive !== null) {
    const [negative = "", positive = ""] = table.classes;
    problems.push(
      `The positive class "${table.missingPositive}" does not occur; the classes are "${negative}" and "${positive}", of which "${positive}" is taken.`,
    );
  }
  const { withoutTime } = actual;
  if (withoutTime > 0)
    problems.push(`${String(withoutTime)} rows have no time and are in no chunk.`);
  return problems;
}
