import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AppError } from "../../../src/base/errors.ts";
import { silentLog } from "../../../src/base/logging.ts";
import { runDataName } from "../../../src/core/runs/runDataName.ts";
import { profileFromValues } from "../../../src/core/drift/profile/profileFromValues.ts";
import { resolveSource } from "../../../src/platform/monitors/resolveSources.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { recordRunData, type RunDataRequest } from "../../../src/platform/runs/runData.ts";
import { superviseRun } from "../../../src/platform/runs/supervisor.ts";
import { appendToRun } from "../../../src/platform/runs/appendToRun.ts";
import { TestProject } from "./testProject.ts";

let project: TestProject;
let runId: string;

beforeEach(async () => {
  project = new TestProject();
  for (const name of ["train.csv", "extra.csv"]) {
    writeFileSync(path.join(project.root, name), "x\n1\n2\n");
  }
  writeFileSync(
    path.join(project.root, "sextant.yaml"),
    "entryPoints: {train: {command: x, data: [train.csv, missing.csv]}}",
  );
  const argv = project.script("process.exit(0)");
  ({ runId } = await superviseRun(project.options(argv, { entryPoint: "train" })));
});

afterEach(() => {
  rmSync(project.root, { recursive: true, force: true });
});

function request(changes: Partial<RunDataRequest> = {}): RunDataRequest {
  const profile = profileFromValues({ x: [1, 2] }, { createdAt: "2030-01-01T00:00:00Z" });
  return {
    root: project.root,
    runId,
    entryPoint: "train",
    cwd: project.root,
    profile: () => Promise.resolve(profile),
    log: silentLog,
    ...changes,
  };
}

function journal(): readonly Record<string, unknown>[] {
  const text = readFileSync(runPaths(project.root, runId).journal, "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("declared data are profiled and recorded; what is not there is a note", async () => {
  expect(await recordRunData(request())).toEqual(["train"]);
  expect(journal().slice(-2)).toMatchObject([
    {
      type: "dataset",
      name: "train",
      sourceType: "local",
      source: '{"uri":"train.csv"}',
      tags: { "sextant.profile": "data/train.profile.json" },
    },
    {
      type: "tags",
      tags: { "sextant.dataNote": expect.stringContaining("missing.csv") as string },
    },
  ]);
});

test("the data of a run are a reference that names it", async () => {
  await recordRunData(request());
  const run = {
    id: runId,
    name: "test",
    startTime: 1,
    status: "finished",
    entryPoint: "train",
  } as const;
  const runs = [{ ...run, git: null, metrics: {} }];
  const context = { root: project.root, readRuns: () => Promise.resolve(runs) };
  const resolve = (reference: string, dataset: string | null = null) =>
    resolveSource({ kind: "run", run: reference, dataset }, context);
  expect(await resolve("latest:train")).toMatchObject({
    kind: "profile",
    label: "train of test",
    profile: { rows: 2, run: { id: runId, commit: null } },
  });
  await expect(resolve("latest:other")).rejects.toMatchObject({ code: "run-not-found" });
  await expect(resolve(runId, "test")).rejects.toThrow("no data set `test`. It has train.");
});

test("data sets that the script logged are profiled where they are files here", async () => {
  const logged = (name: string, source: string) =>
    ({ type: "dataset", name, digest: "1", sourceType: "local", source, tags: {} }) as const;
  await appendToRun(project.root, runId, [
    logged("again", '{"uri": "train.csv"}'),
    logged("more", `{"uri": "${path.join(project.root, "extra.csv").replaceAll("\\", "/")}"}`),
    logged("far", '{"uri": "s3://bucket/a.csv"}'),
    logged("odd", "3"),
  ]);
  expect(await recordRunData(request())).toEqual(["train", "more"]);
  expect(journal().filter(({ type }) => type === "dataset")).toHaveLength(5);
});

test("what is too large, or cannot be read, is a note and no failure", async () => {
  expect(await recordRunData(request({ maxBytes: 3 }))).toEqual([]);
  expect(JSON.stringify(journal().at(-1))).toContain("more than are profiled");
  const profile = () => Promise.reject(new AppError("data-engine-missing", "there is no engine"));
  expect(await recordRunData(request({ profile }))).toEqual([]);
  expect(JSON.stringify(journal().at(-1))).toContain("there is no engine");
  expect(await recordRunData(request({ entryPoint: null }))).toEqual([]);
});

test.each([
  ["data/train.csv.gz", "train"],
  ["data/*.parquet", "data"],
  ["**/*.csv", "data"],
  ["../raw data/Ä b.json", "b"],
  ["a.b.csv", "a.b"],
])("%s is called %s", (declared, name) => {
  expect(runDataName(declared)).toBe(name);
});
