import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DataEngine } from "../../../../../src/platform/profile/dataEngine.ts";
import type { CompareModelsJob } from "../../../../../src/platform/profile/dataJobs.ts";
import { runCompareModels } from "../../../../../src/platform/profile/jobs/compareModels.ts";
import { createMonitor } from "../../../../support/createMonitor.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "sextant models "));
const context = { report: () => undefined, log: () => undefined };
let engine: DataEngine;

interface Row {
  readonly id: number;
  readonly site: string;
  readonly truth: string;
  /** Of "yes". */
  readonly score: number;
}

/** 400 rows of two sites; `errs` says of which the model is wrong. */
function rowsOf(errs: (id: number, site: string) => boolean): Row[] {
  return Array.from({ length: 400 }, (_, id) => {
    const site = id % 2 === 0 ? "north" : "south";
    const isYes = id % 3 === 0;
    const isRight = !errs(id, site);
    return { id, site, truth: isYes ? "yes" : "no", score: isYes === isRight ? 0.9 : 0.1 };
  });
}

function write(name: string, rows: readonly Row[], columns: readonly string[]): void {
  const cell = (row: Row, column: string): string =>
    column === "prediction" ? (row.score > 0.5 ? "yes" : "no") : String(row[column as keyof Row]);
  const lines = rows.map((row) => columns.map((column) => cell(row, column)).join(","));
  writeFileSync(path.join(folder, name), [columns.join(","), ...lines].join("\n"));
}

const all = ["id", "site", "truth", "prediction", "score"];

beforeAll(async () => {
  engine = await DataEngine.open({ temporaryFolder: folder, memoryLimitMb: 512 });
  const old = rowsOf((id, site) => site === "south" && id % 5 < 2);
  const young = rowsOf((id) => id % 20 === 1);
  write("old.csv", old, all);
  write("young.csv", young.toReversed(), all);
  write("bare.csv", young.toReversed(), ["id", "prediction", "score"]);
  write("half.csv", young.slice(0, 200), all);
  write(
    "others.csv",
    young.map((row) => ({ ...row, id: row.id + 1000 })),
    all,
  );
  write("labels.csv", young, ["id", "prediction"]);
});

afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

function compare(after: string, written = "id: id", evaluate = "") {
  const source = (name: string) =>
    ({ kind: "files", paths: [path.join(folder, name)], format: null, label: name }) as const;
  const job: CompareModelsJob = {
    kind: "compareModels",
    settings: {
      root: folder,
      cacheFolder: path.join(folder, "cache"),
      memoryLimitMb: 512,
      now: Date.parse("2030-01-01T00:00:00Z"),
      allowsNetwork: false,
    },
    monitor: createMonitor(
      `target: truth, prediction: prediction, probability: score, positive: 'yes', ${written}, ` +
        `retrain: {run: a, evaluate: {predictions: p.csv${evaluate}}}`,
    ),
    before: source("old.csv"),
    after: source(after),
  };
  return runCompareModels(job, engine, context);
}

describe("two models on the same rows", () => {
  test.each(["young.csv", "bare.csv"])("%s: rows meet by their id, in any order", async (file) => {
    const found = await compare(file);
    expect(found).toMatchObject({ metric: "accuracy", rows: 400, verdict: "better" });
    expect(found.before.value).toBeCloseTo(0.8);
    expect(found.after.value).toBeCloseTo(0.95);
    const bySite = new Map(
      found.slices.map(({ conditions, verdict }) => [conditions[0]?.label, verdict]),
    );
    expect(bySite.get('site = "south"')).toBe("better");
    expect(bySite.get('site = "north"')).not.toBe("better");
  });

  test("only rows that both have count", async () => {
    expect(await compare("half.csv")).toMatchObject({ rows: 200, verdict: "better" });
  });

  test("by the log loss of their probabilities", async () => {
    const found = await compare("young.csv", "id: id", ", metric: log_loss");
    expect(found).toMatchObject({ metric: "log_loss", better: "lower", verdict: "better" });
    expect(found.after.value).toBeCloseTo(-0.95 * Math.log(0.9) - 0.05 * Math.log(0.1), 6);
  });
});

test("without an id each model is judged on the rows of its own file", async () => {
  expect(await compare("half.csv", "time: t")).toMatchObject({ rows: 200, verdict: "better" });
});

test.each<[string, string, string, string]>([
  ["others.csv", "id: id", "", "no-common-rows"],
  ["bare.csv", "time: t", "", "no-targets"],
  ["young.csv", "id: id", ", metric: mae", "metric-not-measurable"],
  ["labels.csv", "id: id", ", metric: log_loss", "metric-not-measurable"],
])("%s with %s%s is refused: %4$s", async (file, written, evaluate, code) => {
  await expect(compare(file, written, evaluate)).rejects.toMatchObject({ code });
});
