import { utimes } from "node:fs/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../src/base/errors.ts";
import type { DataTable } from "../../../../src/platform/profile/dataTable.ts";
import { openTable } from "../../../../src/platform/profile/openTable.ts";
import { DataFixture } from "./dataFixture.ts";

let data: DataFixture;
beforeAll(async () => {
  data = await DataFixture.create();
});
afterAll(() => data.dispose());

type Files = Readonly<Record<string, string | Uint8Array>>;
let cases = 0;

/** Opens files in a folder of their own; `opened` are the names, all files without. */
async function open(files: Files, opened?: readonly string[], types?: Record<string, string>) {
  const folder = `case-${(cases += 1)}`;
  for (const [name, content] of Object.entries(files))
    await data.write(`${folder}/${name}`, content);
  const names = (opened ?? Object.keys(files)).map((name) => `${folder}/${name}`);
  return data.open(names, types === undefined ? {} : { types });
}

const typesOf = ({ columns }: DataTable): string =>
  columns.map(({ name, type }) => `${name}:${type}`).join(" ");

const lines = (count: number, line: string): string => `${line}\n`.repeat(count);

describe("what is in a file", () => {
  const check = async (files: Files, types: string, rows: readonly (readonly unknown[])[]) => {
    const table = await open(files);
    expect(typesOf(table)).toBe(types);
    expect(await data.rowsOf(table)).toEqual(rows);
  };

  const text = "a,b\n1,x\n2,y\n";
  const expected = [
    [1n, "x"],
    [2n, "y"],
  ];
  it.each<[string, Files]>([
    ["CSV", { "t.csv": text }],
    ["a byte order mark", { "t.csv": `\uFEFF${text}` }],
    ["CRLF", { "t.csv": text.replaceAll("\n", "\r\n") }],
    ["no line end at the end", { "t.csv": text.trimEnd() }],
    ["semicolons", { "t.csv": text.replaceAll(",", ";") }],
    ["TSV", { "t.tsv": text.replaceAll(",", "\t") }],
    ["gzip", { "t.csv.gz": gzipSync(text) }],
    ["zstd", { "t.csv.zst": zstdCompressSync(text) }],
    ["JSON lines", { "t.jsonl": '{"a":1,"b":"x"}\n{"b":"y","a":2}\n' }],
    ["JSON lines, gzip", { "t.ndjson.gz": gzipSync('{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n') }],
    ["a JSON array", { "t.json": '[{"a":1,"b":"x"},{"a":2,"b":"y"}]' }],
    ["brackets and stars in the name", { "t[1]*.csv": text }],
  ])("reads %s", (_, files) => check(files, "a:number b:category", expected));

  it("takes the first line for names, even when they are numbers", () =>
    check({ "t.csv": "1,2\n3,4\n" }, "1:number 2:number", [[3n, 4n]]));
  it("tells columns of one name apart", () =>
    check({ "t.csv": "a,a,\n1,2,3\n" }, "a:number a_1:number column2:number", [[1n, 2n, 3n]]));
  it("has columns without rows where there is a header only", () =>
    check({ "t.csv": "a,b\n" }, "a:category b:category", []));
  it("keeps line ends, quotes and emoji in quoted values", () =>
    check({ "t.csv": 'a,b\n1,"x\n""😀"""\n' }, "a:number b:category", [[1n, 'x\n"😀"']]));
  it("takes what pandas takes for missing as missing", () =>
    check({ "t.csv": 'a,b\nNA,"null"\n,x\n1.5,None\n' }, "a:number b:category", [
      [null, null],
      [null, "x"],
      [1.5, null],
    ]));
  it("reads values of a megabyte", async () => {
    const table = await open({ "t.csv": `a\n${"😀".repeat(300_000)}\n` });
    expect(await data.engine.rows(`SELECT length(a) AS n FROM ${table.sql}`)).toEqual([
      { n: 300_000n },
    ]);
  });
  it("reads 5000 columns", async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `c${index}`);
    const table = await open({
      "t.csv": `${names.join(",")}\n${names.map(() => "1").join(",")}\n`,
    });
    expect(table.columns).toHaveLength(5000);
  });
  it.each([
    [500, 0],
    [501, 1],
  ])("writes %d columns with as many threads as their memory allows", async (columns, calls) => {
    const inOneThread = vi.spyOn(data.engine, "inOneThread");
    const names = Array.from({ length: columns }, (_, index) => `c${index}`);
    await open({ "t.csv": `${names.join(",")}\n${names.map(() => "x").join(",")}\n` });
    expect(inOneThread).toHaveBeenCalledTimes(calls);
    inOneThread.mockRestore();
  });
  it("uses one thread only as long as it is asked to", async () => {
    const threads = async (): Promise<unknown> => {
      const [row] = await data.engine.rows("SELECT current_setting('threads')::INTEGER AS n");
      return row?.["n"];
    };
    expect(await data.engine.inOneThread(threads)).toBe(1);
    await expect(data.engine.inOneThread(() => Promise.reject(new Error("no")))).rejects.toThrow();
    expect(await threads()).toBe(2);
  });
  it("looks at all lines when a late one shows that a column is no number", () =>
    open({ "t.csv": `a\n${lines(30_000, "1")}x\n` }).then((table) => {
      expect(typesOf(table)).toBe("a:category");
    }));
  it("takes keys that come late in JSON lines for columns", () =>
    open({ "t.jsonl": `${lines(30_000, '{"a":1}')}{"a":"x"}\n` }).then((table) => {
      expect(typesOf(table)).toBe("a:category");
    }));
  it("does not take rare keys for a map", () =>
    open({ "t.jsonl": `{"rare":1}\n${lines(100, '{"a":1}')}` }).then((table) => {
      expect(typesOf(table)).toBe("rare:number a:number");
    }));
});

describe("types", () => {
  it.each<[string, string]>([
    ["1::TINYINT", "number"],
    ["1::UBIGINT", "number"],
    ["1::HUGEINT", "number"],
    ["1.5::DECIMAL(18, 3)", "number"],
    ["1.5::FLOAT", "number"],
    ["true", "boolean"],
    ["DATE '2020-01-01'", "timestamp"],
    ["TIMESTAMP '2020-01-01 10:00'", "timestamp"],
    ["TIMESTAMPTZ '2020-01-01 10:00:00+02'", "timestamp"],
    ["TIMESTAMP_NS '2020-01-01 10:00'", "timestamp"],
    ["'x'", "category"],
    ["'x'::ENUM('x', 'y')", "category"],
    ["uuid()", "category"],
    ["TIME '10:00'", "category"],
    ["[1]", "nested"],
    ["{'a': 1}", "nested"],
    ["MAP {'a': 1}", "nested"],
    ["'{}'::JSON", "nested"],
    ["'x'::BLOB", "unsupported"],
  ])("%s is a %s", async (sql, type) => {
    const table = await data.tableOf(`SELECT ${sql} AS a`);
    expect(typesOf(table)).toBe(`a:${type}`);
  });

  const sentence = "'a sentence of some length that is number ' || i";
  it.each<[string, string, number, string]>([
    ["long and different", sentence, 100, "text"],
    ["long and different, but few", sentence, 19, "category"],
    ["long and repeated", "'a category with quite a long name ' || i % 5", 100, "category"],
    ["short and different", "'id' || i", 100, "category"],
    [
      "very long, with repetitions",
      `repeat(${sentence.replace("|| i", "|| i % 2000")}, 3)`,
      9000,
      "text",
    ],
  ])("strings that are %s", async (_, sql, rows, type) => {
    const table = await data.tableOf(`SELECT ${sql} AS a FROM range(${rows}) t(i)`);
    expect(typesOf(table)).toBe(`a:${type}`);
  });

  it("takes types that are told", async () => {
    const table = await open({ "t.csv": "a,b\n1,x\n" }, undefined, { a: "category", b: "text" });
    expect(typesOf(table)).toBe("a:category b:text");
  });
  it.each([
    [
      "a word that is no type",
      "SELECT 1 AS a",
      "figure",
      /"a" cannot be a "figure"\. Types are number,/,
    ],
    ["numbers of a list", "SELECT [1] AS a", "number", /"a" holds nested values/],
  ])("refuses %s", async (_, sql, type, message) => {
    await expect(data.tableOf(sql, { a: type })).rejects.toThrow(message);
  });
});

describe("several files", () => {
  it("puts columns together by name and says what differs", async () => {
    const table = await open({ "1.csv": "a,b\n1,2\n", "2.csv": "b,a\nx,3\n", "3.csv": "a\n5\n" });
    expect(typesOf(table)).toBe("a:number b:category");
    expect(await data.rowsOf(table)).toHaveLength(3);
    expect(table.notes).toEqual([
      'The column "b" is missing in 1 of 3 files.',
      'The column "b" is BIGINT in 1.csv, VARCHAR in 2.csv.',
    ]);
  });
  it("lets a column without values not decide the type", async () => {
    const table = await open({ "1.csv": "a,b\n1,\n2,\n", "2.csv": "a,b\n3,4.5\n" });
    expect(typesOf(table)).toBe("a:number b:number");
    expect(table.notes).toEqual([]);
    expect((await data.rowsOf(table)).map(String).toSorted()).toEqual(["1,", "2,", "3,4.5"]);
  });
  it("keeps rows in the order of the lines and of the files", async () => {
    const numbered = (from: number): string =>
      `a,b\n${Array.from({ length: 150_000 }, (_, i) => `${from + i},${from === 150_000 ? "" : "x"}`).join("\n")}\n`;
    const table = await open({
      "1.csv": numbered(0),
      "2.csv": numbered(150_000),
      "3.csv": numbered(300_000),
    });
    const { engine } = data;
    const fetched = await engine.inOrder(() => engine.columns(`SELECT a FROM ${table.sql}`));
    expect(fetched.numbers("a")).toEqual(Float64Array.from({ length: 450_000 }, (_, i) => i));
  });
  it("leaves out files without rows, and says so", async () => {
    const table = await open({ "1.csv": "a\n", "2.csv": "", "3.csv": "a\n1\n" });
    expect(typesOf(table)).toBe("a:number");
    expect(table.notes).toEqual([
      "2.csv is empty and was left out.",
      "1.csv has no rows and was left out.",
    ]);
  });
  it("reads folders and what is below them, but nothing hidden", async () => {
    const files = {
      "d/1.csv": "a\n1\n",
      "d/e/2.parquet.csv": "a\n2\n",
      "d/_SUCCESS": "",
      "d/.x/3.csv": "a\n3\n",
      "d/r.txt": "",
    };
    const table = await open(files, ["d"]);
    expect((await data.rowsOf(table)).flat().map(Number).toSorted()).toEqual([1, 2]);
    expect(table.files.map(({ path }) => path.replace(/^case-\d+/, ""))).toEqual([
      "/d/1.csv",
      "/d/e/2.parquet.csv",
    ]);
  });
  it("reads what a glob matches", async () => {
    const files = { "day-1.csv": "a\n1\n", "day-2.csv": "a\n2\n", "other.csv": "a\n3\n" };
    const table = await open(files, ["day-*.csv"]);
    expect((await data.rowsOf(table)).flat().map(Number).toSorted()).toEqual([1, 2]);
  });
});

describe("what cannot be read", () => {
  const check = async (files: Files, code: string, message: RegExp, opened?: readonly string[]) => {
    const error: unknown = await open(files, opened).catch((thrown: unknown) => thrown);
    expect(AppError.is(error) ? [error.code, error.message] : error).toEqual([
      code,
      expect.stringMatching(message),
    ]);
  };
  const numbers = Array.from({ length: 40_000 }, (_, i) => `${(i * 7919) % 10_007},${i}`);
  const archive = `a,b\n${numbers.join("\n")}\n`;
  const unreadable = "data-unreadable";

  it.each<[string, Files, string, RegExp]>([
    ["nothing in it", { "t.csv": "" }, "data-empty", /is empty.*Write data into it/],
    [
      "another number of values",
      { "t.csv": `a,b\n${lines(50_000, "1,2")}1,2,3\n` },
      unreadable,
      /^t\.csv line 50002: Expected Number of Columns: 2 Found: 3\. Mend /,
    ],
    [
      "a last line that was cut off, in a short file",
      { "t.csv": `a,b,c\n${lines(300, "1,2,x")}1` },
      unreadable,
      /^t\.csv line 302: Expected Number of Columns: 3 Found: 1\./,
    ],
    [
      "a line with too many values, in a short file",
      { "t.csv": `a,b,c\n${lines(300, "1,2,x")}1,2,x,3,4\n${lines(9, "1,2,x")}` },
      unreadable,
      /^t\.csv line 302: Expected Number of Columns: 3 Found: 4\./,
    ],
    [
      "a quote without its other, in a short archive",
      { "t.csv.gz": gzipSync(`a,b,c\n${lines(300, "1,2,x")}1,"2\n`) },
      unreadable,
      /^t\.csv\.gz line 302: Value with unterminated quote found\./,
    ],
    [
      "a quote without its other",
      { "t.csv": `a,b\n${lines(50_000, "1,2")}1,"x\n${lines(9, "1,2")}` },
      unreadable,
      /^t\.csv line 50002: Value with unterminated quote found\./,
    ],
    [
      "other bytes than UTF-8",
      { "t.csv": Buffer.from("a\ncaf\xE9\n", "latin1") },
      unreadable,
      /^t\.csv line \d+: .*not utf-8 encoded\. Save .*t\.csv as UTF-8, or leave it out/,
    ],
    [
      "half an object",
      { "t.jsonl": `${lines(30_000, '{"a":1}')}{"a":\n` },
      unreadable,
      /^t\.jsonl line 30001, byte \d+: Malformed JSON: unexpected end/,
    ],
    [
      "half of a gzip",
      { "t.csv.gz": gzipSync(archive).subarray(0, 30_000) },
      unreadable,
      /t\.csv\.gz is damaged or was not written to its end \(unexpected end of file\)\. Write or download/,
    ],
    ["no gzip", { "t.csv.gz": "a,b\n" }, unreadable, /t\.csv\.gz is damaged/],
    [
      "half of a zstd",
      { "t.csv.zst": zstdCompressSync(archive).subarray(0, 30_000) },
      unreadable,
      /t\.csv\.zst is damaged/,
    ],
    ["no Parquet", { "t.parquet": "PAR1 and no more" }, unreadable, /^t\.parquet: .*Mend /],
    [
      "an unknown ending",
      { "t.xlsx": "x" },
      "data-unknown-format",
      /does not tell its format\. Say `format: csv`/,
    ],
  ])("says where there is %s", (_, files, code, message) => check(files, code, message));

  it("says what is not there", async () => {
    await check({}, "data-not-found", /no file or folder .*none\.csv\. Check the path/, [
      "none.csv",
    ]);
    await check({}, "data-not-found", /No data file matches .*\*\.csv/, ["*.csv"]);
  });
  it("asks nothing of object storage that it was not allowed to", async () => {
    const source = {
      kind: "files",
      paths: ["s3://bucket/t.csv"],
      format: null,
      label: "",
    } as const;
    const opened = openTable(data.engine, source, { settings: data.settings });
    await expect(opened).rejects.toThrow(/uses no network unless/);
  });
  it("names a file of Parquet that was cut short", async () => {
    const name = await data.writeParquet("whole.parquet", "SELECT i FROM range(100000) t(i)");
    const { readFile } = await import("node:fs/promises");
    const bytes = await readFile(name);
    await check(
      { "cut.parquet": bytes.subarray(0, bytes.length / 2) },
      unreadable,
      /^cut\.parquet: No magic bytes/,
    );
  });
});

describe("the cache of converted text", () => {
  it("reads a file again when it has changed, and only then", async () => {
    const file = await data.write("cached.csv", "a\n1\n");
    await data.open(["cached.csv"]);
    const past = new Date(2001, 1, 1);
    await utimes(file, past, past);
    await data.open(["cached.csv"]);
    const first = await data.open(["cached.csv"]);
    // The same size: only the time tells.
    await data.write("cached.csv", "a\n2\n");
    const second = await data.open(["cached.csv"]);
    expect([await data.rowsOf(first), await data.rowsOf(second)]).toEqual([[[1n]], [[2n]]]);
    expect(second.state).not.toBe(first.state);
  });
});
