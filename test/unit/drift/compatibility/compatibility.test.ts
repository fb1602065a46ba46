import { describe, expect, it } from "vitest";
import {
  compatibilityReport,
  nannymlResult,
} from "../../../../src/core/drift/compatibility/compatibilityReport.ts";
import {
  compareAsEvidently,
  evidentlyDefaultTest,
  type CompatibleResult,
} from "../../../../src/core/drift/compatibility/evidently.ts";
import {
  chunkRanges,
  compareAsNannyml,
  worstScore,
} from "../../../../src/core/drift/compatibility/nannyml.ts";
import type { RawColumn } from "../../../../src/core/drift/compatibility/rawColumn.ts";
import { defaultCompareOptions } from "../../../../src/core/drift/compare/compareOptions.ts";
import { profileFromValues } from "../../../../src/core/drift/profile/profileFromValues.ts";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import { normal } from "../../../bench/driftQuality/cases.ts";

const random = seededRandom(31);
const draw = (count: number, shift = 0): Float64Array =>
  Float64Array.from({ length: count }, () => normal(random) + shift);
const numbers = (name: string, reference: Float64Array, current: Float64Array): RawColumn => ({
  kind: "numbers",
  name,
  reference,
  current,
});
const noOptions = { tests: {}, threshold: null };

describe("Evidently", () => {
  it.each([
    ["numbers", 1000, 2, "z"],
    ["numbers", 1000, 5, "chisquare"],
    ["numbers", 1000, 6, "ks"],
    ["categories", 1000, 2, "z"],
    ["categories", 1000, 3, "chisquare"],
    ["numbers", 1001, 5, "jensenshannon"],
    ["numbers", 1001, 6, "wasserstein"],
    ["categories", 1001, 2, "jensenshannon"],
    ["texts", 1000, 900, "perc_text_content_drift"],
    ["texts", 1001, 900, "abs_text_content_drift"],
  ] as const)("tests %s of %d rows with %d values by %s", (kind, referenceRows, distinct, id) => {
    expect(evidentlyDefaultTest({ kind, referenceRows, distinct })).toBe(`evidently.${id}`);
  });

  const read = (result: CompatibleResult): string =>
    result.kind === "error"
      ? result.message
      : `${result.chosen.test} ${result.chosen.threshold} ${result.chosen.isDrift}`;
  const same = draw(500);
  it.each([
    ["its default", numbers("x", same, draw(500, 2)), noOptions, "evidently.ks 0.05 true"],
    [
      "a threshold for all",
      numbers("x", same, same),
      { ...noOptions, threshold: 0.3 },
      "evidently.ks 0.3 false",
    ],
    [
      "a column's test and threshold",
      numbers("x", same, draw(500, 2)),
      { tests: { x: { test: "psi", threshold: 99 } }, threshold: 0.3 },
      "evidently.psi 99 false",
    ],
    [
      "0 and 1 as categories",
      numbers(
        "x",
        same.map((x) => Number(x > 0)),
        same.map((x) => Number(x > 0.5)),
      ),
      noOptions,
      "evidently.z 0.05 true",
    ],
    [
      "an empty column",
      numbers("x", same, Float64Array.from([Number.NaN, Infinity])),
      noOptions,
      "column 'x' is empty in the current data, which Evidently refuses",
    ],
    [
      "a test that does not exist",
      numbers("x", same, same),
      { ...noOptions, tests: { x: { test: "nothing", threshold: null } } },
      "Evidently has no test 'evidently.nothing' for column 'x'",
    ],
  ])("takes %s", (_, column, options, expected) => {
    expect(read(compareAsEvidently(column, options))).toBe(expected);
  });

  it("calls a data set drifted from half of the columns on, and reports what it refuses", () => {
    const table = (names: string): Record<string, Float64Array> =>
      Object.fromEntries(Array.from(names, (name) => [name, draw(300)]));
    const reference = { label: "r", profile: profileFromValues(table("abcd")) };
    const current = { label: "c", profile: profileFromValues(table("abc")) };
    const chosen = {
      test: "evidently.ks",
      testLabel: "KS",
      kind: "p-value",
      score: 0.01,
      threshold: 0.05,
      isDrift: true,
    } as const;
    const calm = { ...chosen, score: 0.5, isDrift: false };
    const results = new Map<string, CompatibleResult>([
      ["a", { kind: "result", chosen }],
      ["b", { kind: "result", chosen: calm }],
      ["c", { kind: "error", message: "column 'c' is empty" }],
    ]);
    const options = {
      ...defaultCompareOptions,
      behaviour: "evidently",
      driftedShare: 0.5,
    } as const;
    const report = compatibilityReport(reference, current, options, results);
    expect(report).toMatchObject({ verdict: "drift", driftedShare: 0.5, behaviour: "evidently" });
    expect(report.problems).toEqual([
      "Column 'd' is missing in the current data",
      "Column 'c' is empty",
    ]);
    expect(report.features.map(({ name, verdict, pValue }) => [name, verdict, pValue])).toEqual([
      ["a", "drift", 0.01],
      ["b", "stable", 0.5],
    ]);
    const stricter = compatibilityReport(
      reference,
      current,
      { ...options, driftedShare: 0.6 },
      results,
    );
    expect(stricter.verdict).toBe("watch");
  });
});

describe("NannyML", () => {
  it.each([
    [100, 10, 10, [90, 100]],
    [105, 10, 11, [100, 105]],
    [7, 10, 7, [6, 7]],
    [0, 10, 0, undefined],
  ])("cuts %d rows into %d chunks", (rows, count, chunks, last) => {
    const ranges = chunkRanges(rows, { by: "count", count });
    expect(ranges).toHaveLength(chunks);
    expect(ranges.at(-1)).toEqual(last);
    expect(chunkRanges(rows, { by: "rows", rows: 50 })).toHaveLength(Math.ceil(rows / 50));
  });

  it("alerts the chunks beyond mean + 3 deviations of the reference's", () => {
    const reference = draw(2000);
    const current = Float64Array.from([...draw(1000), ...draw(1000, 2)]);
    const found = compareAsNannyml(numbers("x", reference, current));
    expect(found?.test).toBe("nannyml.jensen_shannon");
    const scores = found?.referenceScores ?? [];
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const deviation = Math.sqrt(
      scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / scores.length,
    );
    expect(found?.threshold).toBeCloseTo(mean + 3 * deviation, 12);
    expect(found?.alerts.slice(5)).toEqual([true, true, true, true, true]);
    if (found === null) throw new Error("not compared");
    expect(worstScore(found)).toBe(Math.max(...found.currentScores));
    expect(nannymlResult(found)).toMatchObject({ kind: "result", chosen: { isDrift: true } });
  });

  it("takes chi-square by its p-value, and knows no texts", () => {
    const words = (kinds: number): string[] =>
      Array.from({ length: 1000 }, () => `k${Math.floor(random() * kinds)}`);
    const column = { name: "c", reference: words(3), current: words(2) };
    const tests = { c: { test: "chi2", threshold: null } };
    const options = { tests, chunking: { by: "rows", rows: 500 } } as const;
    const found = compareAsNannyml({ kind: "categories", ...column }, options);
    expect(found).toMatchObject({ kind: "p-value", threshold: 0.05, alerts: [true, true] });
    expect(compareAsNannyml({ kind: "texts", ...column })).toBeNull();
  });
});
