import { beforeAll, describe, expect, it } from "vitest";
import {
  compareAsEvidently,
  evidentlyDriftedShare,
  type CompatibleResult,
} from "../../src/core/drift/compatibility/evidently.ts";
import type { RawColumn } from "../../src/core/drift/compatibility/rawColumn.ts";
import { seededRandom } from "../../src/base/seededRandom.ts";
import type { RandomSource } from "../../src/core/drift/tests/driftTest.ts";
import { Comparison, DriftQuestions, isRefusal } from "./driftOracle.ts";
import { normal, numberPairs, whole } from "./driftSamples.ts";

/** Whole data sets through Evidently's preset for drift: its choice of tests, its verdicts, what it refuses. */

type Cell = number | string | null;

interface Column {
  readonly type: "num" | "cat" | "text";
  readonly reference: readonly Cell[];
  readonly current: readonly Cell[];
}

interface DatasetCase {
  readonly kind: "dataset";
  readonly columns: Readonly<Record<string, Column>>;
  /** For Evidently, and the same for us. */
  readonly options: { readonly stattest_threshold?: number };
}

interface DatasetAnswer {
  readonly drift: boolean;
  readonly drifted: number;
  readonly share: number;
  readonly columns: Readonly<
    Record<string, { readonly score: number; readonly drift: boolean; readonly threshold: number }>
  >;
}

type Rows = readonly [reference: number, current: number];

const random = seededRandom(31);

function column(type: Column["type"], [n, m]: Rows, draw: (isCurrent: boolean) => Cell): Column {
  return {
    type,
    reference: Array.from({ length: n }, () => draw(false)),
    current: Array.from({ length: m }, () => draw(true)),
  };
}

const sometimes = (share: number, value: Cell): Cell => (random() < share ? null : value);
const letter = (count: number, power = 1): string =>
  `c${String(Math.floor(count * random() ** power))}`;

/** Columns on both sides of each boundary that the choice of a test has. */
function columnsFor(rows: Rows): readonly Column[] {
  const shapes = numberPairs(9, whole(random, 1, 1e6), [Math.max(...rows), Math.max(...rows)]);
  const distinct = (count: number) =>
    column("num", rows, (isCurrent) => whole(random, isCurrent ? 2 : 1, count));
  return [
    ...shapes.map(({ reference, current }): Column => ({
      type: "num",
      reference: reference.slice(0, rows[0]),
      current: current.slice(0, rows[1]),
    })),
    ...[2, 3, 5, 6, 7].map(distinct),
    ...[1, 2, 3, 12].map((count) => column("cat", rows, () => letter(count))),
    column("cat", rows, (isCurrent) => sometimes(0.1, letter(6, isCurrent ? 1.3 : 1))),
    column("num", rows, (isCurrent) => sometimes(isCurrent ? 0.4 : 0.1, normal(random))),
  ];
}

const name = (index: number): string => `c${String(index)}`;

function datasetCase(
  columns: readonly Column[],
  options: DatasetCase["options"] = {},
): DatasetCase {
  const named = columns.map((one, index) => [name(index), one] as const);
  return { kind: "dataset", columns: Object.fromEntries(named), options };
}

const sizes: readonly Rows[] = [
  [40, 60],
  [300, 200],
  [999, 500],
  [1000, 1000],
  [1001, 1000],
  [1500, 150],
];
const cases: readonly DatasetCase[] = [
  ...sizes.map((rows) => datasetCase(columnsFor(rows))),
  ...sizes.slice(0, 3).map((rows) => datasetCase(columnsFor(rows), { stattest_threshold: 0.3 })),
  // Just enough columns that drifted, and one too few.
  ...[1, 2, 3].map((drifted) =>
    datasetCase(
      Array.from({ length: 4 }, (_, index) =>
        column("num", [500, 500], (isCurrent) =>
          isCurrent && index < drifted ? 1 + normal(random) : whole(random, 1, 2000),
        ),
      ),
    ),
  ),
  // With missing values, so that a column of a reference of more than 1000 rows has fewer.
  datasetCase([column("num", [1100, 400], () => sometimes(0.15, normal(random)))]),
];

const questions = new DriftQuestions("evidently");
const datasetAnswers = questions.add(cases);

function rawColumn(column_: string, { type, reference, current }: Column): RawColumn {
  if (type === "num") {
    const [one, other] = [reference, current].map((side) =>
      Float64Array.from(side, (value) => (value === null ? NaN : Number(value))),
    );
    return {
      kind: "numbers",
      name: column_,
      reference: one ?? new Float64Array(),
      current: other ?? new Float64Array(),
    };
  }
  const texts = (side: readonly Cell[]): readonly (string | null)[] =>
    side.map((value) => (value === null ? null : String(value)));
  return {
    kind: type === "cat" ? "categories" : "texts",
    name: column_,
    reference: texts(reference),
    current: texts(current),
  };
}

function compare({ columns, options }: DatasetCase): ReadonlyMap<string, CompatibleResult> {
  const settings = { tests: {}, threshold: options.stattest_threshold ?? null };
  return new Map(
    Object.entries(columns).map(([key, one]) => [
      key,
      compareAsEvidently(rawColumn(key, one), settings),
    ]),
  );
}

const close = { relative: 1e-9, absolute: 1e-7 };

describe("data sets", () => {
  let answers: readonly unknown[];
  beforeAll(() => {
    answers = datasetAnswers();
    expect(answers.filter(isRefusal)).toEqual([]);
  });

  it("drift where Evidently says so, with its scores", () => {
    const comparison = new Comparison();
    for (const [index, one] of cases.entries()) {
      const answer = answers[index] as DatasetAnswer;
      let drifted = 0;
      for (const [key, result] of compare(one)) {
        const expected = answer.columns[key];
        const what = `case ${String(index)} ${key}`;
        if (result.kind === "error" || expected === undefined) {
          comparison.checkSame(what, result, expected);
          continue;
        }
        if (result.chosen.isDrift) drifted += 1;
        comparison.check(
          `${what} ${result.chosen.test}`,
          result.chosen.score,
          expected.score,
          close,
        );
        comparison.check(`${what}, threshold`, result.chosen.threshold, expected.threshold, {});
        comparison.checkSame(`${what}, drift`, result.chosen.isDrift, expected.drift);
      }
      const share = drifted / Object.keys(one.columns).length;
      comparison.check(`case ${String(index)}, share`, share, answer.share, close);
      const isDrift = share >= evidentlyDriftedShare;
      comparison.checkSame(`case ${String(index)}, drift`, isDrift, answer.drift);
    }
    expect(comparison.disagreements).toEqual([]);
    expect(comparison.compared).toBeGreaterThan(400);
  });
});

describe("what Evidently refuses", () => {
  const empty: readonly Column[] = [
    column("num", [20, 20], (isCurrent) => (isCurrent ? null : normal(random))),
    column("num", [20, 20], (isCurrent) => (isCurrent ? normal(random) : null)),
    column("cat", [20, 20], (isCurrent) => (isCurrent ? null : letter(3))),
    column("cat", [20, 20], (isCurrent) => (isCurrent ? letter(3) : null)),
  ];

  const refused = empty.map((one) => datasetCase([one]));
  const answers = questions.add(refused);

  it("is an error for us too", () => {
    for (const [index, answer] of answers().entries()) {
      expect(answer).toEqual({ error: expect.stringMatching(/empty column 'c0'/i) as string });
      const [result] = [...compare(refused[index] ?? datasetCase([])).values()];
      const side = index % 2 === 0 ? "current" : "reference";
      expect(result).toMatchObject({
        kind: "error",
        message: expect.stringMatching(`'c0'.*empty.*${side}`) as string,
      });
    }
  });
});

/** Words of two syllables, without a meaning. */
function vocabulary(first: readonly string[], second: readonly string[]): readonly string[] {
  return first.flatMap((one) => second.map((other) => one + other));
}
const common = vocabulary(
  ["ba", "de", "fi", "go", "ku", "la"],
  ["men", "rit", "sol", "tun", "vek"],
);
const theme = vocabulary(["pra", "tre", "zi"], ["lom", "nak", "dis"]);

/** Short texts of common words, and of words of one theme as often as `share` says. */
function texts(count: number, share: number, draw: RandomSource): string[] {
  return Array.from({ length: count }, () =>
    Array.from({ length: 8 }, () => {
      const words = draw() < share ? theme : common;
      return words[whole(draw, 0, words.length - 1)] ?? "";
    }).join(" "),
  );
}

describe("texts", () => {
  const shares = [0, 0.3, 0.6];
  const rows: readonly Rows[] = [
    [300, 300],
    [1100, 500],
  ];
  const asked = rows.flatMap(([n, m]) =>
    shares.map((share) => ({
      kind: "test",
      type: "text" as const,
      reference: texts(n, 0, random),
      current: texts(m, share, random),
    })),
  );
  const answers = questions.add(asked);

  it("drift where Evidently says so, with about its score", () => {
    const comparison = new Comparison();
    for (const [index, answer] of answers().entries()) {
      const one = asked[index];
      if (one === undefined || isRefusal(answer)) throw new Error(JSON.stringify(answer));
      const expected = answer as DatasetAnswer["columns"][string];
      const result = compareAsEvidently(rawColumn("c0", one), { tests: {}, threshold: null });
      if (result.kind === "error") throw new Error(result.message);
      const what = `${result.chosen.test} of case ${String(index)}`;
      // Of few texts it gives the area, and compares that with a percentile; we give the percentile.
      if (one.reference.length > 1000)
        comparison.check(what, result.chosen.score, expected.score, { absolute: 0.08 });
      comparison.check(`${what}, threshold`, result.chosen.threshold, expected.threshold, {});
      comparison.checkSame(`${what}, drift`, result.chosen.isDrift, expected.drift);
    }
    expect(comparison.disagreements).toEqual([]);
  });
});
