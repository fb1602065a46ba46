import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Monitor } from "../../../../src/core/monitors/monitor.ts";
import { DataEngine } from "../../../../src/platform/profile/dataEngine.ts";
import type { CheckJob } from "../../../../src/platform/profile/dataJobs.ts";
import { runCheck } from "../../../../src/platform/profile/jobs/check.ts";
import { createMonitor } from "../../../support/createMonitor.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "sextant check "));
let engine: DataEngine;

beforeAll(async () => {
  engine = await DataEngine.open({ temporaryFolder: folder, memoryLimitMb: 512 });
  const row = (i: number, age: number) =>
    `${i === 7 ? 6 : i},${age},${i % 2 ? "a@b.c" : "none"},${["red", "green"][i % 2] ?? ""}`;
  const rows = (shift: number) =>
    Array.from({ length: 400 }, (_, i) => row(i, ((i * 37) % 80) + shift));
  const head = "id,age,mail,colour";
  writeFileSync(path.join(folder, "old.csv"), [head, ...rows(0)].join("\n"));
  writeFileSync(path.join(folder, "new.csv"), [head, ...rows(60)].join("\n"));
});

afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

function jobOf(monitor: Monitor, changes: Partial<CheckJob> = {}): CheckJob {
  const source = (name: string) =>
    ({ kind: "files", paths: [path.join(folder, name)], format: null, label: name }) as const;
  return {
    kind: "check",
    settings: {
      root: folder,
      cacheFolder: path.join(folder, "cache"),
      memoryLimitMb: 512,
      now: Date.parse("2030-01-01T00:00:00Z"),
      allowsNetwork: false,
    },
    monitor,
    reference: monitor.reference ? source("old.csv") : null,
    current: source("new.csv"),
    healthSource: null,
    llmSource: null,
    opentelemetry: [],
    priceTable: null,
    history: [],
    isTrusted: true,
    ...changes,
  };
}

const context = { report: () => undefined, log: () => undefined };

describe("rules are decided by the profile, or by counting rows", () => {
  test.each<[string, string, number | null, string]>([
    ["{column: age, min: 0, max: 200}", "passed", 0, "age between 0 and 200"],
    ["{column: age, max: 131}", "failed", 40, "age at most 131: 40 rows break it (10 %)"],
    ["{column: age, max: 131, maxOutside: 0.1}", "passed", 40, "age at most 131"],
    [
      "{column: colour, in: [red]}",
      "failed",
      200,
      "colour is one of red: 200 rows break it (50 %)",
    ],
    ["{column: colour, in: [red, green]}", "passed", 0, "colour is one of red, green"],
    ["{column: age, in: [1, 2]}", "failed", 400, "age is one of 1, 2: 400 rows break it (100 %)"],
    ["{column: id, unique: true}", "failed", 1, "id has no value twice: 1 row breaks it (0.25 %)"],
    [
      "{column: mail, matches: '^\\S+@\\S+$'}",
      "failed",
      200,
      String.raw`mail matches ^\S+@\S+$: 200 rows break it (50 %)`,
    ],
    ["{column: colour, min: h}", "failed", 200, "colour at least h: 200 rows break it (50 %)"],
    [
      "{column: colour, min: 3}",
      "failed",
      null,
      "colour at least 3: it is a category, which has no least and greatest value",
    ],
    ["{column: gone, required: true}", "failed", null, "gone is there: the column is not there"],
    ["{column: gone, min: 1}", "not-applicable", null, "gone at least 1: the column is not there"],
    ["{column: age, type: category}", "failed", 400, "age is a category: it is a number"],
    ["{column: colour, type: text}", "passed", 0, "colour is a text"],
    ["{column: age, maxMissing: 0}", "passed", 0, "age has no missing values"],
    ["{minRows: 500}", "failed", null, "at least 500 rows: there are 400"],
    ["{maxAge: 1h}", "failed", null, "the newest file is"],
  ])("%s", async (rule, outcome, failedRows, message) => {
    const report = await runCheck(jobOf(createMonitor(`validate: [${rule}]`)), engine, context);
    expect(report.validation?.results).toMatchObject([{ index: 0, outcome, failedRows }]);
    expect(report.validation?.results[0]?.message).toContain(message);
    expect(report.verdict).toBe(outcome === "failed" ? "degraded" : "stable");
  });

  test("a pattern that the engine cannot read fails alone", async () => {
    const monitor = createMonitor(
      "validate: [{column: mail, matches: '('}, {column: id, unique: true}]",
    );
    const { validation } = await runCheck(jobOf(monitor), engine, context);
    expect(validation?.results.map(({ failedRows }) => failedRows)).toEqual([null, 1]);
    expect(validation?.results[0]?.message).toContain("it cannot be checked");
  });
});

test("drift and rules come together, and the rules outrank", async () => {
  const monitor = createMonitor("reference: old.csv, validate: [{column: age, max: 131}]");
  const report = await runCheck(jobOf(monitor), engine, context);
  expect(report.drift?.features.find(({ name }) => name === "age")?.verdict).toBe("drift");
  expect(report).toMatchObject({ verdict: "degraded", problems: [] });
  expect(report.figures).toMatchObject({ "validation.errors": 1, "drift.rows": 400 });
});

test("one part that fails does not hide the others", async () => {
  const monitor = createMonitor("reference: old.csv, validate: [{column: id, unique: true}]");
  const reference = { kind: "files", paths: ["/nowhere.csv"], format: null, label: "x" } as const;
  const report = await runCheck(jobOf(monitor, { reference }), engine, context);
  expect(report.drift).toBeNull();
  expect(report.validation?.errorCount).toBe(1);
  expect(report.problems).toHaveLength(1);
  expect(report.problems[0]).toMatch(/^Drift could not be checked: .*nowhere/);
});

test("where nothing could be done, why is told", async () => {
  await expect(runCheck(jobOf(createMonitor("")), engine, context)).rejects.toMatchObject({
    code: "monitor-empty",
  });
  const missing = { kind: "files", paths: ["/nowhere.csv"], format: null, label: "x" } as const;
  const job = jobOf(createMonitor("validate: [{minRows: 1}]"), { current: missing });
  await expect(runCheck(job, engine, context)).rejects.toMatchObject({ code: "data-not-found" });
});

describe("the log of a language model", () => {
  const row = { model: "m", prompt: "How much?", response: "Three.", inputTokens: 3 };
  const log = Array.from({ length: 60 }, (_, i) => JSON.stringify({ ...row, inputTokens: 3 + i }));

  test.each([
    ["llm: {}", false],
    ["llm: {}, columns: {include: [inputTokens]}", true],
  ])("%j: its columns are compared as data: %s", async (written, isCompared) => {
    writeFileSync(path.join(folder, "log.jsonl"), log.join("\n"));
    const source = {
      kind: "files",
      paths: [path.join(folder, "log.jsonl")],
      format: "jsonl",
      label: "log.jsonl",
    } as const;
    const monitor = createMonitor(`reference: log.jsonl, ${written}`);
    const job = jobOf(monitor, { reference: source, current: source });
    const report = await runCheck(job, engine, context);
    expect(report.llm?.rows).toBe(60);
    expect(report.drift !== null).toBe(isCompared);
  });
});
