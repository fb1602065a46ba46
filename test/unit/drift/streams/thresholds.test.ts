import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  predictionBound,
  standardDeviationThreshold,
  type StandardDeviationOptions,
} from "../../../../src/core/drift/streams/thresholds.ts";

const file = path.resolve(
  import.meta.dirname,
  "../../../../../shared/reference/drift_conformance.json",
);
const published = (
  JSON.parse(readFileSync(file, "utf8")) as {
    nannyml_threshold: { data: readonly number[]; mean_pm_3_nanstd: readonly number[] };
  }
).nannyml_threshold;

const digits = Array.from({ length: 10 }, (_, index) => index);
const ones = [-1, 1, 1, 1];

describe("thresholds from deviations", () => {
  const cases: readonly {
    readonly values: readonly number[];
    readonly options?: StandardDeviationOptions;
    readonly expected: readonly [number, number];
  }[] = [
    {
      values: published.data,
      expected: [published.mean_pm_3_nanstd[0] ?? NaN, published.mean_pm_3_nanstd[1] ?? NaN],
    },
    { values: digits, expected: [-4.116843969807043, 13.116843969807043] },
    { values: [...digits, NaN, Infinity], expected: [-4.116843969807043, 13.116843969807043] },
    {
      values: ones,
      options: { offsetFrom: "min", lowerMultiplier: 1, upperMultiplier: null },
      expected: [-1.8660254037844386, Infinity],
    },
    {
      values: ones,
      options: { offsetFrom: "min", lowerMultiplier: 2, upperMultiplier: null },
      expected: [-2.732050807568877, Infinity],
    },
    {
      values: ones,
      options: { offsetFrom: "max", lowerMultiplier: null, upperMultiplier: 0 },
      expected: [-Infinity, 1],
    },
    {
      values: [1, 2, 9],
      options: { offsetFrom: "median", lowerMultiplier: 0, upperMultiplier: 0 },
      expected: [2, 2],
    },
    { values: digits, options: { limits: { low: 0, high: 10 } }, expected: [0, 10] },
  ];
  it.each(cases)("$values $options: $expected", ({ values, options, expected }) => {
    const { low, high } = standardDeviationThreshold(values, options);
    const close = (value: number, wanted: number): void => {
      if (Number.isFinite(wanted)) expect(value).toBeCloseTo(wanted, 12);
      else expect(value).toBe(wanted);
    };
    close(low, expected[0]);
    close(high, expected[1]);
  });
});

describe("prediction bounds", () => {
  it("are those of the next value of a normal sample", () => {
    // t(0.975, 9) = 2.2621571628, s = 3.0276503541, √1.1 = 1.0488088482
    const { low, high } = predictionBound(digits, { alpha: 0.025 });
    expect(low).toBeCloseTo(4.5 - 2.2621571628 * 3.0276503541 * 1.0488088482, 8);
    expect(high).toBeCloseTo(4.5 + 2.2621571628 * 3.0276503541 * 1.0488088482, 8);
  });

  it("are wider for fewer values, and stay within limits", () => {
    const few = predictionBound([0.4, 0.5, 0.6]);
    const many = predictionBound([0.4, 0.5, 0.6, 0.4, 0.5, 0.6]);
    expect(few.high).toBeGreaterThan(many.high);
    expect(predictionBound([0.4, 0.5, 0.6], { limits: { low: 0, high: 1 } })).toEqual({
      low: 0,
      high: 1,
    });
  });

  it("are NaN below two values", () => {
    expect(predictionBound([1]).low).toBeNaN();
    expect(predictionBound([1, NaN]).high).toBeNaN();
    expect(standardDeviationThreshold([]).low).toBeNaN();
  });
});
