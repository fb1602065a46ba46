import { durationOf } from "../../core/runs/table/runColumns.ts";
import type { GitState, MetricSummary, Run } from "../../core/runs/run.ts";

/** JSON has no NaN or infinity: they are written by name. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

/** A run as `--format json` gives it. The fields are API: see docs/cli.md. */
export function runToJson(run: Run) {
  return {
    id: run.id,
    name: run.name,
    status: run.status,
    source: run.source,
    sources: run.sources,
    location: run.location,
    experiment: run.experiment,
    parentId: run.parentId,
    startTime: timeToJson(run.startTime),
    endTime: timeToJson(run.endTime),
    updatedAt: timeToJson(run.updatedAt),
    durationMs: durationOf(run),
    exitCode: run.exitCode,
    signal: run.signal,
    ...codeToJson(run.git),
    command: run.command?.argv ?? null,
    cwd: run.command?.cwd ?? null,
    entryPoint: run.entryPoint,
    host: run.host,
    user: run.user,
    params: run.params,
    metrics: Object.fromEntries(
      Object.entries(run.metrics).map(([name, summary]) => [name, summaryToJson(summary)]),
    ),
    tags: run.tags,
    note: run.note,
    datasets: run.datasets,
    problems: run.problems,
    deleted: run.isDeleted,
  };
}

function codeToJson(git: GitState | null) {
  return {
    commit: git?.commit ?? null,
    branch: git?.branch ?? null,
    remote: git?.remote ?? null,
    dirty: git?.isDirty ?? null,
    snapshot: git?.snapshot ?? null,
    commitIsGuess: git?.isGuess === true,
  };
}

export function numberToJson(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
}

/** ISO 8601 in UTC; null for what is no date. */
export function timeToJson(time: number | null): string | null {
  if (time === null) return null;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function summaryToJson(summary: MetricSummary) {
  return {
    last: numberToJson(summary.last),
    min: numberToJson(summary.min),
    max: numberToJson(summary.max),
    step: summary.lastStep,
    minStep: summary.minStep,
    maxStep: summary.maxStep,
    count: summary.count,
  };
}
