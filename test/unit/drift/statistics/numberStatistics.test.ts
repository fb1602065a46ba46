import { describe, expect, it } from "vitest";
import { andersonDarling } from "../../../../src/core/drift/statistics/andersonDarling.ts";
import {
  cramerVonMises,
  cramerVonMisesSf,
} from "../../../../src/core/drift/statistics/cramerVonMises.ts";
import { eppsSingleton } from "../../../../src/core/drift/statistics/eppsSingleton.ts";
import {
  ksAsymptoticPValue,
  ksExactPValue,
} from "../../../../src/core/drift/statistics/kolmogorov.ts";
import {
  mannWhitney,
  type Alternative,
} from "../../../../src/core/drift/statistics/mannWhitney.ts";
import {
  leveneTest,
  momentsOf,
  studentTest,
  welchTest,
  type MeanComparison,
} from "../../../../src/core/drift/statistics/meanTests.ts";
import { ascending, variance } from "../../../../src/core/drift/statistics/samples.ts";
import {
  energyDistance,
  twoSampleDistance,
} from "../../../../src/core/drift/statistics/twoSample.ts";
import { driftConformance, samplesOf } from "../../../support/driftConformance.ts";
import { expectRelative } from "../../../support/expectRelative.ts";

type Sides = { readonly reference: Float64Array; readonly current: Float64Array };
type Statistic = (sides: Sides) => number | readonly number[];

const withP = ({ statistic, pValue }: { statistic: number; pValue: number }): number[] => [
  statistic,
  pValue,
];
const withDegrees = ({ t, pValue, degreesOfFreedom }: MeanComparison): number[] => [
  t,
  pValue,
  degreesOfFreedom,
];
const ranked = (alternative: Alternative): Statistic => {
  return ({ reference, current }) =>
    withP(mannWhitney(ascending(reference), ascending(current), alternative, "asymptotic"));
};
const merged = ({ reference, current }: Sides): ReturnType<typeof twoSampleDistance> =>
  twoSampleDistance(ascending(reference), ascending(current));

/** By the names that the table gives them. */
const statistics: Readonly<Record<string, Statistic>> = {
  ks_exact: (sides) => {
    const { ks } = merged(sides);
    return [ks, ksExactPValue(ks, sides.reference.length, sides.current.length)];
  },
  ks_asymp: (sides) => {
    const { ks } = merged(sides);
    return [ks, ksAsymptoticPValue(ks, sides.reference.length, sides.current.length)];
  },
  wasserstein: (sides) => merged(sides).wasserstein,
  wasserstein_over_std_ref_pop: (sides) =>
    merged(sides).wasserstein / Math.sqrt(variance(sides.reference, 0)),
  energy: ({ reference, current }) =>
    energyDistance(ascending(reference), ascending(current)).distance,
  anderson_ksamp: ({ reference, current }) =>
    withP(andersonDarling(ascending(reference), ascending(current))),
  cvm_exact: ({ reference, current }) =>
    withP(cramerVonMises(ascending(reference), ascending(current), "exact")),
  cvm_asymptotic: ({ reference, current }) =>
    withP(cramerVonMises(ascending(reference), ascending(current), "asymptotic")),
  "mwu_asymp_two-sided": ranked("two-sided"),
  mwu_asymp_less: ranked("less"),
  mwu_asymp_greater: ranked("greater"),
  t_student: ({ reference, current }) =>
    withDegrees(studentTest(momentsOf(reference), momentsOf(current))),
  t_welch: ({ reference, current }) =>
    withDegrees(welchTest(momentsOf(reference), momentsOf(current))),
  epps_singleton: ({ reference, current }) => withP(eppsSingleton(reference, current)),
  levene: ({ reference, current }) => withP(leveneTest(reference, current)),
};

function check(actual: number | readonly number[], expected: number | readonly number[]): void {
  const values = [actual].flat();
  const wanted = [expected].flat();
  expect(values).toHaveLength(wanted.length);
  // Levene of two equal spreads is 0 but for rounding.
  wanted.forEach((value, i) =>
    value === 0 ? expect(values[i]).toBeCloseTo(0, 12) : expectRelative(values[i]!, value, 1e-9),
  );
}

describe.each(driftConformance.numeric)("SciPy's numbers: $name", (numericCase) => {
  const sides = samplesOf(numericCase);
  it.each(Object.keys(numericCase.scipy))("%s", (name) =>
    check(statistics[name]!(sides), numericCase.scipy[name]!),
  );
});

/** Equal values on and between both sides; measured with SciPy 1.17.1. */
describe("ties and few rows", () => {
  const tied: Sides = {
    reference: Float64Array.of(1, 2, 2, 3, 3, 3, 4, 5, 5, 7),
    current: Float64Array.of(2, 3, 3, 4, 4, 6, 6, 7, 8),
  };
  const few: Sides = {
    reference: Float64Array.of(1, 5, 9),
    current: Float64Array.of(2, 3, 4, 6, 7, 8, 10),
  };
  const auto = ({ reference, current }: Sides, alternative: Alternative): number[] =>
    withP(mannWhitney(reference, current, alternative));
  const cases: readonly (readonly [string, () => number | readonly number[], readonly number[]])[] =
    [
      ["mannWhitney tied", () => auto(tied, "two-sided"), [28.5, 0.1853278897238353]],
      ["mannWhitney tied, less", () => auto(tied, "less"), [28.5, 0.09266394486191765]],
      ["mannWhitney few", () => auto(few, "two-sided"), [9, 0.8333333333333333]],
      ["mannWhitney few, greater", () => auto(few, "greater"), [9, 0.6666666666666667]],
      [
        "anderson tied",
        () => statistics["anderson_ksamp"]!(tied),
        [0.374609879949647, 0.23388911888199337],
      ],
      [
        "cramer tied",
        () => withP(cramerVonMises(tied.reference, tied.current)),
        [0.1972222222222224, 0.2966507177033493],
      ],
      [
        "cramer few",
        () => withP(cramerVonMises(few.reference, few.current)),
        [0.059523809523809534, 0.95],
      ],
      [
        "epps tied",
        () => statistics["epps_singleton"]!(tied),
        [1.6855420666924472, 0.7933422209123338],
      ],
      ["levene tied", () => statistics["levene"]!(tied), [0.3852781419741525, 0.5430248442976277]],
      ["wasserstein tied", () => statistics["wasserstein"]!(tied), [1.2777777777777777]],
      ["energy tied", () => statistics["energy"]!(tied), [0.7531005867924687]],
      ["ks tied", () => statistics["ks_exact"]!(tied), [0.34444444444444444, 0.538591439520232]],
    ];
  it.each(cases)("%s", (_, calculate, expected) => check(calculate(), expected));
});

describe("what says nothing", () => {
  const valuesOf = (record: object): number[] => Object.values(record) as number[];
  const none = new Float64Array();
  const one = Float64Array.of(3);
  const fives = new Float64Array(12).fill(5);
  const cases: readonly (readonly [string, () => readonly number[], readonly number[]])[] = [
    ["distance without rows", () => valuesOf(twoSampleDistance(none, one)), [NaN, NaN, NaN]],
    ["distance to no rows", () => valuesOf(twoSampleDistance(one, none)), [NaN, NaN, NaN]],
    ["distance of two constants", () => valuesOf(twoSampleDistance(one, fives)), [1, 2, 3]],
    ["energy without rows", () => valuesOf(energyDistance(none, one)), [NaN, NaN]],
    ["energy of equal constants", () => valuesOf(energyDistance(fives, fives)), [0, 0]],
    ["energy of two constants", () => valuesOf(energyDistance(one, fives)), [2, 1]],
    ["anderson of equal constants", () => withP(andersonDarling(fives, fives)), [NaN, NaN]],
    ["anderson without rows", () => withP(andersonDarling(none, fives)), [NaN, NaN]],
    ["cramer of equal constants", () => [cramerVonMises(fives, fives).pValue], [1]],
    ["cramer of one row", () => withP(cramerVonMises(one, fives)), [NaN, NaN]],
    ["epps of equal quartiles", () => withP(eppsSingleton(fives, fives)), [NaN, NaN]],
    ["epps of four rows", () => withP(eppsSingleton(fives.slice(8), fives)), [NaN, NaN]],
    ["mannWhitney of equal constants", () => [mannWhitney(fives, fives, "less").pValue], [1]],
    ["mannWhitney without rows", () => withP(mannWhitney(none, fives, "less")), [NaN, NaN]],
    ["welch of equal constants", () => withDegrees(welch(fives, fives)).slice(0, 2), [0, 1]],
    [
      "welch of two constants",
      () =>
        withDegrees(
          welch(
            fives,
            fives.map(() => 4),
          ),
        ).slice(0, 2),
      [Infinity, 0],
    ],
    ["welch of one row", () => withDegrees(welch(one, fives)).slice(1), [NaN, NaN]],
    ["levene of constants", () => withP(leveneTest(fives, fives)), [NaN, NaN]],
    ["levene of one row", () => withP(leveneTest(one, fives)), [NaN, NaN]],
    ["the limit of Cramér–von Mises near 0", () => [cramerVonMisesSf(0.002)], [1]],
  ];
  function welch(reference: Float64Array, current: Float64Array): MeanComparison {
    return welchTest(momentsOf(reference), momentsOf(current));
  }
  it.each(cases)("%s", (_, calculate, expected) => {
    const values = calculate();
    expect(values).toHaveLength(expected.length);
    values.forEach((value, i) => expectRelative(value, expected[i]!, 1e-12));
  });
});
