import { beforeAll, describe, expect, it } from "vitest";
import { compareAsNannyml } from "../../src/core/drift/compatibility/nannyml.ts";
import type { RawColumn } from "../../src/core/drift/compatibility/rawColumn.ts";
import { seededRandom } from "../../src/base/seededRandom.ts";
import { standardDeviationThreshold } from "../../src/core/drift/streams/thresholds.ts";
import type { RandomSource } from "../../src/core/drift/tests/driftTest.ts";
import { fitIsotonic, uncalibrated } from "../../src/core/performance/calibrate.ts";
import { estimateMetric, type UnlabelledRows } from "../../src/core/performance/cbpe.ts";
import { Comparison, DriftQuestions, isRefusal } from "./driftOracle.ts";
import { normal, numberPairs, whole } from "./driftSamples.ts";

/** What computes as NannyML does against NannyML itself: columns by chunk, and estimates without labels. */

type Cell = number | string | null;

interface Column {
  readonly type: "num" | "cat";
  readonly reference: readonly Cell[];
  readonly current: readonly Cell[];
}

interface UnivariateCase {
  readonly kind: "univariate" | "quality";
  readonly chunkSize: number;
  readonly columns: Readonly<Record<string, Column>>;
}

/** What NannyML says of a column by one method. */
interface Series {
  readonly reference: readonly (number | null)[];
  readonly current: readonly (number | null)[];
  readonly alerts: readonly boolean[];
  readonly lower: number | null;
  readonly upper: number | null;
}

function withGaps(values: readonly (number | string)[], random: RandomSource): Cell[] {
  const rate = random() * 0.3;
  return values.map((value) => (random() < rate ? null : value));
}

function categories(rows: number, names: string, random: RandomSource): string[] {
  return Array.from(
    { length: rows },
    () => names[Math.floor(names.length * random() ** 1.7)] ?? "",
  );
}

/** One data set: a column of each shape, of two and of many categories, with and without gaps. */
function univariateCase(
  seed: number,
  rows: readonly [number, number],
  chunkSize: number,
): UnivariateCase {
  const random = seededRandom(seed);
  const [referenceRows, currentRows] = rows;
  const most = Math.max(...rows);
  const numbers = numberPairs(9, seed, [most, most]).map(
    ({ reference, current }, index): Column => {
      const sides = [reference.slice(0, referenceRows), current.slice(0, currentRows)] as const;
      const [one, other] = index % 2 === 0 ? sides : sides.map((side) => withGaps(side, random));
      return { type: "num", reference: one, current: other };
    },
  );
  const [letters, more] = ["abcdefgh", "abcdefghij"];
  const texts: readonly Column[] = [
    [categories(referenceRows, "ab", random), categories(currentRows, "ab", random)],
    [categories(referenceRows, letters, random), categories(currentRows, more, random)],
    [
      withGaps(categories(referenceRows, letters, random), random),
      withGaps(categories(currentRows, "hgfedcba", random), random),
    ],
  ].map(([reference = [], current = []]) => ({ type: "cat", reference, current }));
  const named = [...numbers, ...texts].map(
    (column, index) => [`c${String(index)}`, column] as const,
  );
  return { kind: "univariate", chunkSize, columns: Object.fromEntries(named) };
}

const cases: readonly UnivariateCase[] = [
  univariateCase(21, [1000, 500], 100),
  univariateCase(22, [600, 300], 60),
  univariateCase(23, [2000, 1000], 250),
  univariateCase(24, [150, 60], 15),
  // From 10,000 reference rows on NannyML looks at a grid.
  univariateCase(25, [14_500, 3000], 1450),
];
const questions = new DriftQuestions("nannyml");
const univariateAnswers = questions.add(cases);
const qualityCases = cases.map((one): UnivariateCase => ({ ...one, kind: "quality" }));
const qualityAnswers = questions.add(qualityCases);

function chunksOf(values: readonly Cell[], size: number): (readonly Cell[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

function rawColumn({ type, reference, current }: Column): RawColumn {
  const numbers = (side: readonly Cell[]): Float64Array =>
    Float64Array.from(side, (value) => (value === null ? NaN : Number(value)));
  const texts = (side: readonly Cell[]): readonly (string | null)[] =>
    side.map((value) => (value === null ? null : String(value)));
  return type === "num"
    ? { kind: "numbers", name: "c", reference: numbers(reference), current: numbers(current) }
    : { kind: "categories", name: "c", reference: texts(reference), current: texts(current) };
}

const close = { relative: 1e-9, absolute: 1e-9 };
const definedNumbers = (values: readonly (number | null)[]): number[] =>
  values.map((value) => value ?? NaN);

interface MethodCase {
  readonly method: string;
  readonly column: Column;
  readonly chunkSize: number;
}

function compareSeries(
  comparison: Comparison,
  name: string,
  { method, column, chunkSize }: MethodCase,
  expected: Series,
): void {
  const actual = compareAsNannyml(rawColumn(column), {
    tests: { c: { test: method, threshold: null } },
    chunking: { by: "rows", rows: chunkSize },
  });
  if (actual === null) throw new Error(`There is no nannyml.${method}.`);
  const { referenceScores, currentScores, threshold, alerts } = actual;
  comparison.checkSame(`${name}, alerts`, alerts, expected.alerts);
  // Its scores are statistics where ours are p-values.
  if (method === "chi2") return;
  const [reference, current] = [expected.reference, expected.current].map(definedNumbers);
  comparison.checkNumbers(`${name}, reference`, referenceScores, reference ?? [], close);
  comparison.checkNumbers(`${name}, current`, currentScores, current ?? [], close);
  // It draws no limit above the greatest value that the statistic can have.
  const upper = method === "kolmogorov_smirnov" ? Math.min(1, threshold) : threshold;
  comparison.check(`${name}, upper`, upper, expected.upper ?? NaN, close);
}

describe("columns by chunk", () => {
  let answers: readonly Readonly<Record<string, Readonly<Record<string, Series>>>>[];
  beforeAll(() => {
    const given = univariateAnswers();
    expect(given.filter(isRefusal)).toEqual([]);
    answers = given as typeof answers;
  });

  const methods = [
    ["num", "kolmogorov_smirnov"],
    ["num", "jensen_shannon"],
    ["num", "wasserstein"],
    ["num", "hellinger"],
    ["cat", "chi2"],
    ["cat", "jensen_shannon"],
    ["cat", "l_infinity"],
    ["cat", "hellinger"],
  ] as const;
  it.each(methods)("%s: %s", (type, method) => {
    const comparison = new Comparison();
    for (const [index, { columns, chunkSize }] of cases.entries()) {
      for (const [name, column] of Object.entries(columns)) {
        const expected = answers[index]?.[name]?.[method];
        if (column.type !== type) continue;
        if (expected === undefined) throw new Error(`There is no answer for ${method} of ${name}.`);
        const what = `case ${String(index)} ${name}`;
        compareSeries(comparison, what, { method, column, chunkSize }, expected);
      }
    }
    expect(comparison.disagreements).toEqual([]);
    expect(comparison.compared).toBeGreaterThanOrEqual(15);
  });
});

const shareOf = (chunk: readonly Cell[], isMeant: (value: Cell) => boolean): number =>
  chunk.filter(isMeant).length / chunk.length;

describe("missing and unseen values by chunk", () => {
  it("are watched as NannyML does it", () => {
    const comparison = new Comparison();
    for (const [index, answer] of qualityAnswers().entries()) {
      const kinds = answer as Readonly<
        Record<"missing" | "unseen", Readonly<Record<string, Series>>>
      >;
      const { columns = {}, chunkSize = 1 } = qualityCases[index] ?? {};
      for (const kind of ["missing", "unseen"] as const) {
        for (const [name, expected] of Object.entries(kinds[kind])) {
          const { reference = [], current = [] } = columns[name] ?? {};
          const known = new Set(reference);
          const isMeant = (value: Cell): boolean =>
            kind === "missing" ? value === null : !known.has(value);
          const rates = [reference, current].map((side) =>
            chunksOf(side, chunkSize).map((chunk) => shareOf(chunk, isMeant)),
          );
          const what = `${kind} of ${name} of case ${String(index)}`;
          compareRates(comparison, what, [rates[0] ?? [], rates[1] ?? []], expected);
        }
      }
    }
    expect(comparison.disagreements).toEqual([]);
    expect(comparison.compared).toBeGreaterThan(500);
  });
});

function compareRates(
  comparison: Comparison,
  what: string,
  [reference, current]: readonly [readonly number[], readonly number[]],
  expected: Series,
): void {
  const theirs = expected.reference.map((value) => value ?? NaN);
  comparison.checkNumbers(`${what}, reference`, reference, theirs, close);
  const { low, high } = standardDeviationThreshold(reference, { limits: { low: 0, high: 1 } });
  comparison.check(`${what}, lower`, low, expected.lower ?? 0, close);
  comparison.check(`${what}, upper`, high, expected.upper ?? 1, close);
  const alerts = current.map((rate) => rate < low || rate > high);
  comparison.checkSame(`${what}, alerts`, alerts, expected.alerts);
}

describe("limits", () => {
  const random = seededRandom(26);
  const offsets = ["mean", "median", "min", "max"] as const;
  const thresholds = Array.from({ length: 120 }, (_, index) => {
    const offsetFrom = offsets[index % 4] ?? "mean";
    const lowerMultiplier = index % 5 === 0 ? null : whole(random, 0, 4);
    const upperMultiplier = index % 7 === 0 ? null : 4 * random();
    return {
      kind: "threshold",
      values: withGaps(
        Array.from({ length: whole(random, 2, 30) }, () => 10 * normal(random)).concat(1, 2),
        random,
      ),
      options: {
        std_lower_multiplier: lowerMultiplier,
        std_upper_multiplier: upperMultiplier,
        offset_from: offsetFrom,
      },
      ours: { offsetFrom, lowerMultiplier, upperMultiplier },
    };
  });
  const answers = questions.add(thresholds);

  it("are as many deviations away as NannyML says", () => {
    const comparison = new Comparison();
    for (const [index, answer] of answers().entries()) {
      const [low, high] = answer as readonly [number | null, number | null];
      const { values = [], ours } = thresholds[index] ?? {};
      const actual = standardDeviationThreshold(
        values.map((it) => (it === null ? NaN : Number(it))),
        ours,
      );
      comparison.check("low", actual.low, low ?? -Infinity, close);
      comparison.check("high", actual.high, high ?? Infinity, close);
    }
    expect(comparison.disagreements).toEqual([]);
  });
});

interface ScoredRows {
  readonly targets: readonly number[];
  readonly predictions: readonly number[];
  readonly probabilities: readonly number[];
}

function scoredRows(rows: number, random: RandomSource, bend: number): ScoredRows {
  const scores = Array.from({ length: rows }, () => 1 / (1 + Math.exp(-2 * normal(random))));
  return {
    // With a bend of 1 the probabilities are right.
    targets: scores.map((score) => (random() < score ** bend ? 1 : 0)),
    predictions: scores.map((score) => (score > 0.5 ? 1 : 0)),
    probabilities: scores.map((score) => (bend === 1 ? score : Math.round(score * 50) / 50)),
  };
}

describe("performance without labels", () => {
  const random = seededRandom(27);
  const estimates = Array.from({ length: 10 }, (_, index) => ({
    kind: "performance",
    chunkSize: 100,
    reference: scoredRows(1000, random, index % 2 === 0 ? 1 : 3),
    current: scoredRows(600, random, 1),
  }));
  const answers = questions.add(estimates);

  it("is estimated as NannyML does it", () => {
    const comparison = new Comparison();
    let calibrated = 0;
    for (const [index, answer] of answers().entries()) {
      const { isCalibrated, metrics } = answer as {
        readonly isCalibrated: boolean;
        readonly metrics: Readonly<Record<string, readonly number[]>>;
      };
      const { reference, current } = estimates[index] ?? {};
      if (reference === undefined || current === undefined) continue;
      if (isCalibrated) calibrated += 1;
      const calibrate = isCalibrated
        ? fitIsotonic(Float64Array.from(reference.probabilities), reference.targets)
        : uncalibrated;
      const rows = unlabelledRows(current, calibrate);
      for (const [id, expected] of Object.entries(metrics)) {
        const actual = expected.map((_, chunk) => {
          const range = { start: chunk * 100, end: (chunk + 1) * 100, confidence: 0.95 };
          return estimateMetric(id, rows, range).value;
        });
        comparison.checkNumbers(`${id} of case ${String(index)}`, actual, expected, {
          absolute: 1e-4,
        });
      }
    }
    expect(comparison.disagreements).toEqual([]);
    expect(calibrated).toBeGreaterThan(2);
    expect(calibrated).toBeLessThan(10);
  });
});

function unlabelledRows(
  { predictions, probabilities }: ScoredRows,
  calibrate: (score: number) => number,
): UnlabelledRows {
  const both = (of: (score: number) => number): Float64Array =>
    Float64Array.from(probabilities.flatMap((score) => [1 - of(score), of(score)]));
  return {
    classCount: 2,
    predictions: Int32Array.from(predictions),
    positions: Uint32Array.from(predictions.keys()),
    scores: both((score) => score),
    probabilities: both(calibrate),
  };
}
