import { describe, expect, test } from "vitest";
import { configSchemas } from "../../../src/core/config/sextantConfig.ts";
import { profileFromValues } from "../../../src/core/drift/profile/profileFromValues.ts";
import { evaluateRules } from "../../../src/core/validation/evaluateRules.ts";
import { patternFault } from "../../../src/core/validation/pattern.ts";
import { suggestRules } from "../../../src/core/validation/suggestRules.ts";

const createdAt = "2030-01-10T00:00:00Z";
const rows = 200;
const list = <T>(make: (index: number) => T): T[] =>
  Array.from({ length: rows }, (_, i) => make(i));

function profileOf(values: Parameters<typeof profileFromValues>[0]) {
  return profileFromValues(values, { createdAt });
}

describe("rules are suggested that the data keep", () => {
  test.each<[string, Parameters<typeof profileFromValues>[0], readonly string[]]>([
    [
      "an id",
      { user_id: list((i) => i) },
      [
        "user_id is there and is a number.",
        "user_id has no missing values: the reference has none.",
        "user_id has no value twice: it looks like an id.",
      ],
    ],
    [
      "a number with gaps",
      { grid: list((i) => (i % 4 === 0 ? null : i)) },
      [
        "grid is there and is a number.",
        "grid misses at most 38 %: the reference misses 25 %.",
        "grid is between 0 and 220: the reference lies between 1 and 199.",
        "grid has no infinities: the reference has none.",
      ],
    ],
    [
      "a share",
      { p: list((i) => i / (rows - 1)) },
      [
        "p is there and is a number.",
        "p has no missing values: the reference has none.",
        "p is between 0 and 1: the reference lies between 0 and 1.",
        "p has no infinities: the reference has none.",
      ],
    ],
    [
      "few categories",
      { site: list((i) => ["b", "a"][i % 2] ?? "") },
      [
        "site is there and is a category.",
        "site has no missing values: the reference has none.",
        "site is one of 2 values: a, b.",
      ],
    ],
    [
      "fresh times",
      { at: list((i) => new Date(Date.parse("2030-01-08T00:00:00Z") - i * 1000)) },
      [
        "at is there and is a timestamp.",
        "at has no missing values: the reference has none.",
        "The newest at is at most 4 days old.",
      ],
    ],
    ["nothing but gaps", { gone: list(() => null) }, []],
  ])("%s", (_label, values, expected) => {
    const profile = profileOf(values);
    const suggestions = suggestRules(profile);
    expect(suggestions.map(({ sentence }) => sentence)).toEqual([
      "Between 100 and 400 rows: the reference has 200.",
      ...expected,
    ]);
    const written = suggestions.map((item) => item.written);
    expect(
      configSchemas.monitor.safeParse({ current: "x", validate: written }).error,
    ).toBeUndefined();
    const rules = suggestions.map(({ rule }) => rule);
    const { questions, finish } = evaluateRules(rules, profile, Date.parse(createdAt));
    expect(finish(questions.map(() => 0))).toMatchObject({ errorCount: 0, warningCount: 0 });
  });

  test("none for no rows, nor for masked categories", () => {
    expect(suggestRules(profileOf({ x: [] }))).toEqual([]);
    const masked = profileFromValues({ site: list(() => "a") }, { createdAt, isMasked: true });
    expect(suggestRules(masked).some(({ written }) => written.in !== undefined)).toBe(false);
  });
});

test("without rows a profile tells what it can, and says what it cannot", () => {
  const profile = profileOf({ user_id: list((i) => i) });
  const rules = suggestRules(profile).map(({ rule }) => rule);
  const { results, reason } = evaluateRules(rules, profile, 0).finish(null);
  expect(results.filter(({ outcome }) => outcome !== "passed")).toMatchObject([
    {
      outcome: "not-applicable",
      message: "user_id has no value twice: a profile alone cannot tell",
    },
  ]);
  expect(reason).toBe("4 rules about the data hold; 1 could not be checked.");
});

test("infinities, and times out of bounds, are counted", () => {
  const profile = profileOf({
    x: [1, Infinity, -Infinity, NaN],
    t: [new Date(0), null, null, null],
  });
  const [x, t] = ["x", "t"];
  const rules = suggestRules(profileOf({ x: list((i) => i) })).map(({ rule }) => rule);
  const finite = rules.filter(({ allowsInfinite }) => !allowsInfinite);
  const range = { ...finite[0], allowsInfinite: true, column: t, min: "1980-01-01" };
  const { questions, finish } = evaluateRules(
    [...finite, range as (typeof finite)[number]],
    profile,
    0,
  );
  expect(questions.map(({ column }) => column.name)).toEqual([t]);
  expect(
    finish([1]).results.map(({ column, failedRows, message }) => [column, failedRows, message]),
  ).toEqual([
    [x, 2, "x has no infinities: 2 values are infinite"],
    [t, 1, "t at least 1980-01-01: 1 row breaks it (100 %)"],
  ]);
});

test.each<[string, string | null]>([
  [String.raw`^\d{3}-[A-Z]+$`, null],
  ["a(?:b|c)", null],
  [String.raw`\(?=`, null],
  ["[(?=]", null],
  ["a(?=b)", "looks ahead or behind"],
  ["(?<!a)b", "looks ahead or behind"],
  [String.raw`(a)\1`, "refers back"],
  ["a++", "possessive"],
  ["x".repeat(1001), "is longer than 1000"],
])("the pattern %s", (pattern, fault) => {
  if (fault === null) expect(patternFault(pattern)).toBeNull();
  else expect(patternFault(pattern)).toContain(fault);
});
