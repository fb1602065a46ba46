import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import type { MetricSummary, Run } from "../../src/core/runs/run.ts";
import { openProject, type OpenProject } from "../support/sources/openProject.ts";
import { waitFor } from "../support/waitFor.ts";

/** A project that real DVC and DVCLive made, against what `dvc exp show --json` says of it. */
const script = path.join(import.meta.dirname, "dvc_project.py");

let python: string;
let folder: string;
let root: string;
let project: OpenProject;

beforeAll(async () => {
  python = ensurePythonEnv("dvc");
  folder = mkdtempSync(path.join(os.tmpdir(), "sextant-contract-"));
  root = path.join(folder, "project");
  step("all");
  project = await openProject(root);
  await settle();
}, 120_000);
afterAll(() => {
  project.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function step(...names: readonly string[]): string {
  return execFileSync(python, [script, root, ...names], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 28,
  });
}

/** Points are rolled up some runs at a time, once all rows are there. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) await project.refresh();
}

interface Shown {
  readonly rev: string;
  readonly name: string | null;
  readonly data: { readonly params: FileData; readonly metrics: FileData } | null;
}

interface ShownExperiment {
  readonly name: string;
  readonly revs: readonly Shown[];
  readonly executor: { readonly state: string } | null;
}

interface ShownBaseline extends Shown {
  readonly experiments: readonly ShownExperiment[] | null;
}

type FileData = Readonly<Record<string, { readonly data?: unknown }>>;

function show(): readonly ShownBaseline[] {
  const json = step("show").replaceAll(/\bNaN\b/g, '"NaN"');
  return JSON.parse(json) as ShownBaseline[];
}

type Leaf = readonly [file: string, name: string, value: unknown];

function leavesOf(files: FileData, separatorOf: (file: string) => string): Leaf[] {
  return Object.entries(files).flatMap(([file, { data }]) =>
    leavesIn(data, file, separatorOf(file)),
  );
}

function leavesIn(value: unknown, file: string, separator: string, name = ""): Leaf[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return name === "" ? [] : [[file, name, value]];
  }
  return Object.entries(value).flatMap(([key, item]) =>
    leavesIn(item, file, separator, name === "" ? key : name + separator + key),
  );
}

/** DVCLive's own names for its metrics; DVC's for all others. */
function separatorOf(file: string): string {
  return /^(?:dvclive|other|killed)\/metrics\.json$/.test(file) ? "/" : ".";
}

function expectParams(run: Run, files: FileData): void {
  const expected = leavesOf(files, () => ".");
  for (const [file, name, value] of expected) {
    const found = run.params[name] ?? run.params[`${file}:${name}`];
    const text = Array.isArray(value) ? JSON.stringify(value) : String(value);
    expect(found, `${run.name}: ${file}:${name}`).toBe(text);
  }
  expect(Object.keys(run.params)).toHaveLength(expected.length);
}

function expectMetrics(run: Run, files: FileData): void {
  const leaves = leavesOf(files, separatorOf);
  const isStep = ([file, name]: Leaf): boolean => name === "step" && separatorOf(file) === "/";
  const expected = leaves.filter((leaf) => !isStep(leaf));
  for (const leaf of expected) {
    const [file, name, value] = leaf;
    const label = `${run.name}: ${file}:${name}`;
    if (typeof value === "string" && value !== "NaN") {
      expect(run.tags[name] ?? run.tags[`${file}:${name}`], label).toBe(value);
    } else {
      expect(metricOf(run, leaf)?.last, label).toBe(value === "NaN" ? NaN : Number(value));
    }
  }
  const texts = expected.filter(([, , value]) => typeof value === "string" && value !== "NaN");
  expect(Object.keys(run.metrics)).toHaveLength(expected.length - texts.length);
  for (const [file, , value] of leaves.filter(isStep)) {
    const logged = expected.filter(([other]) => path.dirname(other) === path.dirname(file));
    for (const leaf of logged) {
      expect(metricOf(run, leaf)?.lastStep, `${run.name}: step of ${leaf[1]}`).toBe(value);
    }
  }
}

function metricOf(run: Run, [file, name]: Leaf): MetricSummary | undefined {
  return run.metrics[name] ?? run.metrics[`${file}:${name}`];
}

function named(name: string): Run {
  return project.run((run) => run.name === name && run.source === "dvc");
}

function expectExperiment(baseline: Shown, { name, revs, executor }: ShownExperiment): void {
  const [first] = revs;
  if (first === undefined || first.data === null) throw new Error(`no data of ${name}`);
  const run = named(name);
  expect(run.git?.commit).toBe(baseline.rev);
  expect(run.experiment).toBe(baseline.name);
  expect(run.status).toBe(executor?.state ?? "finished");
  expectParams(run, first.data.params);
  // Of a queued or failed one, DVC shows its baseline's metrics.
  if (executor !== null) return;
  expect(run.git?.snapshot).toBe(first.rev);
  expectMetrics(run, first.data.metrics);
}

describe("what dvc exp show says", () => {
  it("is what the table shows, value for value", () => {
    const shown = show();
    const seen: string[] = [];
    for (const baseline of shown) {
      const name = baseline.name ?? (baseline.rev === "workspace" ? "workspace" : "");
      // A commit without results is no run.
      if (name === "" || baseline.data === null) continue;
      const run = named(name);
      seen.push(name);
      expectParams(run, baseline.data.params);
      expectMetrics(run, baseline.data.metrics);
      for (const experiment of baseline.experiments ?? []) {
        expectExperiment(baseline, experiment);
        seen.push(experiment.name);
      }
    }
    expect(seen.toSorted()).toEqual([
      "broken",
      "by-hand",
      "fast",
      "later",
      "long",
      "main",
      "much-later",
      "tuned",
      "workspace",
    ]);
    expect(project.runs().map((run) => run.name)).toEqual(expect.arrayContaining(seen));
    expect(project.runs()).toHaveLength(seen.length);
  });

  it("tells with which code a failed one ended, and why an experiment was made", () => {
    expect(named("broken")).toMatchObject({ status: "failed", exitCode: 255, metrics: {} });
    expect(named("long").note).toBe("a long one");
    expect(named("by-hand").note).toBe("made by hand");
    expect(named("fast").note).toBe("");
  });
});

describe("points", () => {
  it("of an experiment come from its commit", async () => {
    const run = named("fast");
    const { steps, values } = await project.series(run, "train/loss");
    expect([...steps]).toEqual([0, 1, 2]);
    expect([...values]).toEqual([0, 1, 2].map((epoch) => 1 / (1 + epoch + 0.2)));
    expect(run.metrics["train/loss"]).toMatchObject({ count: 3, max: 1 / 1.2, maxStep: 0 });
    const { times } = await project.series(run, "train/acc");
    expect(times[0]).toBeGreaterThan(Date.parse("2020-01-01"));
    expect([...(await project.series(named("by-hand"), "loss")).values]).toEqual([
      1, 0.5, 0.25, 0.125,
    ]);
  });

  it("of results that are not committed come from the workspace", async () => {
    const { values } = await project.series(named("workspace"), "val/acc");
    expect([...values]).toEqual([0, 1, 2, 3, 4].map((epoch) => 0.25 + (0.5 * epoch) / 10));
  });
});

describe("while a script runs", () => {
  it("shows an experiment in a temporary folder grow, and then as the experiment", async () => {
    step("live");
    const running = await waitFor(
      async () => {
        await project.refresh();
        const run = project.runs().find(({ name }) => name === "slow");
        const steps = run?.metrics["train/loss"]?.count ?? 0;
        return run?.status === "running" && steps >= 2 ? run : undefined;
      },
      { timeoutMs: 40_000, label: "the running experiment" },
    );
    const epochs = (await project.series(running, "train/loss")).steps.length;
    expect(running.params["epochs"]).toBe("12");
    const state = show()
      .flatMap(({ experiments }) => experiments ?? [])
      .find(({ name }) => name === "slow");
    expect(["running", undefined]).toContain(state?.executor?.state);
    const ended = await waitFor(
      async () => {
        await project.refresh();
        const run = project.runs().find(({ name }) => name === "slow");
        return run?.status === "finished" && run.metrics["train/loss"]?.count === 12
          ? run
          : undefined;
      },
      { timeoutMs: 40_000, label: "the end of the experiment" },
    );
    expect(epochs).toBeLessThanOrEqual(12);
    expect(ended.id).toBe(running.id);
    const { values } = await project.series(ended, "train/loss");
    expect([...values]).toEqual(Array.from({ length: 12 }, (_, epoch) => 1 / (1 + epoch + 0.5)));
  }, 90_000);

  it("keeps what a script that was killed had written into the workspace", async () => {
    step("killed");
    expect(existsSync(path.join(root, "killed", "plots"))).toBe(true);
    await settle();
    const run = project.run(({ metrics }) => "deep/loss" in metrics);
    const { steps, values } = await project.series(run, "deep/loss");
    expect([...steps]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...values]).toEqual([0, 1, 2, 3, 4, 5, 6].map((at) => 0.1 * at));
  });
});
