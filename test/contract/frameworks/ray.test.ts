import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import type { Run } from "../../../src/core/runs/run.ts";
import { openProject, type OpenProject } from "../../support/sources/openProject.ts";

/** Ray Tune itself, unchanged: what its trials reported against what Sextant shows. */
const script = path.join(import.meta.dirname, "ray_writer.py");

interface Report {
  readonly trial: string;
  readonly config: { readonly lr: number };
  readonly metrics: { readonly loss: number; readonly eval: { readonly acc: number } };
}

let python: string;
let root: string;
let project: OpenProject | undefined;
beforeAll(() => {
  python = ensurePythonEnv("frameworks");
});
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-ray-"));
});
afterEach(() => {
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

/** Reports by trial, in order. */
function tune(...args: readonly string[]): Map<string, Report[]> {
  const env = { ...process.env, ORACLE_DIR: root };
  spawnSync(python, ["-W", "ignore", script, "ray_results", ...args], { cwd: root, env });
  const lines = readFileSync(path.join(root, "oracle.jsonl"), "utf8").trim().split("\n");
  const trials = new Map<string, Report[]>();
  for (const line of lines) {
    const report = JSON.parse(line.replaceAll("NaN", "null")) as Report;
    trials.set(report.trial, [...(trials.get(report.trial) ?? []), report]);
  }
  return trials;
}

async function check(opened: OpenProject, run: Run, reports: readonly Report[]): Promise<void> {
  const steps = reports.map((_, index) => index + 1);
  const valuesOf = async (metric: string): Promise<number[]> => {
    const series = await opened.series(run, metric);
    expect(series.times.every((time) => Math.abs(time - Date.now()) < 3_600_000)).toBe(true);
    return [...series.values];
  };
  expect([...(await opened.series(run, "loss")).steps]).toEqual(steps);
  expect(await valuesOf("loss")).toEqual(reports.map(({ metrics }) => metrics.loss));
  expect(await valuesOf("eval/acc")).toEqual(reports.map(({ metrics }) => metrics.eval.acc));
  expect(await valuesOf("eval/deep/odd")).toEqual(steps.map(() => NaN));
  expect([...(await opened.series(run, "late")).steps]).toEqual([3]);
  expect(Object.keys(run.metrics).sort()).toEqual([
    "eval/acc",
    "eval/deep/odd",
    "late",
    "loss",
    "time_this_iter_s",
    "time_total_s",
  ]);
  expect(run.params).toEqual({
    ...{ lr: String(reports[0]?.config.lr), "optimizer.name": "sgd" },
    "optimizer.betas": "[0.9,0.99]",
  });
}

it("has every point and parameter of every trial, once", async () => {
  const trials = tune();
  expect(trials.size).toBe(2);
  project = await openProject(root);
  expect(project.runs()).toHaveLength(2);
  for (const [trial, reports] of trials) {
    const run = project.run(({ name }) => name === `train_${trial}`);
    expect(run).toMatchObject({
      source: "ray",
      sources: ["ray"],
      experiment: "ray_results/search",
    });
    expect(run.problems).toEqual([]);
    await check(project, run, reports);
    const hasFailed = reports[0]!.config.lr > 0.15;
    expect(run.status).toBe(hasFailed ? "failed" : "unknown");
    if (hasFailed) expect(run.note).toContain("the <b>rate</b> is too high");
    expect(run.startTime).not.toBeNull();
  }
});

it("has the points of trials whose processes were killed", async () => {
  const trials = tune("--die");
  expect(trials.size).toBe(2);
  project = await openProject(root);
  expect(project.runs()).toHaveLength(2);
  for (const [trial, reports] of trials) {
    const run = project.run(({ name }) => name === `train_${trial}`);
    await check(project, run, reports);
    expect(run.status).toBe("failed");
  }
});
