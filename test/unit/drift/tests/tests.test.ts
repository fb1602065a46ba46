import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import {
  isDrift,
  type CategoryCounts,
  type CategoryTest,
  type NumberSamples,
  type NumberTest,
} from "../../../../src/core/drift/tests/driftTest.ts";
import { evidentlyTests } from "../../../../src/core/drift/tests/evidently/evidentlyTests.ts";
import { nannymlTests } from "../../../../src/core/drift/tests/nannyml/nannymlTests.ts";
import {
  allDriftTests,
  driftTests,
  findDriftTest,
} from "../../../../src/core/drift/tests/tests.ts";
import { expectRelative } from "../../../support/expectRelative.ts";

const numberTests = allDriftTests.filter(
  (test): test is NumberTest => test.appliesTo === "numbers",
);
const categoryTests = allDriftTests.filter(
  (test): test is CategoryTest => test.appliesTo === "categories",
);

/** Ours: what is claimed beyond what other tools do. */
const ourNumberTests = numberTests.filter(({ id }) => !id.includes("."));
const ourCategoryTests = categoryTests.filter(({ id }) => !id.includes("."));

const random = seededRandom(11);
const gauss = (): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const draw = (rows: number, shift = 0): Float64Array =>
  Float64Array.from({ length: rows }, () => gauss() + shift);

function reversed({ reference, current }: NumberSamples): NumberSamples {
  return { reference: reference.toReversed(), current: current.toReversed() };
}

describe("the tables", () => {
  it("name each statistic of a kind of column once", () => {
    const keys = allDriftTests.map(({ id, appliesTo }) => `${id} ${appliesTo}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(allDriftTests).toHaveLength(
      driftTests.length + evidentlyTests.length + nannymlTests.length,
    );
  });

  it("hold all that Evidently and NannyML have, and an own one for each of Evidently's", () => {
    const ids = new Set(evidentlyTests.map(({ id }) => id.replace("evidently.", "")));
    expect([...ids].sort()).toEqual(
      [
        ...["TVD", "abs_text_content_drift", "anderson", "chisquare", "cramer_von_mises", "ed"],
        ...["empirical_mmd", "es", "fisher_exact", "g_test", "hellinger", "jensenshannon"],
        ...[
          "kl_div",
          "ks",
          "mannw",
          "perc_text_content_drift",
          "psi",
          "t_test",
          "wasserstein",
          "z",
        ],
      ].sort(),
    );
    for (const { id, appliesTo } of evidentlyTests) {
      expect(findDriftTest(id.replace("evidently.", ""), appliesTo)).toBeDefined();
    }
    expect([...new Set(nannymlTests.map(({ id }) => id))].sort()).toEqual([
      "nannyml.chi2",
      "nannyml.hellinger",
      "nannyml.jensen_shannon",
      "nannyml.kolmogorov_smirnov",
      "nannyml.l_infinity",
      "nannyml.wasserstein",
    ]);
  });

  it("find by id and kind of column", () => {
    expect(findDriftTest("psi", "categories")?.appliesTo).toBe("categories");
    expect(findDriftTest("psi", "numbers")?.appliesTo).toBe("numbers");
    expect(findDriftTest("psi")?.id).toBe("psi");
    expect(findDriftTest("ks", "categories")).toBeUndefined();
    expect(findDriftTest("nothing")).toBeUndefined();
  });
});

describe.each(numberTests)("numbers: $id", (test) => {
  const samples = { reference: draw(300), current: draw(200, 0.3) };
  const score = (sides: NumberSamples): number => test.compute(sides).score;

  it("does not depend on the order of rows, nor change them", () => {
    const copy = { reference: samples.reference.slice(), current: samples.current.slice() };
    const before = score(samples);
    expect(samples).toEqual(copy);
    // Permutations are drawn by position.
    const tolerance = test.id.endsWith("empirical_mmd") ? 0.5 : 1e-9;
    expectRelative(score(reversed(samples)), before, tolerance);
  });

  it("has an answer, or none, and never throws", () => {
    const none = new Float64Array();
    const one = Float64Array.of(3);
    const fives = new Float64Array(60).fill(5);
    const sixes = new Float64Array(60).fill(6);
    const steps = Float64Array.from({ length: 90 }, (_, i) => i % 3);
    expect(score({ reference: none, current: fives })).toBeNaN();
    expect(score({ reference: fives, current: none })).toBeNaN();
    expect(score({ reference: none, current: none })).toBeNaN();
    for (const sides of [
      { reference: one, current: one },
      { reference: one, current: fives },
      { reference: fives, current: one },
      { reference: fives, current: fives },
      { reference: fives, current: sixes },
      { reference: steps, current: fives },
      { reference: fives, current: steps },
      { reference: steps, current: steps },
      { reference: Float64Array.of(-1e308, 0, 1e308), current: Float64Array.of(-1e308, 1e308) },
    ]) {
      const value = score(sides);
      if (test.kind === "p-value" && !Number.isNaN(value)) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      if (test.kind === "distance" && !Number.isNaN(value)) expect(value).toBeGreaterThanOrEqual(0);
    }
  });

  it("finds no drift between equal constants, nor between equal samples", () => {
    const fives = new Float64Array(60).fill(5);
    const steps = Float64Array.from({ length: 90 }, (_, i) => i % 7);
    for (const values of [fives, steps, samples.reference]) {
      const value = score({ reference: values, current: values });
      expect(isDrift(test, value, test.defaultThreshold)).toBe(false);
    }
  });

  it("finds a shift of a σ, but not one of 0, in thousands of rows", () => {
    const drifted = score({ reference: draw(4000), current: draw(3000, 1) });
    const same = score({ reference: draw(4000), current: draw(3000) });
    const isBlind = test.id === "levene";
    expect(isDrift(test, drifted, test.defaultThreshold)).toBe(!isBlind);
    expect(isDrift(test, same, test.kind === "p-value" ? 0.001 : test.defaultThreshold)).toBe(
      false,
    );
  });
});

describe.each(ourNumberTests)("numbers, ours: $id", (test) => {
  const samples = { reference: draw(500), current: draw(400, 0.4) };
  const mapped = (change: (value: number) => number): number =>
    test.compute({
      reference: samples.reference.map(change),
      current: samples.current.map(change),
    }).score;

  it("is the same in every unit", () => {
    expectRelative(
      mapped((value) => value * 1024),
      mapped((value) => value),
      1e-9,
    );
    expectRelative(
      mapped((value) => value / 4096),
      mapped((value) => value),
      1e-9,
    );
    expectRelative(
      mapped((value) => value + 1000),
      mapped((value) => value),
      1e-6,
    );
  });

  it("is not silenced by one far value", () => {
    const far = Float64Array.of(...draw(2000, 1), 1e6);
    const value = test.compute({ reference: draw(2000), current: far }).score;
    // A mean and a spread about it are what far values move.
    const isByMoments = ["t_test", "levene"].includes(test.id);
    expect(isDrift(test, value, test.defaultThreshold)).toBe(!isByMoments);
  });
});

describe("symmetry", () => {
  const samples = { reference: draw(150), current: draw(150, 0.5) };
  const swapped = { reference: samples.current, current: samples.reference };
  it.each([
    ...["ks", "anderson", "cramer_von_mises", "ed", "es", "mannw", "t_test", "levene"],
    ...["evidently.psi", "evidently.jensenshannon", "evidently.hellinger", "evidently.ed"],
  ])("%s does not care which side is which", (id) => {
    const test = findDriftTest(id, "numbers")!;
    expectRelative(test.compute(swapped).score, test.compute(samples).score, 1e-9);
  });
});

describe.each(categoryTests)("categories: $id", (test) => {
  const sides: CategoryCounts = {
    categories: ["a", "b", "c"],
    reference: [50, 30, 20],
    current: [40, 40, 20],
  };
  const score = (counts: CategoryCounts): number => test.compute(counts).score;
  const two = (reference: readonly number[], current: readonly number[]): CategoryCounts => ({
    categories: reference.map((_, i) => `c${i}`),
    reference,
    current,
  });

  it("does not depend on the order of categories, nor on those that do not occur", () => {
    const reordered = {
      categories: ["c", "zero", "a", "b"],
      reference: [20, 0, 50, 30],
      current: [20, 0, 40, 40],
    };
    const tolerance = test.id === "evidently.TVD" ? 0.1 : 1e-9;
    expectRelative(score(reordered), score(sides), tolerance);
  });

  it("has no answer for an empty side, and finds no drift in one category", () => {
    expect(score(two([0, 0], [3, 4]))).toBeNaN();
    expect(score(two([3, 4], [0, 0]))).toBeNaN();
    expect(score(two([], []))).toBeNaN();
    expect(isDrift(test, score(two([5], [9])), test.defaultThreshold)).toBe(false);
    expect(isDrift(test, score(two([5, 5], [5, 5])), test.defaultThreshold)).toBe(false);
  });

  it("finds half of the rows moved", () => {
    const value = score(two([500, 500], [950, 50]));
    expect(isDrift(test, value, test.defaultThreshold)).toBe(true);
  });

  it("answers at once for 20 000 categories", () => {
    const many = Array.from({ length: 20_000 }, (_, i) => (i % 7) + 1);
    const counts = two(many, many.toReversed());
    expect(() => score(counts)).not.toThrow();
  });
});

describe.each(ourCategoryTests)("categories, ours: $id", (test) => {
  it("does not alarm when two samples of one distribution have different sizes", () => {
    const counts = {
      categories: ["a", "b", "c", "d"],
      reference: [4000, 3000, 2000, 1000],
      current: [81, 63, 36, 20],
    };
    expect(isDrift(test, test.compute(counts).score, test.defaultThreshold)).toBe(false);
  });
});

describe("tests of categories on samples without drift", () => {
  /** Alarms at 5 % among 400 comparisons of K categories; chance keeps it under 8.5 %. */
  it.each(["chisquare", "g_test", "z", "fisher_exact"])("%s alarms rarely", (id) => {
    const test = findDriftTest(id, "categories")!;
    for (const categories of [2, 10, 200]) {
      const tally = (rows: number): number[] => {
        const counts = new Array<number>(categories).fill(0);
        for (let i = 0; i < rows; i++) counts[Math.floor(categories * random() ** 2)]! += 1;
        return counts;
      };
      let alarms = 0;
      for (let round = 0; round < 400; round++) {
        const [reference, current] = [tally(1000), tally(600)];
        const names = reference.map((_, i) => `${i}`);
        const { score } = test.compute({ categories: names, reference, current });
        alarms += Number(isDrift(test, score, 0.05));
      }
      expect(alarms / 400).toBeLessThan(0.085);
    }
  });
});
