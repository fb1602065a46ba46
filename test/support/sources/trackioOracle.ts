import { expect } from "vitest";
import type { Run, Series } from "../../../src/core/runs/run.ts";

type Points = readonly (readonly [step: number, value: number | string])[];

/** What test/contract/trackio_writer.py logged and, from a database, what trackio reads back. */
export interface TrackioReport {
  readonly logged: Readonly<Record<string, Readonly<Record<string, Points>>>>;
  readonly read?: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly logs: readonly {
          readonly step: number;
          readonly timestamp: string;
          readonly metrics: Readonly<Record<string, number | string>>;
        }[];
      }
    >
  >;
}

export async function checkTrackioRuns(
  runs: readonly Run[],
  report: TrackioReport,
  seriesOf: (run: Run, metric: string) => Promise<Series>,
): Promise<void> {
  expect(runs.map((run) => run.name).sort()).toEqual(Object.keys(report.logged).sort());
  for (const run of runs) {
    const logged = report.logged[run.name] ?? {};
    expect(Object.keys(run.metrics).sort()).toEqual(Object.keys(logged).sort());
    for (const [metric, points] of Object.entries(logged)) {
      const { steps, values } = await seriesOf(run, metric);
      const found = Array.from(steps, (step, index) => [step, values[index]]);
      const expected = points.map(([step, value]) => [step, numberOf(value)]);
      expect(found, `${run.name} ${metric}`).toEqual(expected);
      expect(run.metrics[metric]?.count).toBe(points.length);
      expect(run.metrics[metric]?.last).toBe(expected.at(-1)?.[1]);
    }
    expect(run).toMatchObject({ source: "trackio", status: "unknown", experiment: "digits" });
  }
  const first = runs.find((run) => run.name === "first");
  expect(first?.params).toEqual({
    ...{ rate: "0.1", layers: "[1,2]", seed: "null" },
    ...{ "net.kind": "cnn", "net.deep": "true" },
  });
  expect(first?.tags).toEqual({ "trackio.group": "sweep" });
  await checkReadBack(runs, report.read, seriesOf);
}

/** The same as trackio's own reader, times too. */
async function checkReadBack(
  runs: readonly Run[],
  read: TrackioReport["read"],
  seriesOf: (run: Run, metric: string) => Promise<Series>,
): Promise<void> {
  for (const [id, { name, logs }] of Object.entries(read ?? {})) {
    const run = runs.find((each) => each.location?.key === id);
    expect(run?.name).toBe(name);
    if (run === undefined) continue;
    const { steps, times } = await seriesOf(run, "loss");
    const found = Array.from(steps, (step, index) => [step, times[index]]).sort(byNumbers);
    const expected = logs
      .filter(({ metrics }) => "loss" in metrics || name === "second")
      .map(({ step, timestamp }) => [step, Date.parse(timestamp)]);
    expect(found.length).toBeGreaterThan(0);
    for (const place of found) expect(expected).toContainEqual(place);
  }
}

function byNumbers(a: readonly (number | undefined)[], b: readonly (number | undefined)[]): number {
  return (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);
}

function numberOf(value: number | string): number {
  if (typeof value === "number") return value;
  return { inf: Infinity, "-inf": -Infinity }[value] ?? NaN;
}
