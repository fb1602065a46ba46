import { describe, expect, it } from "vitest";
import {
  categoryEncoder,
  type ColumnEncoder,
  encodeColumn,
  numberEncoder,
  numberEncoderFromEdges,
} from "../../../src/core/performance/encodedColumns.ts";
import type { CellValue } from "../../../src/core/performance/labelRows.ts";

function labelsOf(
  encoder: ColumnEncoder,
  values: readonly CellValue[],
): readonly (string | undefined)[] {
  const { codes, labels } = encodeColumn(encoder, values);
  return [...codes].map((code) => labels[code]);
}

describe("categories", () => {
  const encoder = categoryEncoder("site", ["B", "A", "B", null, "C", "A", "B"], 2);

  it("are the commonest by themselves, the others as one, missing ones apart", () => {
    expect(labelsOf(encoder, ["A", "B", "C", "new", null, "", undefined])).toEqual([
      'site = "A"',
      'site = "B"',
      "site is another value",
      "site is another value",
      "site is missing",
      "site is missing",
      "site is missing",
    ]);
  });

  it("take numbers and booleans by their text, and shorten what is long", () => {
    const mixed = categoryEncoder("x", [true, 1, "y".repeat(1000)]);
    expect(labelsOf(mixed, [true, "1", NaN])).toEqual(['x = "true"', 'x = "1"', "x is missing"]);
    expect(mixed.labels.every((label) => label.length < 80)).toBe(true);
  });

  it("fit a byte however many there are", () => {
    const many = categoryEncoder(
      "x",
      Array.from({ length: 2000 }, (_, row) => `v${String(row)}`),
      9999,
    );
    expect(many.labels.length).toBeLessThanOrEqual(256);
  });
});

describe("ranges of numbers", () => {
  it("hold about as many values each, right-closed", () => {
    const encoder = numberEncoder("age", [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(encoder.labels).toEqual([
      "age is missing",
      "age ≤ 2",
      "2 < age ≤ 4",
      "4 < age ≤ 6",
      "age > 6",
    ]);
    expect(labelsOf(encoder, [2, 2.1, -Infinity, Infinity, NaN, null, "7", "", "text"])).toEqual([
      "age ≤ 2",
      "2 < age ≤ 4",
      "age ≤ 2",
      "age > 6",
      "age is missing",
      "age is missing",
      "age > 6",
      "age is missing",
      "age is missing",
    ]);
  });

  it("are fewer where one value stands for many rows", () => {
    expect(numberEncoder("x", [0, 0, 0, 0, 0, 0, 5, 9]).labels).toEqual([
      "x is missing",
      "x ≤ 0",
      "x > 0",
    ]);
    expect(numberEncoder("x", [3, 3, 3]).labels).toEqual(["x is missing", "x is a number"]);
    expect(numberEncoder("x", [NaN, null]).labels).toEqual(["x is missing", "x is a number"]);
  });

  it("may be between edges that are known", () => {
    const encoder = numberEncoderFromEdges("x", [0.123456, 10]);
    expect(encoder.labels).toEqual(["x is missing", "x ≤ 0.1235", "0.1235 < x ≤ 10", "x > 10"]);
  });
});
