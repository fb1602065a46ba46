import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  evaluateDetections,
  matchDetections,
  type DetectionQuality,
  type KnownChange,
} from "../../../../src/core/drift/streams/evaluateDetections.ts";

const root = path.resolve(import.meta.dirname, "../../../..");

interface Example {
  readonly alarms: readonly number[];
  readonly drifts: readonly number[];
  readonly delta_max: number;
  readonly [measure: string]: unknown;
}

const examples = (
  JSON.parse(
    readFileSync(path.join(root, "../shared/reference/drift_conformance.json"), "utf8"),
  ) as { readonly river_evaluate_doctests: readonly Example[] }
).river_evaluate_doctests;

const measures: Readonly<Record<string, keyof DetectionQuality>> = {
  precision: "precision",
  recall: "recall",
  episode_recall: "episodeRecall",
  f1: "f1",
  detection_delay: "detectionDelay",
  mtbfa: "meanTimeBetweenFalseAlarms",
  mean_time_ratio: "meanTimeRatio",
};

describe("measures of detection", () => {
  const cases = examples.flatMap((example) =>
    Object.entries(measures)
      .filter(([name]) => name in example)
      .map(([name, measure]) => [name, measure, example] as const),
  );

  it("has published values for each", () => {
    expect(new Set(cases.map(([name]) => name))).toEqual(new Set(Object.keys(measures)));
  });

  it.each(cases)(
    "%s is the published value",
    (name, measure, { alarms, drifts, delta_max, ...rest }) => {
      const quality = evaluateDetections(alarms, drifts, { deltaMax: delta_max, valueCount: 1000 });
      expect(quality[measure]).toBeCloseTo(rest[name] as number, 12);
    },
  );

  it("says which alarms are false", () => {
    expect(matchDetections([110, 900], [100], { deltaMax: 50 })).toEqual({
      hits: [[110]],
      falseAlarms: [900],
    });
  });

  it("counts both ends of a window, and what comes a little early when allowed", () => {
    const changes: readonly KnownChange[] = [[100, 120], 300];
    const check = (alarm: number, deltaPre: number): number =>
      matchDetections([alarm], changes, { deltaMax: 50, deltaPre }).falseAlarms.length;
    expect([check(99, 0), check(100, 0), check(170, 0), check(171, 0)]).toEqual([1, 0, 0, 1]);
    expect([check(89, 10), check(90, 10)]).toEqual([1, 0]);
  });

  it("gives rates in units, and NaN where there is nothing to measure", () => {
    const options = { deltaMax: 50, valueCount: 1000, unit: 1000 };
    expect(evaluateDetections([110, 900], [100], options).falseAlarmRate).toBe(1);
    expect(evaluateDetections([110, 900], [100], options).normalizedDetectionTime).toBe(0.2);
    expect(evaluateDetections([110], [100, 500], options).missedDetectionRate).toBe(0.5);
    const empty = evaluateDetections([], [], options);
    expect(empty.precision).toBeNaN();
    expect(empty.recall).toBeNaN();
    expect(empty.meanTimeRatio).toBeNaN();
    expect(evaluateDetections([], [100], options).episodeRecall).toBe(0);
    expect(evaluateDetections([900], [100], options).f1).toBe(0);
  });
});
