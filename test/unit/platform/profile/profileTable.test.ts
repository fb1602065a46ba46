import { readdir, utimes } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CancelledError } from "../../../../src/base/errors.ts";
import { nextDown } from "../../../../src/core/drift/profile/adjacentNumber.ts";
import { mergeProfiles } from "../../../../src/core/drift/profile/mergeProfiles.ts";
import {
  profileSchema,
  type ColumnProfile,
  type DataProfile,
  type NumberSummary,
} from "../../../../src/core/drift/profile/profile.ts";
import { profileFromValues } from "../../../../src/core/drift/profile/profileFromValues.ts";
import { profileSource } from "../../../../src/platform/profile/profileSource.ts";
import {
  profileTable,
  type ProfileOptions,
} from "../../../../src/platform/profile/profileTable.ts";
import { DataFixture } from "./dataFixture.ts";

let data: DataFixture;
beforeAll(async () => {
  data = await DataFixture.create();
});
afterAll(() => data.dispose());

/** So few rows are fetched whole that each test runs the statements for large tables too. */
const ways = [
  ["fetched", {}],
  ["in the engine", { fetchedRows: 0 }],
] as const;

async function profile(sql: string, options: Partial<ProfileOptions> = {}): Promise<DataProfile> {
  const profiled = await profileTable(data.engine, await data.tableOf(sql), { now: 0, ...options });
  return profileSchema.parse(profiled);
}

async function column(sql: string, options: Partial<ProfileOptions> = {}): Promise<ColumnProfile> {
  const { columns } = await profile(sql, options);
  const [first] = columns;
  if (first === undefined) throw new Error("no column");
  return first;
}

const valuesOf = (values: readonly string[]): string =>
  `SELECT * FROM (VALUES ${values.map((value) => `(${value})`).join(", ")}) t(a)`;
const nan = "'nan'::DOUBLE";
const infinity = "'inf'::DOUBLE";

describe.each(ways)("numbers, %s", (_, options) => {
  it("counts what is missing, NaN and infinite apart from what is finite", async () => {
    const { nulls, numbers } = await column(
      valuesOf(["NULL", nan, nan, infinity, `-${infinity}`, "1.5::DOUBLE", "-2.5", "1.5"]),
      options,
    );
    expect({ nulls, ...numbers, histogram: null }).toEqual({
      nulls: 1,
      count: 3,
      nan: 2,
      positiveInfinities: 1,
      negativeInfinities: 1,
      min: -2.5,
      max: 1.5,
      mean: expect.closeTo(0.5 / 3, 12) as number,
      squaredDeviations: expect.closeTo(10.666_666_666, 6) as number,
      isWhole: false,
      distinct: 2,
      histogram: null,
      values: [
        [-2.5, 1],
        [1.5, 2],
      ],
    });
  });

  it.each<[string, readonly string[], Partial<NumberSummary>]>([
    ["all missing", ["NULL::DOUBLE"], { count: 0, min: null, mean: null, distinct: 0, values: [] }],
    ["all NaN", [nan], { count: 0, nan: 1, max: null, squaredDeviations: null }],
    ["one row", ["7"], { count: 1, min: 7, max: 7, mean: 7, squaredDeviations: 0, isWhole: true }],
    ["a constant", ["0.1::DOUBLE", "0.1", "0.1"], { mean: 0.1, distinct: 1, isWhole: false }],
    ["minus zero", ["-0.0::DOUBLE", "0.0"], { min: 0, max: 0, values: [[0, 2]] }],
    ["beyond 2^53", ["9007199254740993::BIGINT"], { min: 9007199254740992, isWhole: true }],
    ["HUGEINT", ["170141183460469231731687303715884105727::HUGEINT"], { max: 2 ** 127 }],
    ["DECIMAL", ["1.10::DECIMAL(38, 2)", "2.20"], { min: 1.1, max: 2.2, isWhole: false }],
    ["FLOAT", ["0.1::FLOAT"], { min: Math.fround(0.1) }],
    ["dates", ["DATE '1969-12-31'"], { min: -86_400_000, isWhole: true }],
    ["zones", ["TIMESTAMPTZ '2020-01-01 02:00:00+02'"], { min: 1_577_836_800_000 }],
    ["infinite dates", ["'infinity'::TIMESTAMP", "TIMESTAMP '1970-01-01'"], { count: 1, max: 0 }],
    ["the greatest doubles", ["1e308::DOUBLE", "-1e308"], { min: -1e308, max: 1e308, mean: 0 }],
  ])("%s", async (name, values, expected) => {
    const { numbers } = await column(valuesOf(values), options);
    expect(numbers).toMatchObject(expected);
    expect(Object.is(numbers?.min, -0)).toBe(false);
    const total = numbers?.histogram.counts.reduce((sum, count) => sum + count, 0);
    expect(total, name).toBe(numbers?.count);
  });

  it("measures the lengths of texts", async () => {
    const table = await data.tableOf(valuesOf(["'ab'", "'😀'", "''", "NULL"]), { a: "text" });
    const { columns } = await profileTable(data.engine, table, { now: 0, ...options });
    expect(columns[0]).toMatchObject({
      type: "text",
      nulls: 1,
      numbers: { count: 3, min: 0, max: 2, mean: 1 },
      categories: null,
    });
  });

  it("has a table without rows", async () => {
    const { rows, columns } = await profile("SELECT 1 AS a, 'x' AS b WHERE false", options);
    expect(rows).toBe(0);
    expect(columns[0]?.numbers).toMatchObject({ count: 0, histogram: { edges: [] } });
    expect(columns[1]?.categories).toEqual({
      distinct: 0,
      isExact: true,
      top: [],
      otherCount: 0,
      isMasked: false,
    });
  });

  it("says of nested columns what is missing, and no more", async () => {
    expect(await column(valuesOf(["[1]", "NULL"]), options)).toMatchObject({
      type: "nested",
      storedType: "INTEGER[]",
      nulls: 1,
      numbers: null,
      categories: null,
    });
  });
});

/** Pseudo-random and the same everywhere, in an order of its own for each `seed`. */
const rows = 20_000;
const large = (seed: number): string =>
  `SELECT ln(1 + (i * 7919) % 20011) AS a, CASE WHEN i % 3 = 0 THEN 0 ELSE i * 1.37 END AS b, (i * 31) % 97 AS c, 'k' || (i % 1500) AS d FROM range(${rows}) t(i) ORDER BY hash(i + ${seed})`;

describe("the bins", () => {
  it("are right-closed, from below the minimum to the maximum", async () => {
    const { numbers } = await column(large(1), { fetchedRows: 4096 });
    const { edges, counts } = numbers?.histogram ?? { edges: [], counts: [] };
    expect([edges[0], edges.at(-1)]).toEqual([nextDown(numbers?.min ?? 0), numbers?.max]);
    expect([counts.length, counts[0], counts.at(-1)]).toEqual([edges.length + 1, 0, 0]);
    // What the engine counted is what is there.
    const table = await data.tableOf(large(1));
    const middle = edges[100] ?? 0;
    const [row] = await data.engine.rows(
      `SELECT count(*) AS n FROM ${table.sql} WHERE a <= ${middle}`,
    );
    expect(counts.slice(0, 101).reduce((sum, count) => sum + count, 0)).toBe(Number(row?.["n"]));
  });

  it("have about as many values each", async () => {
    const { numbers } = await column(large(1), { fetchedRows: 8192 });
    expect(Math.max(...(numbers?.histogram.counts ?? []))).toBeLessThan((3 * rows) / 256);
  });

  it("give a frequent value one of its own", async () => {
    const { columns } = await profile(large(1), { fetchedRows: 4096 });
    const { edges, counts } = columns[1]?.numbers?.histogram ?? { edges: [], counts: [] };
    const at = edges.indexOf(0);
    expect(edges[at - 1]).toBe(nextDown(0));
    expect(counts[at]).toBe(Math.ceil(rows / 3));
  });

  it("find a frequent value that the sample missed", async () => {
    // One column: all rows with the frequent value have one hash, and are sampled or not together.
    const sql = `SELECT CASE WHEN i % 2 = 0 THEN 4242.5 ELSE i * 1.37 END AS a FROM range(40000) t(i)`;
    const { numbers } = await column(sql, { fetchedRows: 1000 });
    const { edges, counts } = numbers?.histogram ?? { edges: [], counts: [] };
    expect(edges).toContain(nextDown(4242.5));
    expect(counts[edges.indexOf(4242.5)]).toBe(20_000);
  });

  it("of columns with few values are at the exact quantiles", async () => {
    const { columns } = await profile(large(1), { fetchedRows: 0 });
    expect(columns[2]?.numbers).toMatchObject({ distinct: 97, values: null });
    expect(Math.max(...(columns[2]?.numbers?.histogram.counts ?? []))).toBe(Math.ceil(rows / 97));
  });
});

describe("the same data", () => {
  it("have the same profile in any order, with any number of threads", async () => {
    const first = await profile(large(1), { fetchedRows: 4096 });
    const other = await profile(large(2), { fetchedRows: 4096 });
    const single = await DataFixture.create(1);
    try {
      const table = await single.tableOf(large(3));
      const alone = await profileTable(single.engine, table, { now: 0, fetchedRows: 4096 });
      const bare = { files: [] };
      expect({ ...other, ...bare }).toEqual({ ...first, ...bare });
      expect({ ...alone, ...bare }).toEqual({ ...first, ...bare });
    } finally {
      await single.dispose();
    }
  });

  it("have the same fingerprint however they were profiled", async () => {
    const like = await profile(
      "SELECT i * 0.5 AS a, i AS b, i AS c, 'other' AS d FROM range(50) t(i)",
    );
    const prints = [{}, { fetchedRows: 0 }, { like }, { isMasked: true }].map(
      async (options) => (await profile(large(1), options)).fingerprint,
    );
    // At once, as statements must not disturb each other.
    expect(new Set(await Promise.all(prints)).size).toBe(1);
  });

  it("are profiled as the values themselves are", async () => {
    const numbers = Array.from({ length: 500 }, (_, i) => (i * i) % 173);
    const sql = `SELECT (i * i) % 173 AS a, 'k' || (i % 7) AS b, i % 2 = 0 AS c FROM range(500) t(i)`;
    const values = {
      a: numbers,
      b: numbers.map((_, i) => `k${i % 7}`),
      c: numbers.map((_, i) => i % 2 === 0),
    };
    const { columns, fingerprint } = await profile(sql);
    const expected = profileFromValues(values);
    expect(columns.map((one) => ({ ...one, storedType: "" }))).toEqual(
      expected.columns.map((one) => ({ ...one, storedType: "" })),
    );
    expect(fingerprint).toBe(expected.fingerprint);
  });
});

describe.each(ways)("like another profile, %s", (_, options) => {
  const half = (remainder: number): string =>
    `SELECT * FROM (${large(1)}) WHERE c % 2 = ${remainder}`;
  it("counts in its bins, so that both add up to the profile of the union", async () => {
    const whole = await profile(large(1), options);
    const parts = [
      await profile(half(0), { ...options, like: whole }),
      await profile(half(1), { ...options, like: whole }),
    ];
    const { value } = mergeProfiles(parts);
    for (const [index, { numbers }] of whole.columns.entries())
      expect(value?.columns[index]?.numbers?.histogram).toEqual(numbers?.histogram);
    expect(value?.rows).toBe(rows);
  });

  it("counts what lies outside in the first and the last bin", async () => {
    const like = await profile(valuesOf(["1", "2", "3"]), options);
    const { numbers } = await column(valuesOf(["0", "0", "2", "9"]), { ...options, like });
    expect([numbers?.histogram.counts[0], numbers?.histogram.counts.at(-1)]).toEqual([2, 1]);
  });

  it("compares strings as the other has them", async () => {
    const reference = await data.tableOf(valuesOf(["'x'"]), { a: "text" });
    const like = await profileTable(data.engine, reference, { now: 0 });
    expect(await column(valuesOf(["'abc'"]), { ...options, like })).toMatchObject({ type: "text" });
  });
});

describe("categories", () => {
  it("lists the most frequent ones and counts the others", async () => {
    const sql = "SELECT 'k' || (i % 1500) AS a FROM range(3001) t(i)";
    const { categories } = await column(sql);
    expect(categories).toMatchObject({ distinct: 1500, isExact: true, otherCount: 1000 });
    expect(categories?.top.slice(0, 2)).toEqual([
      { value: "k0", count: 3 },
      { value: "k1", count: 2 },
    ]);
    expect(categories?.top).toHaveLength(1000);
  });

  it("counts the rare ones that another profile lists", async () => {
    const like = await column("SELECT 'rare' AS a UNION ALL SELECT 'absent'");
    const sql = "SELECT 'k' || (i % 1500) AS a FROM range(3000) t(i) UNION ALL SELECT 'rare'";
    const reference = { ...(await profile("SELECT 1 AS a")), columns: [like] };
    const { categories } = await column(sql, { like: reference });
    expect(categories?.top.at(-1)).toEqual({ value: "rare", count: 1 });
    expect(categories?.otherCount).toBe(1000);
  });

  it.each<[string, readonly string[], readonly [string, number][]]>([
    [
      "booleans",
      ["true", "false", "true", "NULL"],
      [
        ["true", 2],
        ["false", 1],
      ],
    ],
    ["empty strings", ["''", "''", "NULL"], [["", 2]]],
    [
      "emoji",
      ["'😀'", "'é'"],
      [
        ["é", 1],
        ["😀", 1],
      ],
    ],
    ["enums", ["'b'::ENUM('b', 'a')"], [["b", 1]]],
  ])("%s", async (_, values, expected) => {
    const { categories } = await column(valuesOf(values));
    expect(categories?.top.map(({ value, count }) => [value, count])).toEqual(expected);
  });

  it("keeps long values apart, cut", async () => {
    const long = ["😀".repeat(150), `${"x".repeat(1e6)}a`, `${"x".repeat(1e6)}b`, "y".repeat(200)];
    const sql = valuesOf(long.map((value) => `'${value}'`));
    const { categories } = await column(sql);
    expect(categories).toEqual(profileFromValues({ a: long }).columns[0]?.categories);
  });

  it("masks all of them, like a masked profile", async () => {
    const sql = valuesOf(["'x'", "'x'", "'y'"]);
    const masked = await profile(sql, { isMasked: true });
    expect(JSON.stringify(masked)).not.toContain('"x"');
    expect((await profile(sql, { like: masked })).columns).toEqual(masked.columns);
  });
});

describe("wide tables", () => {
  it("are profiled in batches that give each column what is its own", async () => {
    const listed = Array.from({ length: 300 }, (_, i) => `i + ${i} AS c${i}`);
    const { columns } = await profile(`SELECT ${listed.join(", ")} FROM range(10) t(i)`);
    expect(columns.map(({ name, numbers }) => [name, numbers?.min])).toEqual(
      listed.map((_, i) => [`c${i}`, i]),
    );
  });
});

describe("a source", () => {
  const profileFile = (name: string, like: DataProfile | null = null) =>
    profileSource(
      data.engine,
      { kind: "files", paths: [data.pathOf(name)], format: null, label: name },
      { settings: data.settings, like },
    );

  it("is profiled once while it stays the same, for each way to profile it", async () => {
    await data.write("source.csv", "a\n1\n2\n");
    const first = await profileFile("source.csv");
    const count = async (): Promise<number> =>
      (await readdir(data.pathOf("cache/profiles"))).length;
    const after = await count();
    expect(await profileFile("source.csv")).toEqual(first);
    expect(await count()).toBe(after);
    await profileFile("source.csv", await profile("SELECT 5 AS a"));
    expect(await count()).toBe(after + 1);
    const past = new Date(2001, 1, 1);
    await utimes(data.pathOf("source.csv"), past, past);
    await profileFile("source.csv");
    expect(await count()).toBe(after + 2);
  });

  it("is named as it lies in the project", async () => {
    await data.write("inside/source.csv", "a\n1\n");
    expect((await profileFile("inside/source.csv")).files).toMatchObject([
      { path: "inside/source.csv", sizeBytes: 4 },
    ]);
  });
});

describe("an interrupted engine", () => {
  it("ends the statement that runs, and refuses more", async () => {
    const other = await DataFixture.create();
    try {
      const running = other.engine.rows(
        "SELECT sum(a.i * b.i) FROM range(9000000) a(i), range(9000000) b(i)",
      );
      // Said until it is heard: before the statement has begun there is nothing to end.
      const insisting = setInterval(() => {
        other.engine.interrupt();
      }, 5);
      await expect(running).rejects.toThrow(CancelledError);
      clearInterval(insisting);
      await expect(other.engine.rows("SELECT 1")).rejects.toThrow(CancelledError);
    } finally {
      await other.dispose();
    }
  });
});
