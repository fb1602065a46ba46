import { expect } from "vitest";
import type { Run, Series } from "../../../src/core/runs/run.ts";

/** A trial as Optuna itself reads it back; numbers that JSON lacks come as Python's text of them. */
export interface OracleTrial {
  readonly study: string;
  readonly metric_names: readonly string[] | null;
  readonly directions: readonly string[];
  readonly number: number;
  readonly state: "RUNNING" | "COMPLETE" | "PRUNED" | "FAIL" | "WAITING";
  /** Milliseconds since the epoch. */
  readonly start: number | null;
  readonly complete: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly values: readonly (number | string)[];
  readonly intermediates: Readonly<Record<string, number | string>>;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const statuses = {
  COMPLETE: "finished",
  PRUNED: "stopped",
  FAIL: "failed",
  WAITING: "queued",
} as const;

/** Every trial, parameter, tag and point of the runs is what Optuna says, and nothing else is there. */
export async function checkTrials(
  runs: readonly Run[],
  trials: readonly OracleTrial[],
  seriesOf: (run: Run, metric: string) => Promise<Series>,
): Promise<void> {
  const keys = trials.map((trial) => `${trial.study}/${trial.number}`);
  expect(runs.map((run) => run.location?.key).sort()).toEqual([...keys].sort());
  for (const trial of trials) {
    const run = runs.find((each) => each.location?.key === `${trial.study}/${trial.number}`);
    if (run === undefined) throw new Error("unreachable");
    await checkTrial(run, trial, (metric) => seriesOf(run, metric));
  }
}

async function checkTrial(
  run: Run,
  trial: OracleTrial,
  seriesOf: (metric: string) => Promise<Series>,
): Promise<void> {
  const label = `${trial.study}/${trial.number}`;
  expect(run.experiment, label).toBe(trial.study);
  expect(run.source).toBe("optuna");
  if (trial.state !== "RUNNING") expect(run.status, label).toBe(statuses[trial.state]);
  expect(run.startTime ?? 0, label).toBeCloseTo(Math.floor(trial.start ?? 0), -1);
  expect(run.endTime ?? 0, label).toBeCloseTo(Math.floor(trial.complete ?? 0), -1);
  expect(Object.keys(run.params).sort(), label).toEqual(Object.keys(trial.params).sort());
  for (const [name, text] of Object.entries(trial.params)) {
    expect(comparable(run.params[name] ?? ""), `${label} ${name}`).toBe(comparable(text));
  }
  const tags = Object.entries(trial.attributes).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  expect(run.tags, label).toEqual({
    ...Object.fromEntries(tags),
    "optuna.state": trial.state,
    "optuna.direction": trial.directions.join(", "),
  });
  const expected = expectedPoints(trial);
  expect(Object.keys(run.metrics).sort(), label).toEqual([...expected.keys()].sort());
  for (const [metric, points] of expected) {
    const { steps, values } = await seriesOf(metric);
    const found = Array.from(steps, (step, index): Point => [step, values[index] ?? NaN]);
    expect(found, `${label} ${metric}`).toEqual(points);
    expect(run.metrics[metric]?.last, `${label} ${metric}`).toBe(points.at(-1)?.[1]);
    expect(run.metrics[metric]?.count).toBe(points.length);
  }
}

type Point = readonly [step: number, value: number];

function expectedPoints(trial: OracleTrial): Map<string, Point[]> {
  const expected = new Map<string, Point[]>();
  for (const [index, value] of trial.values.entries()) {
    const numbered = trial.directions.length > 1 ? `value_${index}` : "value";
    expected.set(trial.metric_names?.[index] ?? numbered, [[0, numberOf(value)]]);
  }
  const steps = Object.keys(trial.intermediates).map(Number);
  if (steps.length > 0) {
    const points = steps.sort((a, b) => a - b);
    expected.set(
      "intermediate_value",
      points.map((step) => [step, numberOf(trial.intermediates[step] ?? NaN)]),
    );
  }
  return expected;
}

function numberOf(value: number | string): number {
  if (typeof value === "number") return value;
  return { inf: Infinity, "-inf": -Infinity }[value] ?? NaN;
}

/** Python and JavaScript write the same number differently. */
function comparable(text: string): string {
  return text === "" || Number.isNaN(Number(text)) ? text : String(Number(text));
}
