import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import {
  equalCountError,
  fitIfBetter,
  fitIsotonic,
} from "../../../src/core/performance/calibrate.ts";
import {
  calibrateRows,
  canEstimate,
  estimateMetric,
  expectedConfusion,
  fitCalibration,
} from "../../../src/core/performance/cbpe.ts";
import { readClasses, type PerformanceColumns } from "../../../src/core/performance/labelRows.ts";

interface Case {
  readonly name: string;
  readonly classCount: number;
  readonly predictions: readonly number[];
  readonly probabilities: readonly number[];
  readonly scores: readonly number[];
  readonly expected: Readonly<Record<string, number>>;
}

const file = path.resolve(import.meta.dirname, "../../fixtures/performance/cbpe.json");
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly Case[] };

describe("estimates without labels", () => {
  const all = cases.flatMap((input) =>
    Object.entries(input.expected).map(([id, expected]) => ({
      name: input.name,
      id,
      input,
      expected,
    })),
  );
  it.each(all)("$id of $name is NannyML's", ({ id, input, expected }) => {
    const rows = {
      classCount: input.classCount,
      predictions: Int32Array.from(input.predictions),
      probabilities: Float64Array.from(input.probabilities),
      scores: Float64Array.from(input.scores),
      positions: Uint32Array.from(input.predictions.keys()),
    };
    const end = input.predictions.length;
    const { value, low, high } = estimateMetric(id, rows, { start: 0, end, confidence: 0.95 });
    expect(value).toBeCloseTo(expected, 5);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(canEstimate(id)).toBe(true);
    expect(estimateMetric(id, rows, { start: 3, end: 3, confidence: 0.95 }).value).toBeNaN();
  });

  it("are for metrics of predicted classes and the area under the ROC curve", () => {
    expect(canEstimate("log_loss")).toBe(false);
    expect(canEstimate("toString")).toBe(false);
  });
});

const columns: PerformanceColumns = {
  rows: 4,
  times: null,
  targets: null,
  predictions: null,
  probabilities: Float64Array.of(0.2, NaN, 0.9, 0.6),
};

describe("rows to estimate", () => {
  const table = readClasses([columns], { task: "binary" });
  const order = Uint32Array.of(3, 2, 1, 0);

  it("are those with a probability, predicted by it, in the order given", () => {
    const rows = calibrateRows(columns, table, fitCalibration(null, 2), order);
    expect([...rows.positions]).toEqual([3, 2, 0]);
    expect([...rows.predictions]).toEqual([1, 1, 0]);
    expect([...expectedConfusion(rows, 0, 3).counts]).toEqual(
      [0.8, 0.5, 0.2, 1.5].map((count) => expect.closeTo(count, 12) as number),
    );
  });

  it("are none without probabilities", () => {
    const none = { ...columns, probabilities: null };
    expect(calibrateRows(none, table, fitCalibration(null, 2), order).positions.length).toBe(0);
  });
});

describe("isotonic calibration", () => {
  it("pools what falls, is linear between and constant beyond", () => {
    const calibrate = fitIsotonic(Float64Array.of(0.1, 0.3, 0.2, 0.9), [0, 0, 1, 1]);
    expect([0, 0.1, 0.15, 0.25, 0.6, 1].map(calibrate)).toEqual(
      [0, 0, 0.25, 0.5, 0.75, 1].map((value) => expect.closeTo(value, 12) as number),
    );
  });

  it("takes equal scores as one", () => {
    expect(fitIsotonic(Float64Array.of(0.5, 0.5, 0.5, 0.5), [1, 0, 0, 0])(0.5)).toBe(0.25);
    expect(fitIsotonic(new Float64Array(0), [])(0.7)).toBe(0.7);
  });

  /** Rows that turn out positive at a rate of their score. */
  function drawn(rows: number, rate: (score: number) => number) {
    const random = seededRandom(5);
    const scores = Float64Array.from({ length: rows }, () => random());
    return { scores, outcomes: Array.from(scores, (score) => (random() < rate(score) ? 1 : 0)) };
  }

  it("is done where it lowers the calibration error, and nowhere else", () => {
    const wrong = drawn(3000, (score) => score ** 3);
    const calibrate = fitIfBetter(wrong.scores, wrong.outcomes);
    expect(calibrate(0.5)).toBeCloseTo(0.125, 1);
    expect(equalCountError(wrong.scores.map(calibrate), wrong.outcomes)).toBeLessThan(0.03);
    // Exact in each third: of 0.25 one in four, of 0.75 three in four.
    const exact = Array.from({ length: 48 }, (_, row) => Math.floor(row / 3));
    const scores = Float64Array.from(exact, (place) => (place % 2 === 0 ? 0.25 : 0.75));
    const outcomes = exact.map((place) => (place % 8 < 2 ? 1 - (place % 2) : place % 2));
    expect(fitIsotonic(scores, outcomes)(0.1)).toBe(0.25);
    expect(fitIfBetter(scores, outcomes)(0.1)).toBe(0.1);
    const few = drawn(29, (score) => score ** 3);
    expect(fitIfBetter(few.scores, few.outcomes)(0.5)).toBe(0.5);
  });

  it("measures its error in bins of equal count", () => {
    const scores = Float64Array.of(0.9, 0.1, 0.2, 0.8);
    expect(equalCountError(scores, [1, 0, 1, 0], 2)).toBeCloseTo((0.7 + 0.7) / 4, 12);
    expect(equalCountError(new Float64Array(0), [])).toBe(0);
  });
});
