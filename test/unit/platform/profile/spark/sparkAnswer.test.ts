import { describe, expect, it } from "vitest";
import { maskCategory } from "../../../../../src/core/drift/profile/categoryLabels.ts";
import { profileSchema, type DataProfile } from "../../../../../src/core/drift/profile/profile.ts";
import { profileFromValues } from "../../../../../src/core/drift/profile/profileFromValues.ts";
import { sha256 } from "../../../../../src/base/sha256.ts";
import {
  composeSparkProfile,
  parseSparkAnswer,
} from "../../../../../src/platform/profile/spark/sparkAnswer.ts";

const numbers = {
  ...{ count: 4, nan: 1, positiveInfinities: 2, negativeInfinities: 3 },
  ...{ min: -0, max: 3, mean: 1.50000000000000001, variance: 1.25000000000001, isWhole: true },
  ...{ distinct: 9, edges: [-1, 3], counts: [0, 4, 0] },
  values: [
    [-0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
  ],
};
const label = (start: string, rows: number): object => ({
  ...{ start, hash: null, length: start.length, rows },
});
const column = (name: string, more: object): object => ({
  ...{ name, type: "number", storedType: "DOUBLE", present: 10, numbers: null, categories: null },
  ...more,
});

function compose(
  columns: readonly object[],
  { like = null, isMasked = false }: { like?: DataProfile | null; isMasked?: boolean } = {},
): DataProfile {
  const table = parseSparkAnswer(JSON.stringify({ rows: 12, columns }), "data");
  const profile = composeSparkProfile(table, { like, isMasked, files: [], now: 0 });
  return profileSchema.parse(profile);
}

const categories = (top: readonly object[], model: readonly object[] = []): object =>
  column("c", {
    ...{ type: "category", storedType: "VARCHAR" },
    categories: { distinct: 5, top, model },
  });

describe("a profile of what Spark counted", () => {
  it("has the counts, and moments without digits that depend on the order of rows", () => {
    const { columns, ...rest } = compose([column("x", { numbers })]);
    expect(rest).toMatchObject({
      ...{ sextantProfile: 1, rows: 12, engine: "spark", files: [] },
      createdAt: "1970-01-01T00:00:00.000Z",
    });
    expect(columns).toEqual([
      {
        ...{ name: "x", type: "number", storedType: "DOUBLE", nulls: 2, categories: null },
        numbers: {
          ...{ count: 4, nan: 1, positiveInfinities: 2, negativeInfinities: 3 },
          ...{ min: 0, max: 3, mean: 1.5, squaredDeviations: 5, isWhole: true, distinct: 4 },
          histogram: { edges: [-1, 3], counts: [0, 4, 0] },
          values: [
            [0, 1],
            [1, 1],
            [2, 1],
            [3, 1],
          ],
        },
      },
    ]);
  });

  it.each([
    ["no more distinct values than values", { distinct: 9, values: null }, { distinct: 4 }],
    [
      "no moments without values",
      { mean: null, variance: null },
      { mean: null, squaredDeviations: null },
    ],
    ["no moments beyond doubles", { variance: 1e308 }, { squaredDeviations: null }],
  ])("has %s", (_, facts, expected) => {
    const [only] = compose([column("x", { numbers: { ...numbers, ...facts } })]).columns;
    expect(only?.numbers).toMatchObject(expected);
  });

  it("lists categories by count and then by value, long ones cut", () => {
    const long = "y".repeat(250);
    const cut = { start: "y".repeat(200), hash: sha256(long), length: 250, rows: 3 };
    const [only] = compose([categories([label("b", 2), cut, label("a", 2)])]).columns;
    expect(only?.categories).toEqual({
      ...{ distinct: 5, isExact: true, isMasked: false, otherCount: 3 },
      top: [
        { value: `${"y".repeat(200)}… sha256:${sha256(long).slice(0, 32)}`, count: 3 },
        { value: "a", count: 2 },
        { value: "b", count: 2 },
      ],
    });
  });

  it("adds rare categories of the other profile, which the fingerprint leaves out", () => {
    const like = profileFromValues({ c: ["rare", "common"] });
    const found = [label("rare", 1), label("common", 8), label("never asked for", 1)];
    const answer = categories([label("common", 8)], found);
    const { columns, fingerprint } = compose([answer], { like });
    expect(columns[0]?.categories).toMatchObject({
      top: [
        { value: "common", count: 8 },
        { value: "rare", count: 1 },
      ],
      otherCount: 1,
    });
    expect(fingerprint).toBe(compose([answer]).fingerprint);
  });

  it.each([
    ["on demand", { isMasked: true }],
    ["like another", { like: profileFromValues({ c: ["rare"] }, { isMasked: true }) }],
  ])("masks categories %s", (_, options) => {
    const answer = categories([label("common", 8)], [label("rare", 1)]);
    const [only] = compose([answer], options).columns;
    expect(only?.categories?.isMasked).toBe(true);
    expect(only?.categories?.top[0]).toEqual({ value: maskCategory("common"), count: 8 });
    expect(only?.categories?.top).toHaveLength("like" in options ? 2 : 1);
  });
});

describe("an answer that is none", () => {
  const failure = (content: object): string => JSON.stringify({ failure: content });
  const spark = (reason: string, file: string | null = null): string =>
    failure({ kind: "spark", reason, file });

  it.each([
    ["half", "spark-failed", /something other than counts of data/],
    ['{"rows": -1, "columns": []}', "spark-failed", /something other than counts/],
    [failure({ kind: "empty" }), "data-empty", /^data is empty/],
    [
      failure({ kind: "bad-type", column: "a", wanted: "number", own: "nested" }),
      "data-bad-type",
      /^The column "a" holds nested values, which cannot be compared as a number\./,
    ],
    [
      spark("java.lang.RuntimeException: not a Parquet file\n\tat org.apache"),
      "data-unreadable",
      /^Spark could not read data: java\.lang\.RuntimeException: not a Parquet file\. Mend/,
    ],
    [
      spark("anything", "file:///x/a.csv"),
      "data-unreadable",
      /^Spark could not read data, in \/x\/a\.csv: anything\. Mend/,
    ],
    [spark("No space\n left."), "spark-failed", /^Spark could not describe data: No space left\. /],
  ])("is told: %s", (text, code, message) => {
    expect(() => parseSparkAnswer(text, "data")).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
    );
  });
});
