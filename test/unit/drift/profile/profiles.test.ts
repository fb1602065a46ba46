import { describe, expect, it } from "vitest";
import { nextDown, nextUp } from "../../../../src/core/drift/profile/adjacentNumber.ts";
import {
  cutCategory,
  maskCategory,
  maskProfile,
} from "../../../../src/core/drift/profile/categoryLabels.ts";
import { quantilesOf } from "../../../../src/core/drift/profile/describeColumn.ts";
import {
  categoryDistribution,
  maxDrawnBins,
  numberDistribution,
} from "../../../../src/core/drift/profile/displayBins.ts";
import { fingerprint } from "../../../../src/core/drift/profile/fingerprint.ts";
import { quantileEdges } from "../../../../src/core/drift/profile/histogramEdges.ts";
import { mergeProfiles } from "../../../../src/core/drift/profile/mergeProfiles.ts";
import { parseProfile } from "../../../../src/core/drift/profile/parseProfile.ts";
import { maxCategoryLength, type DataProfile } from "../../../../src/core/drift/profile/profile.ts";
import {
  profileFromValues,
  summarizeNumbers,
  type ColumnValues,
} from "../../../../src/core/drift/profile/profileFromValues.ts";
import { sha256 } from "../../../../src/base/sha256.ts";
import { seededRandom } from "../../../../src/base/seededRandom.ts";

function table(rows: number, seed: number): Record<string, ColumnValues> {
  const random = seededRandom(seed);
  const each = <T>(make: () => T): T[] => Array.from({ length: rows }, make);
  return {
    x: each(() => (random() < 0.1 ? null : random() ** 3 * 100)),
    whole: each(() => Math.floor(random() * 9)),
    word: each(() => `w${Math.floor(random() * 30)}`),
    flag: each(() => random() < 0.3),
    odd: each(() => [Number.NaN, Infinity, -Infinity, 1, 2][Math.floor(random() * 5)] ?? 0),
    nothing: each(() => null),
  };
}

function close(x: number | null | undefined): unknown {
  return typeof x === "number" ? expect.closeTo(x, 6) : x;
}

describe("mergeProfiles", () => {
  const whole = table(900, 1);
  const part = (from: number, to: number, like?: DataProfile): DataProfile =>
    profileFromValues(
      Object.fromEntries(Object.entries(whole).map(([name, v]) => [name, v.slice(from, to)])),
      like === undefined ? {} : { like },
    );
  const first = part(0, 300);
  const parts = [first, part(300, 350, first), part(350, 900, first)] as const;
  const union = profileFromValues(whole, { like: first });

  it("gives the profile of the union", () => {
    const { value, problems } = mergeProfiles(parts);
    expect(problems).toEqual([]);
    expect(value?.rows).toBe(900);
    value?.columns.forEach(({ nulls, categories, numbers }, i) => {
      const expected = union.columns[i];
      expect(nulls).toBe(expected?.nulls);
      expect(categories).toEqual(expected?.categories);
      if (numbers === null) return;
      expect(numbers).toMatchObject({
        ...expected?.numbers,
        mean: close(expected?.numbers?.mean),
        squaredDeviations: close(expected?.numbers?.squaredDeviations),
        distinct: expect.any(Number) as unknown,
      });
    });
    expect(value?.fingerprint).toBe(union.fingerprint);
  });

  it("does not depend on order or groups", () => {
    const [a, b, c] = parts;
    const ab = mergeProfiles([a, b]).value;
    const bc = mergeProfiles([c, b]).value;
    if (ab === null || bc === null) throw new Error("profiles were not merged");
    const left = mergeProfiles([ab, c]).value;
    const right = mergeProfiles([bc, a]).value;
    expect(left?.fingerprint).toBe(right?.fingerprint);
    expect(left?.columns.map(({ numbers }) => numbers?.histogram)).toEqual(
      right?.columns.map(({ numbers }) => numbers?.histogram),
    );
  });

  it.each([
    ["other bins", { x: Float64Array.from([1, 2, 3]) }, { x: Float64Array.from([7, 8]) }, "--like"],
    ["another type", { x: [1] }, { x: ["a"] }, "is a number in one profile and a category"],
    ["a column less", { x: [1], y: [1] }, { x: [1] }, "column 'y' is in one of the profiles only"],
    ["a column more", { x: [1] }, { x: [1], y: [1] }, "column 'y' is in one of the profiles only"],
  ])("refuses %s", (_, a, b, message) => {
    const { value, problems } = mergeProfiles([profileFromValues(a), profileFromValues(b)]);
    expect(value).toBeNull();
    expect(problems[0]?.message).toContain(message);
  });

  it("refuses masks on one side only, and takes the type of a side with values", () => {
    const plain = profileFromValues({ x: ["a"] });
    expect(mergeProfiles([plain, maskProfile(plain)]).problems[0]?.message).toContain("--mask");
    const nothing = profileFromValues({ x: [null, null] });
    const merged = mergeProfiles([nothing, plain]).value?.columns[0];
    expect(merged).toMatchObject({ type: "category", nulls: 2 });
    expect(mergeProfiles([]).problems).toHaveLength(1);
  });
});

describe("parseProfile", () => {
  const good = profileFromValues(table(40, 2));
  it("reads what was written", () => {
    expect(parseProfile(`\uFEFF${JSON.stringify(good)}`, "p.json")).toEqual({
      value: JSON.parse(JSON.stringify(good)) as unknown,
      problems: [],
    });
  });

  const [x] = good.columns;
  const changed = (numbers: object): string =>
    JSON.stringify({ ...good, columns: [{ ...x, numbers: { ...x?.numbers, ...numbers } }] });
  it.each([
    ["", "no JSON"],
    ['{"sextantProfile":1,"rows":', "not written to its end"],
    ["[]", 'no "sextantProfile"'],
    ['{"sextantProfile":99}', "version 99"],
    ['{"sextantProfile":1,"rows":-1}', "rows"],
    [JSON.stringify({ ...good, columns: [x, x] }), "twice"],
    [JSON.stringify({ ...good, rows: 1 }), "column 'x': it has more nulls"],
    [changed({ count: 3 }), "its counts are not those of its rows"],
    [changed({ min: 9, max: 1 }), "range"],
    [changed({ histogram: { edges: [1, 2], counts: [1, 2] } }), "one count more"],
    [changed({ histogram: { edges: [2, 1], counts: [1, 2, 3] } }), "do not rise"],
    [changed({ histogram: { edges: [1, 2], counts: [1, 2, 3] } }), "counts of its bins"],
    [changed({ values: [[1, 2]] }), "counts of its values"],
  ])("says what is wrong with %.40s", (text, message) => {
    const { value, problems } = parseProfile(text, "data/p.json");
    expect(value).toBeNull();
    expect(problems[0]?.message).toContain("data/p.json");
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.location).toEqual({ path: "data/p.json" });
  });

  it("never throws on damaged text", () => {
    const text = JSON.stringify(good);
    const random = seededRandom(5);
    for (let i = 0; i < 300; i++) {
      const at = Math.floor(random() * text.length);
      const damaged = text.slice(0, at) + String.fromCharCode(random() * 128) + text.slice(at + 1);
      expect(() => parseProfile(damaged, "p")).not.toThrow();
    }
  });
});

describe("categories", () => {
  it.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    ["😀é€", "1ae7d023f26d01f99a434b1f98be5462002d5c39f67c671c05bd194284c32869"],
    ["a".repeat(1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"],
  ])("has the hash of %.10s", (text, hash) => {
    expect(sha256(text)).toBe(hash);
  });

  it("masks all but booleans, the same everywhere", () => {
    const masked = profileFromValues({ c: ["a", "b", "b"], f: [true] }, { isMasked: true });
    expect(masked.columns[0]?.categories).toMatchObject({
      isMasked: true,
      top: [{ value: maskCategory("b"), count: 2 }, { value: maskCategory("a") }],
    });
    expect(masked.columns[1]?.categories?.top).toEqual([{ value: "true", count: 1 }]);
    expect(maskProfile(masked)).toEqual(masked);
    expect(JSON.stringify(masked)).not.toContain('"a"');
    expect(masked.fingerprint).toBe(
      fingerprint(profileFromValues({ c: ["b", "a", "b"], f: [true] })),
    );
  });

  it("cuts long values, which stay apart, and never within an emoji", () => {
    const long = "x".repeat(maxCategoryLength - 1) + "😀".repeat(10);
    expect(cutCategory(long)).toMatch(/^x{199}… sha256:[0-9a-f]{32}$/);
    expect(cutCategory(`${long}a`)).not.toBe(cutCategory(`${long}b`));
    expect(cutCategory("short")).toBe("short");
  });
});

describe("numbers", () => {
  it.each([[0], [1], [-1], [0.1], [1e300], [-5e-324], [2 ** 53]])("neighbours of %d", (x) => {
    expect(nextUp(x)).toBeGreaterThan(x);
    expect(nextDown(nextUp(x))).toBe(x);
  });

  it("makes edges that rise, with a bin for a frequent value, and exact outer ones", () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => (i < 2500 ? 3 : i)).sort();
    const edges = quantileEdges(values, { min: 3, max: 4999 });
    expect(edges.length).toBeLessThan(256);
    expect(edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? edge))).toBe(true);
    expect(edges).toContain(nextDown(3));
    expect(edges).toContain(3);
    expect(edges.at(-1)).toBe(4999);
    expect(quantileEdges(new Float64Array(), { min: 0, max: 0 })).toEqual([]);
  });

  it("has quantiles of listed values exactly, and of bins nearly", () => {
    expect(quantilesOf(summarizeNumbers(Float64Array.from([1, 2, 3, 4])), [0.5, 1])).toEqual([
      2, 4,
    ]);
    const many = summarizeNumbers(Float64Array.from({ length: 10_001 }, (_, i) => i));
    const [low, middle] = quantilesOf(many, [0.05, 0.5]) ?? [];
    expect(low).toBeCloseTo(500, -1);
    expect(middle).toBeCloseTo(5000, -1);
    expect(quantilesOf(summarizeNumbers(new Float64Array()), [0.5])).toBeNull();
  });

  it("draws what lies together, whatever one far value is", () => {
    const values = Float64Array.from({ length: 2000 }, (_, i) => i / 100);
    const far = Float64Array.from([...values, 1e9]);
    const drawn = numberDistribution(summarizeNumbers(values), summarizeNumbers(far));
    expect(drawn?.edges).toHaveLength(maxDrawnBins + 1);
    expect(drawn?.edges.at(-1)).toBeLessThan(30);
    for (const side of [drawn?.reference, drawn?.current]) {
      expect(side?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }
    const few = numberDistribution(
      summarizeNumbers(Float64Array.from([1, 1, 2])),
      summarizeNumbers(Float64Array.from([2, 4])),
    );
    expect(few?.reference).toEqual([2 / 3, 1 / 3, 0]);
    expect(few?.current).toEqual([0, 0.5, 0.5]);
    const constant = summarizeNumbers(Float64Array.from([7, 7]));
    expect(numberDistribution(constant, constant)?.reference).toEqual([1]);
    const none = summarizeNumbers(new Float64Array());
    expect(numberDistribution(none, none)).toBeNull();
  });

  it("draws the most frequent categories and the rest", () => {
    const [a, b] = [30, 25].map((count) =>
      profileFromValues({ c: Array.from({ length: 600 }, (_, i) => `k${i % count}`) }),
    );
    const [r, c] = [a?.columns[0]?.categories, b?.columns[0]?.categories];
    if (r === null || r === undefined || c === null || c === undefined) throw new Error("none");
    const drawn = categoryDistribution(r, c);
    expect(drawn.labels).toHaveLength(20);
    expect(drawn.otherReference).toBeCloseTo(10 / 30, 9);
    expect(drawn.otherCurrent).toBeCloseTo(5 / 25, 9);
  });
});
