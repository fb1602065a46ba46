import { describe, expect, it } from "vitest";
import {
  chiSquareHomogeneity,
  cramersV,
  cramersVBiasCorrected,
  gHomogeneity,
  poolRareCategories,
  smallestExpected,
  yatesHomogeneity,
  type ContingencyResult,
  type CountPair,
} from "../../../../src/core/drift/statistics/contingency.ts";
import { fisherExact } from "../../../../src/core/drift/statistics/discrete.ts";
import {
  hellinger,
  jensenShannon,
  kullbackLeibler,
  lInfinity,
  populationStability,
  sharesOf,
} from "../../../../src/core/drift/statistics/divergences.ts";
import { totalVariation } from "../../../../src/core/drift/statistics/noiseFloors.ts";
import { driftConformance } from "../../../support/driftConformance.ts";
import { expectRelative } from "../../../support/expectRelative.ts";

const all = ({ statistic, pValue, degreesOfFreedom }: ContingencyResult): number[] => [
  statistic,
  pValue,
  degreesOfFreedom,
];
const shares = ({ reference, current }: CountPair): [Float64Array, Float64Array] => [
  sharesOf(reference),
  sharesOf(current),
];

/** By the names that the table gives them. */
const statistics: Readonly<Record<string, (counts: CountPair) => number | readonly number[]>> = {
  chi2_homogeneity: (counts) => all(chiSquareHomogeneity(counts)),
  g_homogeneity: (counts) => all(gHomogeneity(counts)),
  chi2_yates: (counts) => all(yatesHomogeneity(counts)),
  fisher: ({ reference: [a = 0, b = 0], current: [c = 0, d = 0] }) => [
    (a * d) / (b * c),
    fisherExact({ a, b, c, d }),
  ],
  tvd: ({ reference, current }) => totalVariation(reference, current),
  linf: (counts) => lInfinity(...shares(counts)),
  js_nat: (counts) => jensenShannon(...shares(counts)),
  js_base2: (counts) => jensenShannon(...shares(counts), 2),
  hellinger: (counts) => hellinger(...shares(counts)),
  cramers_v: cramersV,
  cramers_v_bias_corrected: cramersVBiasCorrected,
};

describe.each(driftConformance.categorical)("SciPy's numbers: $name", (row) => {
  const counts = { reference: row.ref_counts, current: row.cur_counts };
  it.each(Object.keys(row.scipy))("%s", (name) => {
    const expected = [row.scipy[name]!].flat();
    const actual = [statistics[name]!(counts)].flat();
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, i) => expectRelative(value, expected[i]!, 1e-9));
  });
});

describe("Cramér's V", () => {
  // As published by Deepchecks, within 0.01.
  it.each([
    [[200, 800], [400, 600], 0.21],
    [[100, 0], [0, 100], 1],
    [[5, 5], [5, 5], 0],
  ] as const)("of %j and %j", (reference, current, expected) => {
    const distance = Math.abs(cramersVBiasCorrected({ reference, current }) - expected);
    expect(distance).toBeLessThan(0.01);
  });
});

describe("rare categories", () => {
  function check(counts: CountPair, expected: CountPair): void {
    expect(poolRareCategories(counts)).toEqual(expected);
  }

  it("stay as they are when none is rare", () =>
    check({ reference: [50, 60], current: [30, 20] }, { reference: [50, 60], current: [30, 20] }));

  it("are put together until there are enough", () =>
    check(
      { reference: [100, 2, 1, 1, 4, 4], current: [100, 2, 1, 1, 4, 4] },
      // 1 + 1 + 2 + 4 of each side, then the last 4, which the most frequent takes in.
      { reference: [8, 104], current: [8, 104] },
    ));

  it("leave two groups, however few rows", () =>
    check({ reference: [4, 2, 0], current: [1, 1, 4] }, { reference: [2, 4], current: [5, 1] }));

  it("that do not occur are left out", () =>
    check({ reference: [9, 0, 9], current: [9, 0, 9] }, { reference: [9, 9], current: [9, 9] }));

  it("of a single category stay one", () =>
    check({ reference: [3], current: [2] }, { reference: [3], current: [2] }));

  it("are judged by the smaller side", () => {
    expect(smallestExpected({ reference: [10, 90], current: [1, 9] })).toBe(1);
  });
});

describe("what says nothing", () => {
  const cases: readonly (readonly [string, () => number, number])[] = [
    ["an empty side", () => chiSquareHomogeneity({ reference: [0], current: [3] }).pValue, NaN],
    ["one category", () => chiSquareHomogeneity({ reference: [3], current: [9] }).pValue, 1],
    ["V of one category", () => cramersV({ reference: [3], current: [9] }), 0],
    [
      "corrected V of one category",
      () => cramersVBiasCorrected({ reference: [3], current: [9] }),
      0,
    ],
    [
      "corrected V of an empty side",
      () => cramersVBiasCorrected({ reference: [0, 0], current: [1, 2] }),
      NaN,
    ],
    ["distance of nothing", () => totalVariation([0, 0], [1, 2]), NaN],
    ["PSI of an empty bin", () => populationStability([0.5, 0.5], [1, 0]), Infinity],
    ["PSI of a bin that both lack", () => populationStability([1, 0], [1, 0]), 0],
    [
      "KL of a bin that only the current lacks",
      () => kullbackLeibler([0.5, 0.5], [1, 0]),
      Infinity,
    ],
    [
      "KL of a bin that only the reference lacks",
      () => kullbackLeibler([1, 0], [0.5, 0.5]),
      Math.LN2,
    ],
    ["Jensen–Shannon of nothing in common", () => jensenShannon([1, 0], [0, 1], 2), 1],
    ["Hellinger of nothing in common", () => hellinger([1, 0], [0, 1]), 1],
    ["L-infinity of no rows", () => lInfinity(sharesOf([0]), sharesOf([1])), NaN],
  ];
  it.each(cases)("%s", (_, calculate, expected) => expectRelative(calculate(), expected, 1e-12));
});
