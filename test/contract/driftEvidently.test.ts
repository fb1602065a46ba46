import { beforeAll, describe, expect, it } from "vitest";
import { isDrift, type DriftTest, type TestResult } from "../../src/core/drift/tests/driftTest.ts";
import { evidentlyTests } from "../../src/core/drift/tests/evidently/evidentlyTests.ts";
import { askDriftTool, Comparison, isRefusal, type Tolerance } from "./driftOracle.ts";
import { countPairs, numberPairs, type CountPair, type NumberPair } from "./driftSamples.ts";

/** The statistics that compute as Evidently does against Evidently itself, on generated columns. */

interface Verdict {
  readonly score: number;
  readonly drift: boolean;
  readonly threshold: number;
}

const numbers: readonly NumberPair[] = [
  ...numberPairs(63, 11, [2, 12]),
  ...numberPairs(63, 12, [8, 60]),
  ...numberPairs(45, 13, [100, 900]),
];

/** Some with as many rows on both sides, and with two categories, as tests want them. */
const counts: readonly CountPair[] = [
  ...countPairs(40, 14, { mostCategories: 2, rows: [5, 60] }),
  ...countPairs(30, 15, { mostCategories: 2, rows: [30, 30] }),
  ...countPairs(60, 16, { mostCategories: 12, rows: [20, 400] }),
  ...countPairs(30, 17, { mostCategories: 8, rows: [200, 200] }),
];

const rounding = { relative: 1e-9, absolute: 1e-12 };
const tolerances: Readonly<Record<string, Tolerance>> = {
  // A root of a difference that is zero but for rounding.
  "evidently.hellinger": { relative: 1e-9, absolute: 1e-7 },
  "evidently.jensenshannon": { relative: 1e-9, absolute: 1e-7 },
  "evidently.es": { relative: 1e-6 },
  // Counted in 16-bit floats for few rows, and without terms below 1e-7 for many.
  "evidently.cramer_von_mises": { relative: 2e-3, absolute: 1e-6 },
  // Shares of permutations, 1000 and 100, each tool's own.
  "evidently.TVD": { absolute: 0.09 },
  "evidently.empirical_mmd": { absolute: 0.25 },
};

/** What Evidently fails at because of the NumPy beneath it, not because it refuses the column. */
const failures = /UFuncTypeError: Cannot cast ufunc 'add'/;

const categoryNames = (pair: CountPair): readonly string[] =>
  pair.reference.map((_, index) => `c${String(index)}`);

function casesOf(test: DriftTest): readonly (NumberPair | CountPair)[] {
  if (test.id === "evidently.TVD")
    return counts.slice(0, 100).filter((_, index) => index % 6 === 0);
  if (test.id === "evidently.empirical_mmd") return numbers.filter((_, index) => index % 6 === 0);
  return test.appliesTo === "numbers" ? numbers : counts;
}

function byCategory(pair: CountPair, side: readonly number[]): object {
  return Object.fromEntries(categoryNames(pair).map((name, index) => [name, side[index] ?? 0]));
}

function compute(test: DriftTest, pair: NumberPair | CountPair): TestResult {
  switch (test.appliesTo) {
    case "numbers":
      return test.compute({
        reference: Float64Array.from(pair.reference),
        current: Float64Array.from(pair.current),
      });
    case "categories":
      return test.compute({ categories: categoryNames(pair), ...pair });
    case "texts":
      throw new Error("Texts are compared apart.");
  }
}

const columnTests = evidentlyTests.filter(({ appliesTo }) => appliesTo !== "texts");

describe("one column", () => {
  const asked = columnTests.flatMap((test) =>
    casesOf(test).map((pair) => ({
      kind: "test",
      test: test.id.replace("evidently.", ""),
      ...(test.appliesTo === "numbers"
        ? { type: "num", reference: pair.reference, current: pair.current }
        : {
            type: "cat",
            reference: byCategory(pair, pair.reference),
            current: byCategory(pair, pair.current),
          }),
    })),
  );
  let answers: readonly unknown[];
  beforeAll(() => {
    answers = askDriftTool("evidently", asked);
  });

  it.each(columnTests.map((test, index) => ({ test, index })))(
    "$test.id of $test.appliesTo",
    ({ test, index }) => {
      const from = columnTests.slice(0, index).reduce((sum, it) => sum + casesOf(it).length, 0);
      const comparison = new Comparison();
      let refused = 0;
      for (const [place, pair] of casesOf(test).entries()) {
        const answer = answers[from + place];
        const { score } = compute(test, pair);
        if (isRefusal(answer)) {
          refused += 1;
          if (!failures.test(answer.error))
            comparison.check(`${pair.name}, refused there (${answer.error})`, score, NaN, {});
          continue;
        }
        compareVerdict(comparison, { test, name: pair.name, score }, answer as Verdict);
      }
      expect(comparison.disagreements).toEqual([]);
      expect(comparison.compared - refused).toBeGreaterThan(15);
    },
  );
});

function compareVerdict(
  comparison: Comparison,
  {
    test,
    name,
    score,
  }: { readonly test: DriftTest; readonly name: string; readonly score: number },
  expected: Verdict,
): void {
  const tolerance = tolerances[test.id] ?? rounding;
  comparison.check(name, score, expected.score, tolerance);
  comparison.check(`${name}, threshold`, test.defaultThreshold, expected.threshold, {});
  // Permutations may fall on either side of the threshold.
  if ((tolerance.absolute ?? 0) > 0.01) return;
  const drifted = isDrift(test, score, test.defaultThreshold);
  comparison.checkSame(`${name}, verdict`, drifted, expected.drift);
}
