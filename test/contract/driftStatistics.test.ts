import { beforeAll, describe, expect, it } from "vitest";
import { andersonDarling } from "../../src/core/drift/statistics/andersonDarling.ts";
import { betaRegularised } from "../../src/core/drift/statistics/beta.ts";
import { chiSquareCdf, chiSquareSf } from "../../src/core/drift/statistics/chiSquare.ts";
import { cramerVonMises } from "../../src/core/drift/statistics/cramerVonMises.ts";
import {
  binomialPmf,
  binomialTest,
  fisherExact,
  hypergeometricPmf,
} from "../../src/core/drift/statistics/discrete.ts";
import { eppsSingleton } from "../../src/core/drift/statistics/eppsSingleton.ts";
import { fSf } from "../../src/core/drift/statistics/fDistribution.ts";
import { gammaP, gammaQ, logGamma } from "../../src/core/drift/statistics/gamma.ts";
import {
  kolmogorovSf,
  ksAsymptoticPValue,
  ksPValue,
} from "../../src/core/drift/statistics/kolmogorov.ts";
import { oneSampleKolmogorovSf } from "../../src/core/drift/statistics/kolmogorovOneSample.ts";
import { mannWhitney } from "../../src/core/drift/statistics/mannWhitney.ts";
import {
  leveneTest,
  momentsOf,
  studentTest,
  welchTest,
} from "../../src/core/drift/statistics/meanTests.ts";
import { corrections } from "../../src/core/drift/statistics/multipleTesting.ts";
import { normalQuantile, normalSf } from "../../src/core/drift/statistics/normal.ts";
import { ascending } from "../../src/core/drift/statistics/samples.ts";
import { studentTQuantile, studentTSf } from "../../src/core/drift/statistics/studentT.ts";
import { energyDistance, twoSampleDistance } from "../../src/core/drift/statistics/twoSample.ts";
import { seededRandom } from "../../src/base/seededRandom.ts";
import { askDriftTool, Comparison, type Tolerance } from "./driftOracle.ts";
import { numberPairs, whole, type NumberPair } from "./driftSamples.ts";

/** The statistics against SciPy's, on generated samples and arguments. */

type Pair = readonly [statistic: number, pValue: number];
type Answer = number | Pair;

const pairs: readonly NumberPair[] = [
  ...numberPairs(180, 1, [2, 8]),
  ...numberPairs(180, 2, [5, 40]),
  ...numberPairs(90, 3, [100, 700]),
  ...numberPairs(9, 4, [3000, 12_000]),
];

const pairOf = ({
  statistic,
  pValue,
}: {
  readonly statistic: number;
  readonly pValue: number;
}): Pair => [statistic, pValue];

const rounding = { relative: 1e-10, absolute: 1e-14 };
/** Differences of means and inverted matrices lose digits. */
const lossy = { relative: 1e-8, absolute: 1e-10 };
/** SciPy leaves off terms below 1e-7 of the limit of Cramér and von Mises. */
const series = { relative: 1e-10, absolute: 1e-6 };

/** How each is computed here, and how close that must be to SciPy: its statistic, and its p-value. */
const statistics: Readonly<
  Record<
    string,
    readonly [
      compute: (x: Float64Array, y: Float64Array) => Answer,
      statistic: Tolerance,
      pValue?: Tolerance,
    ]
  >
> = {
  ks: [
    (x, y) => {
      const { ks } = twoSampleDistance(x, y);
      return [ks, ksPValue(ks, x.length, y.length)];
    },
    rounding,
  ],
  ksAsymptotic: [
    (x, y) => {
      const { ks } = twoSampleDistance(x, y);
      return [ks, ksAsymptoticPValue(ks, x.length, y.length)];
    },
    rounding,
  ],
  wasserstein: [(x, y) => twoSampleDistance(x, y).wasserstein, rounding],
  energy: [(x, y) => energyDistance(x, y).distance, rounding],
  anderson: [(x, y) => pairOf(andersonDarling(x, y)), rounding],
  cramerVonMises: [(x, y) => pairOf(cramerVonMises(x, y)), rounding, series],
  cramerVonMisesAsymptotic: [
    (x, y) => pairOf(cramerVonMises(x, y, "asymptotic")),
    rounding,
    series,
  ],
  mannWhitney: [(x, y) => pairOf(mannWhitney(x, y, "two-sided")), rounding],
  mannWhitneyLess: [(x, y) => pairOf(mannWhitney(x, y, "less")), rounding],
  mannWhitneyGreater: [(x, y) => pairOf(mannWhitney(x, y, "greater", "asymptotic")), rounding],
  student: [(x, y) => meanPair(studentTest(momentsOf(x), momentsOf(y))), lossy, lossy],
  welch: [(x, y) => meanPair(welchTest(momentsOf(x), momentsOf(y))), lossy, lossy],
  eppsSingleton: [(x, y) => pairOf(eppsSingleton(x, y)), lossy, { relative: 1e-6 }],
  levene: [(x, y) => pairOf(leveneTest(x, y)), lossy],
};

function meanPair({ t, pValue }: { readonly t: number; readonly pValue: number }): Pair {
  return [t, pValue];
}

describe("two samples", () => {
  let answers: readonly Readonly<Record<string, Answer | null>>[];
  beforeAll(() => {
    answers = askDriftTool(
      "scipy",
      pairs.map((pair) => ({ kind: "two-samples", ...pair })),
    ) as typeof answers;
  });

  it.each(Object.keys(statistics))("%s", (name) => {
    const comparison = new Comparison();
    let defined = 0;
    for (const [index, pair] of pairs.entries()) {
      const expected = answers[index]?.[name] ?? null;
      if (expected === null || isRounding(expected)) continue;
      defined += 1;
      compare(comparison, name, pair, expected);
    }
    expect(comparison.disagreements).toEqual([]);
    expect(defined).toBeGreaterThan(pairs.length / 2);
  });
});

/** A statistic that is a number divided by what should have been zero. */
function isRounding(answer: Answer): boolean {
  return Math.abs([answer].flat()[0] ?? 0) > 1e14;
}

function compare(comparison: Comparison, name: string, pair: NumberPair, expected: Answer): void {
  const entry = statistics[name];
  if (entry === undefined) throw new Error(`There is no statistic ${name}.`);
  const [compute, statisticTolerance, pTolerance = rounding] = entry;
  const actual = compute(
    ascending(Float64Array.from(pair.reference)),
    ascending(Float64Array.from(pair.current)),
  );
  const what = `${pair.name} (${String(pair.reference.length)}, ${String(pair.current.length)})`;
  const [value = NaN, p] = [actual].flat();
  const [expectedValue = NaN, expectedP = NaN] = [expected].flat();
  comparison.check(what, value, expectedValue, statisticTolerance);
  // SciPy turns to the limit where rounding makes its exact p-value of 1 a little more.
  if (p === undefined || (name === "ks" && p === 1)) return;
  comparison.check(`${what}, p`, p, expectedP, pTolerance);
}

type Arguments = readonly number[];

/** A number from 10^low to 10^high, evenly in logarithms. */
const magnitude = (random: () => number, low: number, high: number): number =>
  10 ** (low + (high - low) * random());

/** Each function, arguments for it, and the part of SciPy's precision that can be relied on. */
const functions: Readonly<
  Record<
    string,
    {
      readonly compute: (...values: number[]) => number;
      readonly draw: (random: () => number) => Arguments;
      readonly tolerance?: Tolerance;
    }
  >
> = {
  normalSf: { compute: normalSf, draw: (random) => [-9 + 46 * random()] },
  normalQuantile: {
    compute: normalQuantile,
    draw: (random) => [random() < 0.5 ? random() : magnitude(random, -300, -1)],
  },
  chiSquareSf: {
    compute: chiSquareSf,
    draw: (random) => {
      const df = Math.ceil(magnitude(random, 0, 4));
      return [df * 4 * random() + 600 * random() ** 4, df];
    },
  },
  chiSquareCdf: {
    compute: chiSquareCdf,
    draw: (random) => {
      const df = Math.ceil(magnitude(random, 0, 4));
      return [df * 2 * random(), df];
    },
  },
  studentTSf: {
    compute: studentTSf,
    draw: (random) => [-5 + 60 * random() ** 2, magnitude(random, -0.3, 5)],
  },
  studentTQuantile: {
    compute: studentTQuantile,
    draw: (random) => [
      random() < 0.5 ? random() : magnitude(random, -12, -1),
      magnitude(random, 0, 5),
    ],
  },
  fSf: {
    compute: fSf,
    draw: (random) => [magnitude(random, -2, 2), whole(random, 1, 30), whole(random, 1, 3000)],
    tolerance: { relative: 1e-10, absolute: 1e-290 },
  },
  kolmogorovSf: { compute: kolmogorovSf, draw: (random) => [0.1 + 10 * random()] },
  oneSampleKolmogorovSf: {
    compute: oneSampleKolmogorovSf,
    draw: (random) => {
      const rows = Math.round(magnitude(random, 0.5, 6));
      return [Math.min(1, (0.1 + 4 * random()) / Math.sqrt(rows)), rows];
    },
  },
  betaRegularised: {
    compute: (a, b, x) => betaRegularised(a, b, x),
    draw: (random) => [magnitude(random, -1, 3), magnitude(random, -1, 3), random()],
  },
  gammaP: {
    compute: gammaP,
    draw: (random) => {
      const a = magnitude(random, -1, 4);
      return [a, a * 2 * random()];
    },
  },
  gammaQ: {
    compute: gammaQ,
    draw: (random) => {
      const a = magnitude(random, -1, 4);
      return [a, a * 2 * random() + 100 * random() ** 3];
    },
  },
  logGamma: { compute: logGamma, draw: (random) => [magnitude(random, -5, 8)] },
  binomialPmf: {
    compute: binomialPmf,
    draw: (random) => {
      const trials = whole(random, 1, 5000);
      return [whole(random, 0, trials), trials, random()];
    },
  },
  binomialTest: {
    compute: binomialTest,
    draw: (random) => {
      const trials = whole(random, 1, 2000);
      const p = 0.01 + 0.98 * random();
      const near = Math.round(trials * p + 3 * (random() - 0.5) * Math.sqrt(trials));
      return [Math.min(trials, Math.max(0, near)), trials, p];
    },
  },
  hypergeometricPmf: {
    compute: (k, drawn, marked, total) => hypergeometricPmf(k, { drawn, marked, total }),
    draw: (random) => {
      const total = whole(random, 10, 3000);
      const drawn = whole(random, 1, total - 1);
      const marked = whole(random, 1, total - 1);
      const low = Math.max(0, drawn + marked - total);
      return [whole(random, low, Math.min(drawn, marked)), drawn, marked, total];
    },
  },
  fisherExact: {
    compute: (a, b, c, d) => fisherExact({ a, b, c, d }),
    draw: (random) => Array.from({ length: 4 }, () => Math.floor(magnitude(random, 0, 2.5)) - 1),
  },
};

describe("functions", () => {
  const random = seededRandom(5);
  const cases = Object.entries(functions).map(([name, { draw }]) => ({
    kind: "function",
    name,
    arguments: Array.from({ length: 300 }, () => draw(random)),
  }));
  let answers: readonly (readonly number[])[];
  beforeAll(() => {
    answers = askDriftTool("scipy", cases) as typeof answers;
  });

  it.each(cases.map(({ name }, index) => [name, index] as const))("%s", (name, index) => {
    const { compute, tolerance = { relative: 1e-10, absolute: 1e-300 } } = functions[name] ?? {};
    const comparison = new Comparison();
    for (const [place, values] of (cases[index]?.arguments ?? []).entries()) {
      const expected = answers[index]?.[place] ?? NaN;
      comparison.check(values.join(", "), compute?.(...values) ?? NaN, expected, tolerance);
    }
    expect(comparison.disagreements).toEqual([]);
  });
});

describe("corrections for many tests", () => {
  it("are those of SciPy", () => {
    const random = seededRandom(6);
    const cases = Array.from({ length: 60 }, () => ({
      kind: "adjustment",
      pValues: Array.from({ length: whole(random, 1, 40) }, () => random() ** whole(random, 1, 9)),
    }));
    const comparison = new Comparison();
    for (const [index, answer] of askDriftTool("scipy", cases).entries()) {
      const expected = answer as Readonly<Record<"bh" | "by", readonly number[]>>;
      const pValues = cases[index]?.pValues ?? [];
      for (const method of ["bh", "by"] as const)
        comparison.checkNumbers(method, corrections[method](pValues), expected[method], rounding);
    }
    expect(comparison.disagreements).toEqual([]);
  });
});
