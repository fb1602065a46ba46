import type { Problem } from "../../../base/errors.ts";
import type { MetricSummary, Run, RunStatus, Series } from "../../runs/run.ts";
import { summarize } from "../../runs/series.ts";
import { createSourceRun } from "../../runs/sourceRun.ts";
import { setNamed } from "../namedValues.ts";
import { RunChannel } from "../runChannel.ts";

/** What both of Optuna's stores hold, a trial and the study that it belongs to. */

export interface Study {
  readonly name: string;
  /** "minimize", "maximize" or "not_set", one for each objective. */
  readonly directions: readonly string[];
  /** Names of the objectives, as `study.set_metric_names` sets them; empty without. */
  readonly metricNames: readonly string[];
}

export const trialStates = ["RUNNING", "COMPLETE", "PRUNED", "FAIL", "WAITING"] as const;
export type TrialState = (typeof trialStates)[number];

export interface Trial {
  /** Counts from 0 in its study. */
  readonly number: number;
  readonly state: TrialState;
  /** Milliseconds since the epoch. */
  readonly startTime: number | null;
  readonly endTime: number | null;
  /** When it last said that it runs; only where the study asks for it. */
  readonly heartbeat: number | null;
  /** By name, as the script got them. */
  readonly params: ReadonlyMap<string, string>;
  /** The user's own, as JSON holds them. */
  readonly attributes: ReadonlyMap<string, unknown>;
  /** Final ones, one for each objective. */
  readonly values: readonly number[];
  /** What was reported on the way, by step. */
  readonly intermediates: ReadonlyMap<number, number>;
}

export interface TrialPlace {
  readonly id: string;
  readonly path: string;
  readonly problems: readonly Problem[];
  /** Somebody wrote to the trial's store, or the trial gave its sign, within the last minutes. */
  readonly isAlive: boolean;
  /** Last write of the store; taken for a trial that has not ended. */
  readonly storeTime: number;
}

/** Longer without a write, or without the trial's own sign, and nobody can say that it runs. */
export const aliveMs = 10 * 60_000;

/** What `trial.report` gave, by step. The final value is another thing and has a name of its own. */
const intermediateMetric = "intermediate_value";

const statuses: Readonly<Record<TrialState, RunStatus>> = {
  RUNNING: "running",
  COMPLETE: "finished",
  PRUNED: "stopped",
  FAIL: "failed",
  WAITING: "queued",
};

/** A trial's name among all trials of a store. */
export function trialKey(study: Study, trial: Pick<Trial, "number">): string {
  return `${study.name}/${String(trial.number)}`;
}

export function runOfTrial(study: Study, trial: Trial, place: TrialPlace): Run {
  const { params, tags } = namesAndTags(study, trial);
  const { state, startTime, endTime, heartbeat } = trial;
  const isOpen = state === "RUNNING";
  return {
    ...createSourceRun({
      id: place.id,
      name: `trial ${String(trial.number)}`,
      source: "optuna",
      path: place.path,
      key: trialKey(study, trial),
    }),
    experiment: study.name,
    // Nobody writes down that a process died: a trial stays RUNNING then.
    status: isOpen && !place.isAlive ? "unknown" : statuses[state],
    startTime,
    endTime,
    updatedAt: endTime ?? heartbeat ?? (isOpen ? place.storeTime : startTime),
    params,
    tags,
    metrics: metricsOf(study, trial),
    problems: place.problems,
  };
}

/** Points of the metrics that the trial has of those asked for. */
export function seriesOfTrial(
  study: Study,
  trial: Pick<Trial, "values" | "intermediates" | "endTime">,
  metrics: readonly string[],
): ReadonlyMap<string, Series> {
  const all = new Map(allSeries(study, trial));
  return new Map(
    metrics.flatMap((metric) => {
      const series = all.get(metric);
      return series === undefined ? [] : [[metric, series]];
    }),
  );
}

/** The name of an objective's final value. */
function objectiveMetric(study: Study, objective: number, count: number): string {
  return study.metricNames[objective] ?? (count > 1 ? `value_${String(objective)}` : "value");
}

function metricsOf(study: Study, trial: Trial): Record<string, MetricSummary> {
  const metrics: Record<string, MetricSummary> = {};
  for (const [name, series] of allSeries(study, trial)) {
    setNamed(metrics, name, summarize(series));
  }
  return metrics;
}

function* allSeries(
  study: Study,
  trial: Pick<Trial, "values" | "intermediates" | "endTime">,
): Iterable<readonly [string, Series]> {
  const { values, intermediates, endTime } = trial;
  const count = Math.max(values.length, study.directions.length);
  for (const [objective, value] of values.entries()) {
    yield [objectiveMetric(study, objective, count), onePoint(endTime ?? NaN, value)];
  }
  if (intermediates.size > 0) yield [intermediateMetric, inOrder(intermediates)];
}

function onePoint(time: number, value: number): Series {
  return {
    steps: Float64Array.of(0),
    times: Float64Array.of(time),
    values: Float64Array.of(value),
  };
}

function inOrder(points: ReadonlyMap<number, number>): Series {
  const steps = Float64Array.from(points.keys()).sort();
  return {
    steps,
    times: new Float64Array(steps.length).fill(NaN),
    values: Float64Array.from(steps, (step) => points.get(step) ?? NaN),
  };
}

/** Names and texts are cut to bounds on the way. */
function namesAndTags(study: Study, trial: Trial): Pick<RunChannel, "params" | "tags"> {
  const channel = new RunChannel();
  for (const [name, text] of trial.params) channel.param(name, text);
  channel.tag("optuna.state", trial.state);
  if (study.directions.length > 0) channel.tag("optuna.direction", study.directions.join(", "));
  for (const [name, value] of trial.attributes) channel.tag(name, textOf(value));
  return channel;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value);
  } catch {
    return "…";
  }
}
