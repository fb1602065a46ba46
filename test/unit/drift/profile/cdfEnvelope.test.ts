import { describe, expect, it } from "vitest";
import { cdfEnvelope, shareAtMost } from "../../../../src/core/drift/profile/cdfEnvelope.ts";
import { summarizeNumbers } from "../../../../src/core/drift/profile/profileFromValues.ts";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import { twoSampleDistance } from "../../../../src/core/drift/statistics/twoSample.ts";

const shapes: readonly (readonly [string, (u: number) => number, (u: number) => number])[] = [
  ["the same", (u) => u, (u) => u],
  ["moved", (u) => u, (u) => u + 0.1],
  ["skewed", (u) => Math.exp(8 * u), (u) => Math.exp(8.2 * u)],
  ["half of it one value", (u) => (u < 0.5 ? 2 : u * 9), (u) => (u < 0.4 ? 2 : u * 9)],
  ["whole numbers", (u) => Math.floor(u * 500), (u) => Math.floor(u * 520)],
  ["few values", (u) => Math.floor(u * 7), (u) => Math.floor(u ** 2 * 7)],
  ["far apart", (u) => u, (u) => u + 100],
  ["constant", () => 3, () => 3],
];

describe("cdfEnvelope", () => {
  for (const isLike of [true, false]) {
    it.each(shapes)(
      `encloses the distances of %s, ${isLike ? "same" : "other"} edges`,
      (_, f, g) => {
        const random = seededRandom(11);
        const a = Float64Array.from({ length: 20_000 }, () => f(random())).sort();
        const b = Float64Array.from({ length: 9000 }, () => g(random())).sort();
        const reference = summarizeNumbers(a);
        const current = summarizeNumbers(b, isLike ? reference : null);
        const exact = twoSampleDistance(a, b);
        const found = cdfEnvelope(reference, current);
        if (found === null) throw new Error("no envelope");
        expect(found.ksLow).toBeLessThanOrEqual(exact.ks + 1e-12);
        expect(found.ksHigh).toBeGreaterThanOrEqual(exact.ks - 1e-12);
        expect(found.ksHigh - found.ksLow).toBeLessThan(isLike ? 0.02 : 0.03);
        expect(found.wassersteinLow).toBeLessThanOrEqual(exact.wasserstein * (1 + 1e-9));
        expect(found.wassersteinHigh).toBeGreaterThanOrEqual(exact.wasserstein * (1 - 1e-9));
      },
    );
  }

  it("is exact where all values are listed, and where bins hold one number", () => {
    const a = Float64Array.from([1, 1, 2, 5]);
    const b = Float64Array.from([1, 2, 2, 2, 9]);
    const exact = twoSampleDistance(a, b).ks;
    const [r, c] = [summarizeNumbers(a), summarizeNumbers(b)];
    expect(cdfEnvelope(r, c)).toMatchObject({ ksLow: exact, ksHigh: exact });
    const binned = summarizeNumbers(b, r);
    const bare = cdfEnvelope({ ...r, values: null }, { ...binned, values: null });
    expect(bare?.ksLow).toBeCloseTo(exact, 12);
    expect(bare?.ksHigh).toBeCloseTo(exact, 12);
  });

  it("knows shares outside of the range, and nothing of no values", () => {
    const values = summarizeNumbers(Float64Array.from({ length: 1000 }, (_, i) => i / 7));
    expect(shareAtMost(values, -1)).toEqual({ low: 0, high: 0 });
    expect(shareAtMost(values, 1e9)).toEqual({ low: 1, high: 1 });
    const none = summarizeNumbers(new Float64Array());
    expect(shareAtMost(none, 0)).toBeNull();
    expect(cdfEnvelope(values, none)).toBeNull();
  });
});
