import { findDetector } from "../../../core/drift/streams/detectors.ts";
import type { Chunking as MonitorChunking, Monitor } from "../../../core/monitors/monitor.ts";
import type { Chunking } from "../../../core/performance/chunks.ts";
import { rowErrors } from "../../../core/performance/errorStream.ts";
import { evaluatePerformance } from "../../../core/performance/evaluatePerformance.ts";
import {
  labelRows,
  readClasses,
  type ClassTable,
  type PerformanceColumns,
} from "../../../core/performance/labelRows.ts";
import type {
  PerformanceReport,
  SlicesReport,
} from "../../../core/performance/performanceReport.ts";
import type { SliceSide } from "../../../core/performance/sliceCounts.ts";
import { findSlices } from "../../../core/performance/slices.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { CheckJob, JobContext, ResolvedSource } from "../dataJobs.ts";
import type { DataTable } from "../dataTable.ts";
import { openTable } from "../openTable.ts";
import { columnsToSlice, readScoredRows, SliceEncoder } from "./scoredRows.ts";

interface Side {
  readonly table: DataTable;
  readonly columns: PerformanceColumns;
}

/**
 * How well the model does on the current data, over time, by slices, and against the reference
 * where that is data and not only a profile. Null where the monitor measures no performance.
 */
export async function runPerformance(
  job: CheckJob,
  engine: DataEngine,
  context: JobContext,
): Promise<PerformanceReport | null> {
  const { monitor } = job;
  const { performance } = monitor;
  if (performance === null || job.current.kind !== "files") return null;
  context.report("reading predictions", null);
  const current = await readSide(engine, job, job.current);
  const reference = await readReference(engine, job);
  const options = taskOptions(monitor);
  const table = readClasses([reference?.columns ?? null, current.columns], options);
  context.report("searching groups", null);
  const slices = await searchSlices({ job, engine, reference, current, table });
  context.report("measuring performance", null);
  const detector = findDetector(performance.detector ?? "");
  const report = evaluatePerformance(reference?.columns ?? null, current.columns, {
    ...options,
    ...(performance.metrics.length > 0 && { metrics: performance.metrics }),
    chunking: toChunking(performance.chunking),
    ...(detector !== null && { detector: { id: detector.id } }),
    slices,
  });
  return performance.detector === null ? { ...report, changes: [] } : report;
}

/** Null where there is none, or only a profile, which has no rows. */
async function readReference(engine: DataEngine, job: CheckJob): Promise<Side | null> {
  return job.reference?.kind === "files" ? await readSide(engine, job, job.reference) : null;
}

async function readSide(
  engine: DataEngine,
  { monitor, settings }: CheckJob,
  source: Extract<ResolvedSource, { kind: "files" }>,
): Promise<Side> {
  const table = await openTable(engine, source, { settings, types: monitor.columns.types });
  return { table, columns: await readScoredRows(engine, table, monitor) };
}

/** What the configuration says of the task. */
export function taskOptions({ task, positive }: Monitor) {
  return {
    ...(task !== null && { task }),
    ...(positive !== null && { positiveClass: positive }),
  };
}

function toChunking(chunking: MonitorChunking): Chunking {
  switch (chunking.by) {
    case "rows":
      return chunking;
    case "count":
      return { by: "number", count: chunking.count };
    case "period":
      return { by: chunking.period };
  }
}

interface SliceSearch {
  readonly job: CheckJob;
  readonly engine: DataEngine;
  readonly reference: Side | null;
  readonly current: Side;
  readonly table: ClassTable;
}

async function searchSlices(search: SliceSearch): Promise<SlicesReport | null> {
  const { job, engine, reference, current, table } = search;
  const { slices } = job.monitor.performance ?? {};
  const names = columnsToSlice(current.table, job.monitor);
  if (slices === undefined || names.length === 0) return null;
  const encoder = new SliceEncoder(engine);
  // The reference first: its values make the groups.
  const before = reference === null ? null : await sideOf(encoder, reference, table, names);
  const now = await sideOf(encoder, current, table, names);
  if (now.losses.length === 0) return null;
  const isAccuracy = table.task !== "regression";
  return findSlices(now, before === null || before.losses.length === 0 ? null : before, {
    metric: { id: isAccuracy ? "accuracy" : "mae", isAccuracy },
    minRows: slices.minRows,
  });
}

async function sideOf(
  encoder: SliceEncoder,
  { table, columns }: Side,
  classes: ClassTable,
  names: readonly string[],
): Promise<SliceSide> {
  const { rows, positions } = labelRows(columns, classes);
  return { columns: await encoder.encode(table, names, positions), losses: rowErrors(rows) };
}
