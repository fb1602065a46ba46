import { describe, expect, it } from "vitest";
import {
  defaultCompareOptions,
  type CompareOptions,
} from "../../../../src/core/drift/compare/compareOptions.ts";
import {
  compareProfiles,
  whichNeedExactPass,
  type Extras,
} from "../../../../src/core/drift/compare/compareProfiles.ts";
import type { ChosenTest } from "../../../../src/core/drift/compare/evidence.ts";
import {
  profileFromValues,
  type ColumnValues,
} from "../../../../src/core/drift/profile/profileFromValues.ts";
import {
  driftReportSchema,
  type DriftReport,
} from "../../../../src/core/drift/report/driftReport.ts";
import { seededRandom } from "../../../../src/base/seededRandom.ts";

const rows = 1000;
const random = seededRandom(21);
const normal = (shift = 0): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) + shift;
const numbers = (shift = 0, count = rows): number[] =>
  Array.from({ length: count }, () => normal(shift));
const words = (kinds: number, count = rows, prefix = "w"): string[] =>
  Array.from({ length: count }, () => `${prefix}${Math.floor(random() * kinds)}`);
const nulled = <T>(values: readonly T[], share: number): (T | null)[] =>
  values.map((value) => (random() < share ? null : value));
const days = (from: number, count = rows): Date[] =>
  Array.from({ length: count }, () => new Date(from + Math.floor(random() * 1000) * 86_400_000));

function compare(
  reference: Record<string, ColumnValues>,
  current: Record<string, ColumnValues>,
  options: Partial<CompareOptions> = {},
  extras: Extras = {},
): DriftReport {
  const profile = profileFromValues(reference);
  const report = compareProfiles(
    { label: "reference", profile },
    { label: "current", profile: profileFromValues(current) },
    { ...defaultCompareOptions, ...options },
    extras,
  );
  // It can be printed and read again: nothing in it is NaN or infinite.
  expect(driftReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  return report;
}

interface OddCase {
  readonly reference: ColumnValues;
  readonly current: ColumnValues;
  readonly verdict: string;
  readonly reason: string;
}

const odd: Readonly<Record<string, OddCase>> = {
  "the same": {
    reference: numbers(),
    current: numbers(),
    verdict: "stable",
    reason: "The distribution is the same but for at most",
  },
  "a shift of half a standard deviation": {
    reference: numbers(),
    current: numbers(0.5),
    verdict: "drift",
    reason: "The distribution moved as by 0.5",
  },
  "a wider distribution with the same mean": {
    reference: numbers(),
    current: numbers().map((x) => 3 * x),
    verdict: "drift",
    reason: "The distribution moved as by",
  },
  "one far value does not hide a shift": {
    reference: numbers(),
    current: [...numbers(2), 1e6],
    verdict: "drift",
    reason: "The distribution moved as by 2",
  },
  "one far value alone is no drift": {
    reference: numbers(),
    current: [...numbers(), 1e6],
    verdict: "stable",
    reason: "The distribution is the same",
  },
  "nulls from 2 to 90 %": {
    reference: nulled(numbers(), 0.02),
    current: nulled(numbers(), 0.9),
    verdict: "drift",
    reason: "Nulls rose from",
  },
  NaN: {
    reference: numbers(),
    current: numbers().map((x) => (x > 1 ? Number.NaN : x)),
    verdict: "drift",
    reason: "ulls and NaN rose from 0 %",
  },
  infinities: {
    reference: numbers(),
    current: numbers().map((x) => (x > 1.3 ? Number.POSITIVE_INFINITY : x)),
    verdict: "drift",
    reason: "nfinite values rose from 0 %",
  },
  "the same constant": {
    reference: Array.from({ length: rows }, () => 3),
    current: Array.from({ length: rows }, () => 3),
    verdict: "stable",
    reason: "The distribution is the same",
  },
  "another constant": {
    reference: Array.from({ length: rows }, () => 3),
    current: Array.from({ length: rows }, () => 4),
    verdict: "drift",
    reason: "The distribution moved entirely",
  },
  "no value on either side": {
    reference: Array.from({ length: rows }, () => null),
    current: Array.from({ length: rows }, () => null),
    verdict: "stable",
    reason: "Neither side has a value",
  },
  "no value any more": {
    reference: numbers(),
    current: Array.from({ length: rows }, () => null),
    verdict: "drift",
    reason: "Nulls rose from 0 % to 100 %",
  },
  "no value before": {
    reference: Array.from({ length: rows }, () => null),
    current: words(3),
    verdict: "drift",
    reason: "Nulls fell from 100 % to 0 %",
  },
  "one row": {
    reference: numbers(),
    current: [0],
    verdict: "not-enough-rows",
    reason: "1 row on the smaller side cannot tell",
  },
  "no rows": {
    reference: numbers(),
    current: [],
    verdict: "not-enough-rows",
    reason: "The current data have no value",
  },
  "twenty rows that differ much": {
    reference: numbers(0, 20),
    current: numbers(3, 20),
    verdict: "drift",
    reason: "The distribution moved as by",
  },
  "fifty rows without drift": {
    reference: numbers(0, 50),
    current: numbers(0, 50),
    verdict: "not-enough-rows",
    reason: "50 rows on the smaller side cannot tell; about",
  },
  "from numbers to categories": {
    reference: numbers(),
    current: words(3),
    verdict: "drift",
    reason: "Column 'x' changed from number (DOUBLE) to category (VARCHAR)",
  },
  "whole numbers become fractions of the same size": {
    reference: numbers().map((x) => Math.round(x * 100)),
    current: numbers().map((x) => x * 100),
    verdict: "stable",
    reason: "The distribution is the same",
  },
  "true and false become 1 and 0": {
    reference: numbers().map((x) => x > 0),
    current: numbers().map((x) => Number(x > 0)),
    verdict: "stable",
    reason: "The distribution is the same",
  },
  "more that is true": {
    reference: numbers().map((x) => x > 0),
    current: numbers().map((x) => x > -0.5),
    verdict: "drift",
    reason: "The distribution moved as by",
  },
  "dates within the same time": {
    reference: days(1e12),
    current: days(1e12),
    verdict: "stable",
    reason: "The distribution is the same",
  },
  "dates that are all later": {
    reference: days(1e12),
    current: days(1.5e12),
    verdict: "stable",
    reason: "All times are later",
  },
  "dates that are earlier": {
    reference: days(1.5e12),
    current: days(1e12),
    verdict: "drift",
    reason: "outside of the reference's range, 2017-07-1",
  },
  "a new category": {
    reference: words(10),
    current: words(12),
    verdict: "drift",
    reason: "have a category that the reference does not have: `w1",
  },
  "emoji, the same": {
    reference: words(3, rows, "😀👩‍🚀"),
    current: words(3, rows, "😀👩‍🚀"),
    verdict: "stable",
    reason: "The distribution is the same",
  },
  "a megabyte in each value": {
    reference: Array.from({ length: 4 }, () => "x".repeat(1_000_000)),
    current: Array.from({ length: 4 }, () => "x".repeat(1_000_000)),
    verdict: "not-enough-rows",
    reason: "4 rows",
  },
  "names of rows": {
    reference: words(1e9, rows, "id"),
    current: words(1e9, rows, "other"),
    verdict: "stable",
    reason: "Almost every row has a value of its own",
  },
  "few numbers that each occur often": {
    reference: numbers().map((x) => (x > 0 ? 1 : 5)),
    current: numbers().map((x) => (x > 0.6 ? 1 : 5)),
    verdict: "drift",
    reason: "The distribution moved as by",
  },
};

describe("compareProfiles", () => {
  it.each(Object.entries(odd))("answers %s", (_, { reference, current, verdict, reason }) => {
    const { features } = compare({ x: reference }, { x: current });
    expect(features[0]?.reason).toContain(reason);
    expect(features[0]?.verdict).toBe(verdict);
  });

  it("finds that 20,000 categories are others, and asks for all counts", () => {
    const reference = { c: words(20_000, 60_000) };
    const [r, c] = [
      profileFromValues(reference),
      profileFromValues({ c: words(20_000, 60_000, "v") }),
    ];
    expect(whichNeedExactPass(r, c, defaultCompareOptions).map(({ name }) => name)).toEqual(["c"]);
    const same = profileFromValues({ c: words(20_000, 60_000) }, { like: r });
    const sides = (profile: typeof r) => ({ label: "x", profile });
    const calm = compareProfiles(sides(r), sides(same), defaultCompareOptions);
    expect(calm.features[0]?.verdict).not.toBe("drift");
    const counts = { categories: ["a", "b"], reference: [60_000, 0], current: [0, 60_000] };
    const exact = new Map([["c", { kind: "category", counts } as const]]);
    const moved = compareProfiles(sides(r), sides(c), defaultCompareOptions, { exact });
    expect(moved.features[0]).toMatchObject({ verdict: "drift", unseen: { share: 1 } });
  });

  it("asks for an exact distance only where the bounds leave the answer open", () => {
    const [a, b, c] = [numbers(0, 20_000), numbers(0.25, 20_000), numbers(1, 20_000)];
    const r = profileFromValues({ clear: a, close: a });
    const s = profileFromValues({ clear: c, close: b }, { like: r });
    const bounds = compareProfiles(
      { label: "r", profile: r },
      { label: "s", profile: s },
      defaultCompareOptions,
    ).features.find(({ name }) => name === "close");
    const { scoreLow, scoreHigh } = bounds ?? {};
    const asked = (threshold: number): string[] =>
      whichNeedExactPass(r, s, { ...defaultCompareOptions, threshold }).map(({ name }) => name);
    const middle = ((scoreLow ?? 0) + (scoreHigh ?? 0)) / 2;
    expect(asked(middle)).toEqual(["close"]);
    // Half of the threshold is where watching begins.
    expect(asked(2 * middle)).toEqual(["close"]);
    expect(asked(1.3 * middle)).toEqual([]);
    const exact = new Map([["close", { kind: "number", ks: 0.3 } as const]]);
    const report = compareProfiles(
      { label: "r", profile: r },
      { label: "s", profile: s },
      defaultCompareOptions,
      { exact },
    );
    const close = report.features.find(({ name }) => name === "close");
    expect(close).toMatchObject({ score: 0.3, scoreLow: 0.3, scoreHigh: 0.3, verdict: "drift" });
  });

  it("says what happened to columns, and that labels may come later", () => {
    const report = compare(
      { kept: numbers(), gone: numbers(), label: words(2), other: numbers() },
      { kept: numbers(), added: numbers(), other: words(4) },
      { roles: { label: "target" } },
    );
    expect(report.verdict).toBe("drift");
    expect(report.reason).toMatch(
      /^Column `gone` is missing in the current data; column `other` is of another type/,
    );
    expect(report.schemaChanges.map(({ kind, column }) => `${kind} ${column}`).sort()).toEqual([
      "added added",
      "missing gone",
      "missing label",
      "type-changed other",
    ]);
    expect(report.features.map(({ name }) => name)).not.toContain("label");
  });

  it.each<[string, number, string]>([
    ["some", 0.5, "stable"],
    ["all", 1, "not-enough-rows"],
  ])("takes no fault that %s labels are still to come", (_, share, verdict) => {
    const label = words(2);
    const report = compare(
      { label, feature: numbers() },
      { label: nulled(words(2), share), feature: numbers() },
      { roles: { label: "target" } },
    );
    expect(report.features[0]).toMatchObject({ name: "label", verdict });
    expect(report.verdict).toBe("stable");
  });

  it("puts target and prediction first, then severity times importance", () => {
    const importance = { small: 0.1, large: 0.9, still: 1 };
    const report = compare(
      { small: numbers(), large: numbers(), still: numbers(), y: numbers(), p: numbers() },
      { small: numbers(2), large: numbers(0.6), still: numbers(), y: numbers(), p: numbers(1) },
      {
        roles: { y: "target", p: "prediction" },
        columns: { include: null, exclude: [], types: {}, importance },
      },
    );
    expect(report.features.map(({ name }) => name)).toEqual(["y", "p", "large", "small", "still"]);
    expect(report.driftedShare).toBeCloseTo(0.5, 9);
    expect(report.reason).toMatch(
      /^The prediction `p` moved as by .* standard deviations; 2 of 3 features moved, worst `large`/,
    );
  });

  it("leaves out what is not selected, the time, and the id", () => {
    const data = { a: numbers(), b: numbers(), c: numbers(), when: days(1e12), id: numbers() };
    const report = compare(data, data, {
      columns: { include: ["a", "b", "missing"], exclude: ["b"], types: {}, importance: {} },
      ignored: ["when", "id"],
    });
    expect(report.features.map(({ name }) => name)).toEqual(["a"]);
    expect(report.problems[0]).toContain("'missing'");
  });

  it.each([
    ["stable", 0, "None of 20 columns moved by as much as 0.251 standard deviations"],
    ["watch", 5, "5 of 20 features moved, worst `f"],
    ["drift", 6, "6 of 20 features moved, worst `f"],
  ])("says %s when %d of 20 columns moved", (verdict, moved, reason) => {
    const make = (shift: number): Record<string, number[]> =>
      Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [`f${i}`, numbers(i < moved ? shift : 0)]),
      );
    const report = compare(make(0), make(0.8));
    expect(report.reason).toContain(reason);
    expect(report.verdict).toBe(verdict);
  });

  it("lets a classifier and chosen tests decide", () => {
    const data = { a: numbers(), b: numbers() };
    const classifier = {
      auc: 0.8,
      low: 0.75,
      high: 0.85,
      threshold: 0.6,
      rows: 2000,
      verdict: "drift",
      reasons: [{ columns: ["a", "b"], weight: 0.9 }],
    } as const;
    const told = compare(data, data, {}, { classifier });
    expect(told).toMatchObject({
      verdict: "drift",
      reason:
        "A classifier tells current from reference rows with an AUC of 0.8, above all by `a` with `b`",
    });
    const distance = {
      test: "psi",
      testLabel: "PSI",
      kind: "distance",
      score: 0.4,
      threshold: 0.1,
      isDrift: true,
    } as const;
    const pValue = { ...distance, kind: "p-value", score: 0.04, threshold: 0.05 } as const;
    const chosen = new Map<string, ChosenTest>([
      ["a", distance],
      ["b", pValue],
    ]);
    const { features } = compare(data, data, {}, { chosen });
    expect(features.find(({ name }) => name === "a")).toMatchObject({
      verdict: "drift",
      score: 0.4,
      threshold: 0.1,
    });
    expect(features.find(({ name }) => name === "b")).toMatchObject({
      verdict: "drift",
      qValue: 0.04,
    });
  });
});
