import { describe, expect, it } from "vitest";
import { evaluatePerformance } from "../../../src/core/performance/evaluatePerformance.ts";
import type { CellValue, PerformanceColumns } from "../../../src/core/performance/labelRows.ts";

const rows = 1000;

/** Each tenth row is wrong; probabilities as predicted. */
function columns(changes: Partial<PerformanceColumns> = {}): PerformanceColumns {
  const targets: CellValue[] = Array.from({ length: rows }, (_, row) => row % 2);
  const predictions = targets.map((target, row) => (row % 10 === 3 ? 1 - Number(target) : target));
  const probabilities = Float64Array.from(predictions, (value) => (value === 1 ? 0.9 : 0.1));
  return { rows, times: null, targets, predictions, probabilities, ...changes };
}

function valueOf(current: PerformanceColumns, id: string): number | null | undefined {
  const report = evaluatePerformance(columns(), current);
  return report.metrics.find((metric) => metric.id === id)?.current.value;
}

describe("probabilities that cannot be used", () => {
  it.each<readonly [string, (row: number) => number, number | null, readonly string[]]>([
    ["missing", (row) => (row % 4 === 1 ? NaN : 0.5), Math.log(2), []],
    [
      "scores beyond 0 and 1",
      (row) => (row % 2 ? 3 : 0.5),
      null,
      [
        "50 % of the probabilities are not from 0 to 1: they seem to be scores, so nothing that needs probabilities is measured.",
      ],
    ],
    [
      "hardly ever beyond 0 and 1",
      (row) => (row === 7 ? 1.5 : 0.5),
      Math.log(2),
      ["0.1 % of the probabilities are not from 0 to 1; they are left out."],
    ],
  ])("as they are %s do not keep predictions from being compared", (_, of, loss, problems) => {
    const probabilities = Float64Array.from({ length: rows }, (__, row) => of(row));
    const current = columns({ probabilities });
    const report = evaluatePerformance(columns(), current);
    expect([report.labelledRows, report.problems]).toEqual([rows, problems]);
    expect(valueOf(current, "accuracy")).toBe(0.9);
    const measured = valueOf(current, "log_loss");
    if (loss === null) expect(measured).toBeNull();
    else expect(measured).toBeCloseTo(loss, 12);
  });

  it("leave rows out that have no prediction either", () => {
    const probabilities = Float64Array.from({ length: rows }, (_, row) => (row < 100 ? NaN : 0.9));
    const report = evaluatePerformance(null, columns({ predictions: null, probabilities }));
    expect([report.labelledRows, report.unlabelledRows]).toEqual([900, 100]);
  });

  it("of the reference do not spoil how others are calibrated", () => {
    const broken = Float64Array.from({ length: rows }, (_, row) =>
      row % 3 === 0 ? NaN : row % 10 === 3 || row % 2 === 0 ? 0.3 : 0.7,
    );
    const probabilities = Float64Array.from({ length: rows }, (_, row) => (row % 2 ? 0.7 : 0.3));
    const current = columns({ targets: null, probabilities });
    const report = evaluatePerformance(columns({ probabilities: broken }), current);
    const right = report.metrics[0]?.current.value ?? NaN;
    // Uncalibrated it were below 0.7.
    expect([report.isEstimated, right > 0.8]).toEqual([true, true]);
  });
});

describe("predictions that name other classes than the target", () => {
  const predictions = Array.from({ length: rows }, (_, row) => ["good", "bad"][row % 2]);

  it("give way to the probabilities, and are told", () => {
    const report = evaluatePerformance(null, columns({ predictions }));
    expect(report.problems).toEqual([
      "The predictions have no class in common with the target, so they were not compared. Write the same names in both columns.",
    ]);
    expect([report.task, report.labelledRows]).toEqual(["binary", rows]);
    expect(report.metrics[0]?.current.value).toBe(0.9);
  });

  it("measure nothing where there are no probabilities", () => {
    const report = evaluatePerformance(null, columns({ predictions, probabilities: null }));
    expect([report.labelledRows, report.verdict]).toEqual([0, "not-enough-rows"]);
  });

  it.each<readonly [string, Partial<PerformanceColumns>]>([
    ["one class that is always wrong", { predictions: new Array<string>(rows).fill("other") }],
    [
      "numbers that are never hit",
      { predictions: Array.from({ length: rows }, (_, i) => 5 + (i % 3)) },
    ],
  ])("are not taken for it where they are %s", (_, changes) => {
    expect(evaluatePerformance(null, columns(changes)).problems).toEqual([]);
  });
});
