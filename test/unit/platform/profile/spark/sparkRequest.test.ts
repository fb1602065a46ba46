import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { maskCategory } from "../../../../../src/core/drift/profile/categoryLabels.ts";
import { profileFromValues } from "../../../../../src/core/drift/profile/profileFromValues.ts";
import { sha256 } from "../../../../../src/base/sha256.ts";
import {
  findSparkFiles,
  sparkPath,
  sparkRequest,
} from "../../../../../src/platform/profile/spark/sparkRequest.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-spark-files-"));
  mkdirSync(path.join(root, "data"));
  for (const name of ["b.parquet", "a.csv", "_hidden.csv"])
    writeFileSync(path.join(root, "data", name), "");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("files", () => {
  it("are found as for DuckDB, by format, and named relative to the project", async () => {
    const source = {
      ...{ kind: "files" as const, format: null, label: "data" },
      paths: [path.join(root, "data"), "s3a://bucket/events/"],
    };
    const { sources, files } = await findSparkFiles(source, { root, now: 0 });
    expect(sources).toEqual([
      { format: "csv", paths: [`file://${root}/data/a.csv`] },
      { format: "parquet", paths: [`file://${root}/data/b.parquet`, "s3a://bucket/events/"] },
    ]);
    expect(files.map((file) => file.path)).toEqual([
      ...["data/a.csv", "data/b.parquet"],
      "s3a://bucket/events/",
    ]);
    expect(files[2]?.modifiedAt).toBe("1970-01-01T00:00:00.000Z");
  });

  it.each([
    ["hdfs://n/a.csv", null, "csv"],
    ["hdfs://n/a.tsv.gz", null, "tsv"],
    ["hdfs://n/a.ndjson", null, "jsonl"],
    ["hdfs://n/table", null, "parquet"],
    ["hdfs://n/table", "csv", "csv"],
  ] as const)("%s with format %s is %s", async (address, format, expected) => {
    const source = { kind: "files" as const, paths: [address], format, label: "x" };
    const { sources } = await findSparkFiles(source, { root, now: 0 });
    expect(sources).toEqual([{ format: expected, paths: [address] }]);
  });

  it.each([
    ["linux", "/a b/[1]{2}*?.csv", "file:///a b/\\[1\\]\\{2\\}\\*\\?.csv"],
    ["win32", "C:\\data\\a.csv", "file:///C:/data/a.csv"],
  ] as const)("are no patterns on %s", (platform, file, expected) => {
    expect(sparkPath(file, platform)).toBe(expected);
  });
});

describe("what is taken of another profile", () => {
  const long = "x".repeat(300);
  const values = { n: [1, 2, 3], none: [], c: ["a", long, "a"] };
  const like = profileFromValues(values, { types: { none: "number" } });
  const modelsOf = (profile: typeof like): unknown =>
    sparkRequest([], { like: profile, types: {} }).like;

  it("is its bins where it has values, and its categories", () => {
    expect(modelsOf(like)).toMatchObject({
      n: { type: "number", edges: like.columns[0]?.numbers?.histogram.edges, categories: null },
      none: { type: "number", edges: null },
      c: {
        type: "category",
        edges: null,
        categories: {
          values: ["a", expect.stringContaining("… sha256:") as string],
          longHashes: [sha256(long).slice(0, 32)],
          masks: [],
        },
      },
    });
  });

  it("is the hashes of its categories where they are masked", () => {
    const masked = profileFromValues({ c: ["a", "b"] }, { isMasked: true });
    const masks = ["a", "b"].map((value) => maskCategory(value).replace("sha256:", "")).sort();
    expect(modelsOf(masked)).toMatchObject({
      c: { categories: { values: [], longHashes: [], masks } },
    });
  });

  it("is nothing without one", () => {
    expect(sparkRequest([], { like: null, types: { a: "text" } })).toMatchObject({
      ...{ like: {}, types: { a: "text" } },
      limits: { bins: 256, listedValues: 64, topCategories: 1000, categoryLength: 200 },
    });
  });
});
