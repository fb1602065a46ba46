import { readdir } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/base/errors.ts";
import { normaliseMonitor } from "../../../src/core/config/normaliseMonitor.ts";
import { compareOptionsOf } from "../../../src/core/drift/compare/compareOptions.ts";
import { compareProfiles } from "../../../src/core/drift/compare/compareProfiles.ts";
import { mergeProfiles } from "../../../src/core/drift/profile/mergeProfiles.ts";
import type {
  ColumnProfile,
  DataProfile,
  NumberSummary,
} from "../../../src/core/drift/profile/profile.ts";
import { SparkFixture } from "./sparkFixture.ts";

/** PySpark itself, in local mode, against DuckDB on the same files. */
let fixture: SparkFixture;
beforeAll(async () => {
  fixture = await SparkFixture.create();
});
afterAll(() => fixture.dispose());

/** Sums of doubles depend on the order of rows in their last digits. */
const momentTolerance = 1e-9;
/** Of squares, relative to the greatest that is summed up: far from zero, differences lose digits. */
const squareTolerance = 1e-15;
/** Bins at other edges measure a distance a little differently. */
const scoreTolerance = 0.005;

/** All that is counted is equal; moments nearly. */
function expectSame(spark: DataProfile, duckdb: DataProfile): void {
  expect(spark.rows).toBe(duckdb.rows);
  expect(spark.columns.map(({ name }) => name)).toEqual(duckdb.columns.map(({ name }) => name));
  for (const [index, column] of duckdb.columns.entries()) {
    const other = spark.columns[index];
    expect(counted(other), column.name).toEqual(counted(column));
    expectMoments(other?.numbers ?? null, column.numbers);
  }
  expect(spark.files).toEqual(duckdb.files);
  expect(spark.fingerprint).toBe(duckdb.fingerprint);
  expect(spark.engine).toBe("spark");
}

function counted(column: ColumnProfile | undefined): unknown {
  if (column?.numbers == null) return column;
  return { ...column, numbers: { ...column.numbers, mean: null, squaredDeviations: null } };
}

function expectMoments(spark: NumberSummary | null, duckdb: NumberSummary | null): void {
  if (spark === null || duckdb === null) return;
  const size = duckdb.count * (duckdb.mean ?? 0) ** 2;
  expectClose(spark.mean, duckdb.mean, 0);
  expectClose(spark.squaredDeviations, duckdb.squaredDeviations, squareTolerance * size);
}

function expectClose(actual: number | null, expected: number | null, absolute: number): void {
  if (actual === null || expected === null) expect(actual).toBe(expected);
  else {
    const most = absolute + momentTolerance * Math.abs(expected);
    expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(most);
  }
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  );
}

const family = "👩‍👩‍👧";
const odd = 'a "strange". `name` 🙂';
const everything = (from: number, to: number): string => `SELECT
  i AS id,
  CASE WHEN i % 7 = 0 THEN NULL WHEN i % 101 = 0 THEN 'nan'::DOUBLE WHEN i % 103 = 0 THEN 'inf'::DOUBLE
       WHEN i % 107 = 0 THEN -'inf'::DOUBLE ELSE ln(1 + hash(i) % 100000) END AS x,
  (i % 300)::FLOAT / 7 AS single,
  ((hash(i * 3) % 2000000)::BIGINT - 1000000)::DECIMAL(18, 4) / 1000 AS price,
  9007199254740992 + (i % 5) AS huge,
  CASE WHEN i % 3 = 0 THEN -0.0 ELSE (i % 4)::DOUBLE END AS few,
  5.5::DOUBLE AS constant,
  NULL::DOUBLE AS nothing,
  i % 3 = 0 AS flag,
  TIMESTAMP '1969-12-31 12:00:00.0005' + INTERVAL (i * 1.5) SECOND AS moment,
  (TIMESTAMP '2024-03-31 00:00:00' + INTERVAL (i) MINUTE)::TIMESTAMPTZ AS zoned,
  DATE '1960-01-01' + (i % 9000)::INTEGER AS day,
  'k' || (hash(i) % 20000) AS many,
  CASE i % 6 WHEN 0 THEN '${family}' WHEN 1 THEN '' WHEN 2 THEN NULL WHEN 3 THEN repeat('🙂', 150)
       WHEN 4 THEN repeat('long ', 100) || (i % 12) ELSE 'it''s \\ "quoted"' END AS label,
  'comment number ' || i || ' about ${family} and what happened' AS remark,
  [i, i + 1] AS list,
  CASE WHEN i % 10 > 0 THEN {'a': i, 'b': 'x'} END AS struct,
  MAP {'k': i} AS mapping,
  'bytes'::BLOB AS bytes,
  i % 2 AS "${odd.replaceAll('"', '""')}"
FROM range(${from}, ${to}) t(i)`;

describe("with the bins of another profile", () => {
  it("counts in Parquet what DuckDB counts, whatever is in it", async () => {
    await fixture.data.writeParquet("reference.parquet", everything(0, 3000));
    await fixture.data.writeParquet("current.parquet", everything(1000, 31_000));
    const like = await fixture.duckdb(["reference.parquet"]);
    const duckdb = await fixture.duckdb(["current.parquet"], { like });
    const spark = await fixture.spark(["current.parquet"], { like });
    expectSame(spark, duckdb);
    expect(
      duckdb.columns.find(({ name }) => name === "many")?.categories?.distinct,
    ).toBeGreaterThan(15_000);

    const reference = await fixture.duckdb(["reference.parquet"]);
    const { value: merged, problems } = mergeProfiles([reference, spark]);
    expect(problems).toEqual([]);
    const { value: expected } = mergeProfiles([reference, duckdb]);
    expect(merged?.columns.map(counted)).toEqual(expected?.columns.map(counted));
    expect(merged?.fingerprint).toBe(expected?.fingerprint);
  });

  it("reads files of text as DuckDB does, and puts them together by name", async () => {
    const lines = (from: number, to: number): string[] =>
      Array.from({ length: to - from }, (_, at) => {
        const i = from + at;
        const x = i % 5 === 0 ? "NA" : i % 50 === 1 ? "nan" : (Math.sqrt(i) - 20).toString();
        const text = i % 4 === 0 ? '"two\nlines, ""quoted"""' : `plain ${i % 9} 🙂`;
        const day = `2024-0${1 + (i % 9)}-1${i % 10}`;
        return [i, x, text, day, `${day} 10:0${i % 10}:30.25`, i % 2 === 0 ? "True" : "no"].join();
      });
    const header = "id,x,text,day,at,yes";
    await fixture.data.write("text/a.csv", [header, ...lines(0, 900), ""].join("\n"));
    // Columns in another order and one more.
    const others = lines(900, 1500).map((line, i) => `${i % 7};${line.split(",")[0] ?? ""}`);
    await fixture.data.write("text/b.csv.gz", gzipSync(["extra;id", ...others, ""].join("\n")));
    await fixture.data.write("text/c.csv", `${header}\n`);
    // Types of its own, and fewer columns.
    await fixture.data.writeParquet(
      "text/d.parquet",
      "SELECT 5000 + range AS id, range / 7 AS x, '12' AS text FROM range(100)",
    );
    const objects = Array.from({ length: 700 }, (_, i) =>
      JSON.stringify({
        ...{ id: i, x: i / 7, text: `t${i % 3}`, yes: i % 2 === 0 },
        ...(i % 3 === 0 && { deep: { a: [i] } }),
      }),
    );
    await fixture.data.write("lines.jsonl", objects.join("\n"));
    for (const names of [["text"], ["lines.jsonl"]]) {
      const like = await fixture.duckdb(names);
      const duckdb = await fixture.duckdb(names, { like });
      expect(duckdb.rows).toBeGreaterThan(600);
      expectSame(await fixture.spark(names, { like }), duckdb);
    }
  });

  it("takes over types, and counts rare categories of a masked profile", async () => {
    const query = (rows: number): string =>
      `SELECT 'v' || (i % 1500) AS v, CASE WHEN i = 7 THEN 'rare' ELSE 'w' || (i % 2000) END AS w, i % 9 AS code, 'text ' || i AS t FROM range(${rows}) t(i) ${rows < 100 ? "" : "ORDER BY i DESC"}`;
    await fixture.data.writeParquet("small.parquet", query(20));
    await fixture.data.writeParquet("[odd] {name}*.parquet", query(9000));
    const types = { code: "category", t: "text" } as const;
    const like = await fixture.duckdb(["small.parquet"], { types, isMasked: true });
    const names = ["[odd] {name}*.parquet"];
    const duckdb = await fixture.duckdb(names, { types, like });
    const spark = await fixture.spark(names, { types, like });
    expectSame(spark, duckdb);
    const masked = spark.columns.find(({ name }) => name === "w")?.categories;
    expect(masked?.isMasked).toBe(true);
    expect(masked?.top.length).toBeGreaterThan(1000);
  });
});

describe("on its own", () => {
  it("comes to the same verdicts as DuckDB", async () => {
    const query = (rows: number, shift: number): string =>
      `SELECT (hash(i) % 10000) / 1000.0 + ${shift} AS moved, (hash(i * 7) % 1000)::BIGINT AS still, 'c' || (hash(i * 11) % 12) AS kind FROM range(${rows}) t(i)`;
    await fixture.data.writeParquet("before.parquet", query(80_000, 0));
    await fixture.data.writeParquet("after.parquet", query(20_000, 0.5));
    const options = compareOptionsOf(normaliseMonitor("m", { current: "c" }));
    const compare = (reference: DataProfile, current: DataProfile) =>
      compareProfiles(
        { label: "before", profile: reference },
        { label: "after", profile: current },
        options,
      ).features;
    const duckdb = await fixture.duckdb(["before.parquet"]);
    const spark = await fixture.spark(["before.parquet"]);
    expect(spark.fingerprint).toBe(duckdb.fingerprint);
    const ofDuckdb = compare(duckdb, await fixture.duckdb(["after.parquet"], { like: duckdb }));
    const ofSpark = compare(spark, await fixture.duckdb(["after.parquet"], { like: spark }));
    expect(ofDuckdb.map(({ verdict }) => verdict)).toEqual(["drift", "stable", "stable"]);
    for (const [index, { name, verdict, score }] of ofDuckdb.entries()) {
      expect(ofSpark[index]).toMatchObject({ name, verdict });
      expect(Math.abs((ofSpark[index]?.score ?? 1) - (score ?? 0))).toBeLessThan(scoreTolerance);
    }
  });

  it("reads nanoseconds, and tables without rows", async () => {
    await fixture.data.writeParquet(
      "nanos.parquet",
      "SELECT make_timestamp_ns(1700000000000000000 + i * 1500000001) AS at, i AS n FROM range(500) t(i)",
    );
    await fixture.data.writeParquet("none.parquet", "SELECT 1 AS a, 'x' AS b, [1] AS c LIMIT 0");
    for (const name of ["nanos.parquet", "none.parquet"]) {
      const duckdb = await fixture.duckdb([name]);
      const spark = await fixture.spark([name], { like: duckdb });
      expect(spark.columns.map(counted).map(withoutType)).toEqual(
        duckdb.columns.map(counted).map(withoutType),
      );
      expect(spark.fingerprint).toBe(duckdb.fingerprint);
    }
  });
});

function withoutType(column: unknown): unknown {
  return { ...(column as ColumnProfile), storedType: "" };
}

describe("failures", () => {
  it.each([
    [
      "a half-written file of Parquet",
      async () => {
        await fixture.data.writeParquet("half.parquet", "SELECT range AS a FROM range(1000)");
        const bytes = await fixture.read("half.parquet");
        await fixture.data.write("half.parquet", bytes.slice(0, bytes.length / 2));
        return fixture.spark(["half.parquet"]);
      },
      { code: "data-unreadable", message: /half\.parquet/ },
    ],
    [
      "lines with too many fields",
      async () => {
        await fixture.data.write("torn.csv", "a,b\n1,2\n3,4,5\n");
        return fixture.spark(["torn.csv"]);
      },
      { code: "data-unreadable", message: /torn\.csv/ },
    ],
    [
      "a type that values do not have",
      async () => {
        await fixture.data.writeParquet("nested.parquet", "SELECT [1] AS list");
        return fixture.spark(["nested.parquet"], { types: { list: "number" } });
      },
      { code: "data-bad-type", message: /"list" holds nested values/ },
    ],
    [
      "a master that is none",
      async () => {
        await fixture.data.writeParquet("one.parquet", "SELECT 1 AS a");
        return fixture.spark(["one.parquet"], { master: "nonsense" });
      },
      { code: "spark-failed", message: /--master takes/ },
    ],
  ])("tells of %s", async (_, run, { code, message }) => {
    const error = await rejection(run());
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  it("ends Spark with all it started when it is cancelled", async () => {
    await fixture.data.writeParquet("slow.parquet", "SELECT range AS a FROM range(100000)");
    const folder = await fixture.temporaryFolder();
    const controller = new AbortController();
    const error = await rejection(
      fixture.spark(["slow.parquet"], {
        signal: controller.signal,
        onProgress: (_label, fraction) => {
          if (fraction !== null) controller.abort();
        },
      }),
    );
    expect(error).toBeInstanceOf(CancelledError);
    expect(await readdir(folder)).toEqual([]);
    expect(fixture.processesNaming(folder)).toEqual([]);
  });
});
