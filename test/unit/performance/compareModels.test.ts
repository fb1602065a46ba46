import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { compareModels, type CompareOptions } from "../../../src/core/performance/compareModels.ts";
import type { SliceSide } from "../../../src/core/performance/sliceCounts.ts";

const accuracy = { id: "accuracy", isAccuracy: true };
const error = { id: "mae", isAccuracy: false };

function side(
  losses: readonly number[],
  codes: readonly number[] = losses.map(() => 1),
): SliceSide {
  return {
    losses: Float64Array.from(losses),
    columns: [{ name: "site", labels: ["missing", "A", "B"], codes: Uint8Array.from(codes) }],
  };
}

function repeated(...parts: readonly (readonly [count: number, value: number])[]): number[] {
  return parts.flatMap(([count, value]) => new Array<number>(count).fill(value));
}

describe("two models on the same rows", () => {
  it.each<readonly [worse: number, better: number, pValue: number, verdict: string]>([
    // Exact: 2·P(B ≤ 2), B of 12 fair coins: 2·79/4096.
    [2, 10, 0.03857421875, "better"],
    [10, 2, 0.03857421875, "worse"],
    [5, 5, 1, "not-enough-rows"],
    // (40 − 60)/√100 = −2.
    [40, 60, 0.04550026389635842, "better"],
    [0, 0, 1, "stable"],
  ])("%i got worse and %i better: p = %f, %s", (worse, better, pValue, verdict) => {
    const same = 300;
    const before = side(repeated([worse, 0], [better, 1], [same, 0]));
    const after = side(repeated([worse, 1], [better, 0], [same, 0]));
    const result = compareModels(before, after, { metric: accuracy, isPaired: true });
    expect(result.difference.pValue).toBeCloseTo(pValue, 10);
    expect(result.difference.value).toBeCloseTo((better - worse) / (worse + better + same), 12);
    expect(result.verdict).toBe(verdict);
    expect(result.rows).toBe(worse + better + same);
  });

  it("have other losses compared by the paired t test", () => {
    // Differences 1, 2, 3, 4, of which t = 2.5/√(5/12) = 3.873, 3 degrees of freedom: p = 0.0305.
    const before = side([1, 1, 1, 1]);
    const after = side([2, 3, 4, 5]);
    const { difference, verdict, better } = compareModels(before, after, {
      metric: error,
      isPaired: true,
    });
    expect(difference.value).toBe(2.5);
    expect(difference.pValue).toBeCloseTo(0.0305, 4);
    expect(difference.low).toBeCloseTo(2.5 - 3.182446 * Math.sqrt(5 / 12), 5);
    expect([verdict, better]).toEqual(["worse", "lower"]);
  });
});

/** Errors at a rate by slice, of two slices by turns. */
function erring(seed: number, rows: number, rates: readonly [number, number]): SliceSide {
  const random = seededRandom(seed);
  const codes = Array.from({ length: rows }, (_, row) => 1 + (row % 2));
  return side(
    codes.map((code) => (random() < (rates[code - 1] ?? 0) ? 1 : 0)),
    codes,
  );
}

describe("two models on different rows", () => {
  const check = (before: SliceSide, after: SliceSide, options: Partial<CompareOptions> = {}) =>
    compareModels(before, after, { metric: accuracy, isPaired: false, ...options });

  it("are compared as a whole and by slice, worst slice first", () => {
    const result = check(erring(1, 8000, [0.3, 0.1]), erring(2, 7000, [0.1, 0.15]));
    expect(result.verdict).toBe("better");
    expect(result.slices.map(({ conditions, verdict }) => [conditions[0]?.label, verdict])).toEqual(
      [
        ["B", "worse"],
        ["A", "better"],
      ],
    );
    expect(result.reason).toMatch(
      /^The new model is better: 0\.8\d+, before 0\.\d+, but worse where B\.$/u,
    );
    expect(result.slices[0]?.difference).toBeCloseTo(-0.05, 1);
  });

  it("are alike where no difference counts", () => {
    const result = check(erring(1, 60_000, [0.1, 0.1]), erring(2, 60_000, [0.1, 0.1]));
    expect(result.verdict).toBe("stable");
    expect(result.difference.low ?? 1).toBeLessThan(0);
    expect(result.difference.high ?? -1).toBeGreaterThan(0);
  });

  it("are not told apart by few rows, nor by none", () => {
    expect(check(erring(1, 60, [0.1, 0.1]), erring(2, 60, [0.1, 0.1])).verdict).toBe(
      "not-enough-rows",
    );
    const empty = check(side([]), side([]), { isPaired: true });
    expect(empty).toMatchObject({ verdict: "not-enough-rows", rows: 0, slices: [] });
    expect(empty.before.value).toBeNull();
  });

  it("leave small slices out", () => {
    const result = check(erring(1, 80, [0.1, 0.1]), erring(2, 80, [0.1, 0.1]), { minRows: 10 });
    expect(result.slices.length).toBe(2);
    expect(
      check(erring(1, 58, [0.1, 0.1]), erring(2, 58, [0.1, 0.1]), { minRows: 10 }).slices,
    ).toEqual([]);
  });

  it("are turned around with their sides", () => {
    const [one, two] = [erring(1, 4000, [0.2, 0.2]), erring(2, 4000, [0.1, 0.1])];
    expect(check(one, two).difference.value).toBeCloseTo(
      -(check(two, one).difference.value ?? 0),
      12,
    );
    expect(check(two, one).verdict).toBe("worse");
  });
});
