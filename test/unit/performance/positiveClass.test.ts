import { describe, expect, test } from "vitest";
import { evaluatePerformance } from "../../../src/core/performance/evaluatePerformance.ts";
import { readClasses, type CellValue } from "../../../src/core/performance/labelRows.ts";

function columnsOf(targets: readonly CellValue[], predictions: readonly CellValue[] = targets) {
  return { rows: targets.length, times: null, targets, predictions, probabilities: null };
}

describe("the class that is called positive", () => {
  test.each<[string, readonly CellValue[], readonly string[], string | null]>([
    ["yes", ["no", "yes"], ["no", "yes"], null],
    // Readers of tables take yes and no for true and false.
    ["yes", ["true", "false"], ["false", "true"], null],
    ["No", [true, false], ["true", "false"], null],
    ["t", [0, 1], ["0", "1"], null],
    ["1", ["true", "false"], ["false", "true"], null],
    // There is none of it yet.
    ["bad", ["good", "good"], ["good", "bad"], null],
    ["bad", ["good", "worse"], ["good", "worse"], "bad"],
  ])("%j among %j", (positiveClass, values, classes, missingPositive) => {
    const table = readClasses([columnsOf(values)], { task: "binary", positiveClass });
    expect(table).toMatchObject({ classes, missingPositive });
  });

  test("is told where it does not occur, and rows are not all taken for the other", () => {
    const targets = Array.from({ length: 100 }, (_, row) => (row % 2 === 0 ? "a" : "b"));
    const predictions = targets.map((target, row) => (row % 4 === 0 ? "b" : target));
    const report = evaluatePerformance(null, columnsOf(targets, predictions), {
      task: "binary",
      positiveClass: "c",
      metrics: ["accuracy"],
    });
    expect(report.metrics[0]?.current.value).toBe(0.75);
    expect(report.problems).toEqual([
      'The positive class "c" does not occur; the classes are "a" and "b", of which "b" is taken.',
    ]);
  });
});
