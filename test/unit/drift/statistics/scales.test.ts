import { describe, expect, it } from "vitest";
import {
  binEdges,
  countAtMost,
  countInBins,
  equalWidthEdges,
  rangeOf,
} from "../../../../src/core/drift/statistics/binning.ts";
import {
  equivalentShift,
  normalShift,
} from "../../../../src/core/drift/statistics/equivalentShift.ts";
import {
  currentRowsNeeded,
  effectiveRows,
  ksMargin,
  rowsNeeded,
} from "../../../../src/core/drift/statistics/kolmogorov.ts";
import {
  correctedTotalVariation,
  noiseFloors,
  rowsForJensenShannon,
  rowsForPsi,
  totalVariationFloor,
} from "../../../../src/core/drift/statistics/noiseFloors.ts";
import {
  countDistinct,
  mean,
  quantile,
  robustScale,
  variance,
} from "../../../../src/core/drift/statistics/samples.ts";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import { driftConformance } from "../../../support/driftConformance.ts";
import { expectRelative } from "../../../support/expectRelative.ts";

const numbers = (...values: readonly number[]): Float64Array => Float64Array.from(values);

describe("one scale for all measures", () => {
  it.each(driftConformance.analytic_normal_shift)("a shift of $delta_sigma σ", (row) => {
    const shift = normalShift(row["delta_sigma"]!);
    const expected = {
      ks: row["ks_D"],
      tvd: row["tvd"],
      psi: row["psi"],
      kl: row["kl"],
      hellinger: row["hellinger"],
      wasserstein: row["wasserstein_over_sigma"],
      auc: row["auc_optimal"],
      jensenShannon: row["js_dist_nat"],
      jensenShannonBase2: row["js_dist_base2"],
    };
    for (const name of Object.keys(expected) as (keyof typeof expected)[]) {
      expectRelative(shift[name], expected[name]!, 1e-9);
    }
    expectRelative(equivalentShift(shift.ks), row["delta_sigma"]!, 1e-9);
  });

  it("no distance is no shift, and nothing in common has no bound", () => {
    expect(equivalentShift(0)).toBe(0);
    expect(equivalentShift(-0.1)).toBe(0);
    expect(equivalentShift(1.1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalShift(0)).toMatchObject({ ks: 0, jensenShannon: 0, hellinger: 0, auc: 0.5 });
  });
});

describe("noise floors", () => {
  it("are those of the formulas", () => {
    const floors = noiseFloors(11, 1000, 1000);
    expectRelative(floors.psi, 0.02, 1e-12);
    expectRelative(floors.kl, 0.01, 1e-12);
    expectRelative(floors.jensenShannonDivergence, 0.0025, 1e-12);
    expectRelative(floors.jensenShannon, 0.05, 1e-12);
    expectRelative(floors.hellinger, 0.05, 1e-12);
    expectRelative(rowsForPsi(11, 0.02), 500, 1e-12);
    expectRelative(rowsForJensenShannon(1001, 0.1), 12_500, 1e-12);
    expect(noiseFloors(11, 0, 9).psi).toBe(Number.POSITIVE_INFINITY);
  });

  it("of total variation is what two samples of one distribution show on average", () => {
    const random = seededRandom(5);
    const draw = (rows: number): number[] => {
      const counts = new Array<number>(20).fill(0);
      for (let i = 0; i < rows; i++) counts[Math.floor(20 * random() ** 2)]! += 1;
      return counts;
    };
    let seen = 0;
    let corrected = 0;
    let floor = 0;
    for (let round = 0; round < 200; round++) {
      const [reference, current] = [draw(800), draw(500)];
      floor += totalVariationFloor(reference, current) / 200;
      corrected += correctedTotalVariation(reference, current) / 200;
      seen += reference.reduce((sum, n, i) => sum + Math.abs(n / 800 - current[i]! / 500), 0) / 400;
    }
    expectRelative(floor, seen, 0.03);
    expect(corrected).toBeLessThan(seen / 2);
  });

  it("are taken off in squares, and nothing is below 0", () => {
    expect(correctedTotalVariation([50, 50], [50, 50])).toBe(0);
    const floor = totalVariationFloor([900, 100], [100, 900]);
    expectRelative(
      correctedTotalVariation([900, 100], [100, 900]),
      Math.sqrt(0.64 - floor ** 2),
      1e-12,
    );
    expect(correctedTotalVariation([0, 0], [1, 1])).toBeNaN();
    expect(totalVariationFloor([1, 1], [0, 0])).toBeNaN();
  });
});

describe("rows", () => {
  it("that a margin needs", () => {
    expect(rowsNeeded(0.1)).toBe(185);
    expect(ksMargin(370, 370)).toBeLessThanOrEqual(0.1);
    expect(ksMargin(368, 368)).toBeGreaterThan(0.1);
    expect(ksMargin(0, 5)).toBe(1);
    expect(effectiveRows(300, 600)).toBeCloseTo(200, 10);
    expect(effectiveRows(0, 600)).toBe(0);
  });

  it("that the current side needs beside its reference", () => {
    const rows = currentRowsNeeded(185, 1000);
    expect(effectiveRows(1000, rows)).toBeGreaterThanOrEqual(185);
    expect(effectiveRows(1000, rows - 1)).toBeLessThan(185);
    expect(currentRowsNeeded(185, 185)).toBe(Number.POSITIVE_INFINITY);
  });
});

/** Edges and counts are NumPy's (2.4.6). */
describe("bins", () => {
  const skewed = numbers(0, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.6, 2.7, 4.4, 7.1, 20);
  it.each([
    ["sturges", 5, [9, 2, 0, 0, 1]],
    ["doane", 7, [9, 1, 1, 0, 0, 0, 1]],
  ] as const)("by %s", (rule, bins, counts) => {
    const edges = binEdges(skewed, rule);
    expect([...edges]).toEqual([...equalWidthEdges(0, 20, bins)]);
    expect([...countInBins(skewed, edges)]).toEqual(counts);
  });

  const cases: readonly (readonly [string, Float64Array, readonly number[]])[] = [
    ["a constant", numbers(3, 3, 3), [2.5, 3.5]],
    ["nothing", numbers(), [0, 1]],
    ["one value", numbers(7), [6.5, 7.5]],
    ["two values", numbers(0, 1), [0, 0.5, 1]],
  ];
  it.each(cases)("of %s", (_, values, edges) => {
    expect([...binEdges(values, "sturges")]).toEqual(edges);
    expect(binEdges(values, "doane").length).toBeGreaterThanOrEqual(2);
  });

  it("hold their left edge, the last its right edge too, and nothing beyond", () => {
    expect([...countInBins(numbers(-1, 0, 1, 1.5, 2, 3, 4), numbers(0, 1, 2, 3))]).toEqual([
      1, 2, 2,
    ]);
    expect([...countInBins(numbers(1), numbers(0))]).toEqual([]);
  });

  it("count what is at most a value", () => {
    const sorted = numbers(1, 2, 2, 5);
    expect([0, 1, 2, 3, 9].map((x) => countAtMost(sorted, x))).toEqual([0, 1, 3, 3, 4]);
    expect(rangeOf(numbers(3, -1, 2))).toEqual([-1, 3]);
    expect(rangeOf(numbers())).toEqual([NaN, NaN]);
  });
});

describe("moments and quantiles", () => {
  const cases: readonly (readonly [string, () => number, number])[] = [
    ["mean with a large offset", () => mean(numbers(1e15 + 1, 1e15 + 2, 1e15 + 3)), 1e15 + 2],
    ["mean of nothing", () => mean(numbers()), NaN],
    [
      "variance with a large offset",
      () => variance(numbers(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16)),
      30,
    ],
    ["variance by n", () => variance(numbers(1, 2, 3, 4), 0), 1.25],
    ["variance of a constant", () => variance(new Float64Array(1000).fill(0.1)), 0],
    ["variance of one value", () => variance(numbers(1)), NaN],
    ["quartile", () => quantile(numbers(1, 2, 3, 10), 0.75), 4.75],
    ["quantile of one value", () => quantile(numbers(4), 0.3), 4],
    ["quantile of nothing", () => quantile(numbers(), 0.5), NaN],
    ["scale of quartiles", () => robustScale(numbers(0, 0, 1, 2, 1e9)), 2 / 1.3489795003921634],
    [
      "scale where the quartiles are equal",
      () => robustScale(numbers(1, 1, 1, 1, 1, 2)),
      Math.sqrt(5) / 6,
    ],
    ["scale of a constant", () => robustScale(numbers(3, 3)), 0],
    ["scale of nothing", () => robustScale(numbers()), NaN],
    ["different values", () => countDistinct(numbers(1, 1, 2, 5, 5)), 3],
  ];
  it.each(cases)("%s", (_, calculate, expected) => expectRelative(calculate(), expected, 1e-12));
});
