import { describe, expect, it } from "vitest";
import { fisherExact } from "../../../../src/core/drift/statistics/discrete.ts";
import {
  newcombeInterval,
  pooledZ,
  twoProportionTest,
  waldInterval,
  wilsonInterval,
  type Interval,
} from "../../../../src/core/drift/statistics/proportions.ts";
import { driftConformance } from "../../../support/driftConformance.ts";
import { expectRelative } from "../../../support/expectRelative.ts";

describe("two proportions", () => {
  it.each(driftConformance.ab.two_prop)("$x1 of $n1 and $x2 of $n2", (row) => {
    const { x1, n1, x2, n2 } = row;
    const result = twoProportionTest(x1, n1, x2, n2);
    expectRelative(result.difference, row.diff, 1e-12);
    expectRelative(result.z, row.z_pooled, 1e-10);
    expectRelative(result.pValue, row.p, 1e-10);
    const wald = waldInterval([x1, n1], [x2, n2], 0.95);
    expectRelative(wald.low, row.ci95_unpooled[0], 1e-10);
    expectRelative(wald.high, row.ci95_unpooled[1], 1e-10);
    expect(result.low).toBeLessThan(result.difference);
    expect(result.high).toBeGreaterThan(result.difference);
  });

  it("takes Fisher's test where a count is expected less than five times", () => {
    expect(twoProportionTest(0, 1000, 4, 1000).pValue).toBe(
      fisherExact({ a: 0, b: 1000, c: 4, d: 996 }),
    );
    expect(twoProportionTest(4, 1000, 6, 1000).pValue).not.toBe(
      fisherExact({ a: 4, b: 996, c: 6, d: 994 }),
    );
  });

  it("of all or none on both sides are the same", () => {
    for (const share of [0, 1]) {
      const result = twoProportionTest(50 * share, 50, 70 * share, 70);
      expect(result).toMatchObject({ z: 0, pValue: 1, difference: 0 });
    }
    expect(pooledZ([0, 5], [0, 9])).toBe(0);
  });

  it("of an empty side are undefined", () => {
    for (const result of [twoProportionTest(0, 0, 1, 2), twoProportionTest(1, 2, 0, 0)]) {
      expect(Object.values(result)).toEqual([NaN, NaN, NaN, NaN, NaN]);
    }
  });

  it("are symmetric", () => {
    const there = twoProportionTest(30, 100, 55, 140);
    const back = twoProportionTest(55, 140, 30, 100);
    expectRelative(back.pValue, there.pValue, 1e-12);
    expectRelative(back.difference, -there.difference, 1e-12);
    expectRelative(back.low, -there.high, 1e-12);
  });
});

describe("score intervals", () => {
  function check(interval: Interval, low: number, high: number): void {
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  }

  // Newcombe, Statistics in Medicine 17 (1998): pages 857 and 873.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const)("Wilson's of %d of %d", (x, n, low, high) =>
    check(wilsonInterval(x, n, 0.95), low, high),
  );

  it.each([
    { first: [56, 70], second: [48, 80], low: 0.0524, high: 0.3339 },
    { first: [9, 10], second: [3, 10], low: 0.1705, high: 0.809 },
    { first: [10, 10], second: [0, 20], low: 0.6791, high: 1 },
  ] as const)("Newcombe's of $first − $second", ({ first, second, low, high }) =>
    check(newcombeInterval(second, first, 0.95), low, high),
  );

  it("know nothing without rows, and everything stays within 0 and 1", () => {
    expect(wilsonInterval(0, 0, 0.95)).toEqual({ low: 0, high: 1 });
    expect(wilsonInterval(7, 7, 0.95).high).toBe(1);
    expect(wilsonInterval(0, 7, 0.95).low).toBe(0);
  });
});
