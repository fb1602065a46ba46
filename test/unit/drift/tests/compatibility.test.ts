import { describe, expect, it } from "vitest";
import type { CategoryCounts, NumberSamples } from "../../../../src/core/drift/tests/driftTest.ts";
import { isDrift } from "../../../../src/core/drift/tests/driftTest.ts";
import { findDriftTest } from "../../../../src/core/drift/tests/tests.ts";
import { driftConformance, samplesOf } from "../../../support/driftConformance.ts";
import { expectRelative } from "../../../support/expectRelative.ts";

function scoreOfNumbers(id: string, samples: NumberSamples): number {
  return findDriftTest(id, "numbers")!.compute(samples).score;
}

function scoreOfCategories(id: string, counts: CategoryCounts): number {
  return findDriftTest(id, "categories")!.compute(counts).score;
}

const numbers = (...values: readonly number[]): Float64Array => Float64Array.from(values);
const counts = (reference: readonly number[], current: readonly number[]): CategoryCounts => ({
  categories: reference.map((_, i) => `c${i}`),
  reference,
  current,
});

describe.each(driftConformance.numeric)("Evidently's numbers: $name", (numericCase) => {
  const samples = samplesOf(numericCase);
  it.each(Object.keys(numericCase.evidently))("%s", (name) => {
    const [score, drifted, threshold] = numericCase.evidently[name]!;
    const test = findDriftTest(`evidently.${name}`, "numbers")!;
    expect(test.defaultThreshold).toBe(threshold);
    const computed = test.compute(samples).score;
    expectRelative(computed, score, 1e-9);
    expect(isDrift(test, computed, threshold)).toBe(drifted);
  });
});

describe.each(driftConformance.categorical)("Evidently's numbers: $name", (row) => {
  const sides = { categories: row.cats, reference: row.ref_counts, current: row.cur_counts };
  it.each(Object.keys(row.evidently))("%s", (name) => {
    const expected = row.evidently[name]!;
    const test = findDriftTest(`evidently.${name}`, "categories")!;
    const computed = test.compute(sides).score;
    if (typeof expected === "string") {
      expect(computed).toBeNaN();
      return;
    }
    const [score, drifted, threshold] = expected;
    expect(test.defaultThreshold).toBe(threshold);
    // Permutations are drawn at random, there as here.
    if (name === "TVD") expect(Math.abs(computed - score)).toBeLessThan(0.04);
    else expectRelative(computed, score, 1e-9);
    expect(isDrift(test, computed, threshold)).toBe(drifted);
  });
});

describe("Evidently's own tables", () => {
  const six = [16, 18, 16, 14, 12, 12];
  it.each([
    [[10, 10, 24, 24, 10, 10], 0.085],
    [[0, 0, 0, 0, 0, 88], 0],
    [[10, 24, 12, 16, 8, 16], 0.309],
  ] as const)("TVD of %j", (current, expected) => {
    expect(
      Math.abs(scoreOfCategories("evidently.TVD", counts(six, current)) - expected),
    ).toBeLessThan(0.05);
  });

  const repeat = (values: readonly number[], times: readonly number[]): Float64Array =>
    Float64Array.from(values.flatMap((value, i) => new Array<number>(times[i]!).fill(value)));
  const values = [1, 2, 3, 4, 5, 6];
  const repeated = {
    reference: repeat(values, six),
    current: repeat(values, [16, 16, 16, 16, 16, 8]),
  };
  it.each([
    ["mannw", 0.481],
    ["es", 0.81],
  ] as const)("%s of repeated values", (name, expected) => {
    expect(Math.abs(scoreOfNumbers(`evidently.${name}`, repeated) - expected)).toBeLessThan(0.005);
  });

  it.each([
    [[45, 45], [30, 60], 0.033],
    [[3, 3], [6, 0], 0.181],
    [[6, 0], [0, 6], 0.0021],
    [[90, 60], [60, 90], 0.00078],
  ] as const)("fisher_exact of %j and %j", (reference, current, expected) => {
    expectRelative(
      scoreOfCategories("evidently.fisher_exact", counts(reference, current)),
      expected,
      0.1,
    );
  });

  it("one outlier hides a shift of two σ from them, as it does there", () => {
    const normal = Float64Array.from({ length: 4000 }, (_, i) => Math.sin(i) + Math.cos(1.7 * i));
    const current = Float64Array.of(...normal.map((value) => value + 2), 1e6);
    const samples = { reference: normal, current };
    for (const name of ["psi", "jensenshannon", "hellinger", "kl_div"]) {
      expect(scoreOfNumbers(`evidently.${name}`, samples)).toBeLessThan(0.1);
      expect(scoreOfNumbers(name, samples)).toBeGreaterThan(0.3);
    }
    const swapped = { reference: current, current: normal };
    expect(scoreOfNumbers("evidently.wasserstein", swapped)).toBeLessThan(0.1);
    expect(scoreOfNumbers("wasserstein", swapped)).toBeGreaterThan(0.5);
  });

  it("one row of a new category is certain drift there", () => {
    const sides = counts([500, 500, 0], [500, 499, 1]);
    expect(scoreOfCategories("evidently.chisquare", sides)).toBe(0);
    expect(scoreOfCategories("chisquare", sides)).toBeGreaterThan(0.5);
  });

  it("falling values are not found there", () => {
    const reference = Float64Array.from({ length: 300 }, (_, i) => i);
    const samples = { reference, current: reference.map((value) => value - 100) };
    expect(scoreOfNumbers("evidently.mannw", samples)).toBeGreaterThan(0.99);
    expect(scoreOfNumbers("mannw", samples)).toBeLessThan(1e-6);
  });

  it("z looks at the first category only, in the order of its value", () => {
    const sides = { categories: ["10", "9", "2"], reference: [40, 20, 40], current: [70, 0, 40] };
    const reordered = {
      categories: ["2", "9", "10"],
      reference: [40, 20, 40],
      current: [40, 0, 70],
    };
    const p = scoreOfCategories("evidently.z", sides);
    expect(scoreOfCategories("evidently.z", reordered)).toBe(p);
    expectRelative(p, scoreOfCategories("evidently.z", counts([40, 60], [40, 70])), 1e-12);
  });

  it("MMD tells two distributions apart and one not from itself", () => {
    const reference = Float64Array.from({ length: 80 }, (_, i) => Math.sin(i));
    const near = Float64Array.from({ length: 80 }, (_, i) => Math.sin(i + 0.5));
    const score = (current: Float64Array): number =>
      scoreOfNumbers("evidently.empirical_mmd", { reference, current });
    expect(score(near)).toBeGreaterThan(0.3);
    expect(score(near.map((value) => value + 1))).toBe(0);
  });

  it.each(["g_test", "fisher_exact"])("%s has no answer for unequal numbers of rows", (name) => {
    expect(scoreOfCategories(`evidently.${name}`, counts([3, 4], [3, 5]))).toBeNaN();
  });

  it.each([
    ["fisher_exact of three categories", "fisher_exact", counts([1, 1, 1], [1, 1, 1]), NaN],
    ["z of one category", "z", counts([4], [9]), 1],
    ["chisquare of one category", "chisquare", counts([4], [9]), NaN],
  ] as const)("%s", (_, name, sides, expected) => {
    expect(scoreOfCategories(`evidently.${name}`, sides)).toBe(expected);
  });
});

/** Measured with NannyML 0.13.1; a grid is taken from 10 000 reference rows on. */
describe("NannyML's numbers", () => {
  const formula = (name: string): NumberSamples =>
    samplesOf(driftConformance.numeric.find((row) => row.name === name)!);
  const grid = {
    reference: Float64Array.from({ length: 12_000 }, (_, i) => Math.sin(i)),
    current: Float64Array.from({ length: 3000 }, (_, i) => 1.2 * Math.sin(1.1 * i + 0.3) + 0.1),
  };
  it.each([
    [
      "sin500",
      formula("sin500"),
      [0.2428030268146007, 0.23777320319694395, 0.102, 0.49849980190106086],
    ],
    [
      "expsin500",
      formula("expsin500"),
      [0.2187855999343974, 0.2067769920858673, 0.118, 0.2851379007953507],
    ],
    [
      "on a grid",
      grid,
      [0.47607471167232507, 0.461630356798873, 0.22999999999996756, 0.14328003237054512],
    ],
  ] as const)("%s", (_, samples, expected) => {
    const names = ["jensen_shannon", "hellinger", "kolmogorov_smirnov", "wasserstein"];
    names.forEach((name, i) =>
      expectRelative(scoreOfNumbers(`nannyml.${name}`, samples), expected[i]!, 1e-9),
    );
  });

  it.each([
    [
      "one new, one lost",
      counts([25, 25, 25, 25, 0], [20, 20, 20, 0, 20]),
      [0.5, 0.5, 3.975960118145555e-9, 0.25],
    ],
    [
      "two categories",
      counts([45, 45], [30, 60]),
      [0.14394735018022448, 0.12000600129373205, 0.034293721036493065, 1 / 6],
    ],
    [
      "two new ones as one",
      counts([10, 20, 0, 0], [5, 5, 3, 4]),
      [0.5101570347468922, 0.49404494905562746, 0.0016252233589341878, 0.3725490196078431],
    ],
  ] as const)("%s", (_, sides, expected) => {
    const names = ["jensen_shannon", "hellinger", "chi2", "l_infinity"];
    names.forEach((name, i) =>
      expectRelative(scoreOfCategories(`nannyml.${name}`, sides), expected[i]!, 1e-9),
    );
  });

  it("a constant reference on a grid", () => {
    const reference = new Float64Array(10_000).fill(5);
    expect(scoreOfNumbers("nannyml.kolmogorov_smirnov", { reference, current: reference })).toBe(0);
    expect(scoreOfNumbers("nannyml.wasserstein", { reference, current: reference })).toBe(0);
    const current = numbers(1, 5, 9, 9);
    expect(scoreOfNumbers("nannyml.kolmogorov_smirnov", { reference, current })).toBeCloseTo(
      0.5,
      12,
    );
  });
});
