import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { numberOf, parseTolerantJson } from "../../../src/core/formats/text/tolerantJson.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { openProject, type OpenProject } from "../../support/sources/openProject.ts";
import { waitFor } from "../../support/waitFor.ts";

/** The Hugging Face Trainer itself, unchanged: what it logged against what Sextant shows. */
const script = path.join(import.meta.dirname, "huggingface_writer.py");
type Entry = Readonly<Record<string, unknown>>;

let python: string;
let root: string;
let project: OpenProject | undefined;
beforeAll(() => {
  python = ensurePythonEnv("frameworks");
});
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-trainer-"));
});
afterEach(() => {
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

const argv = (...args: readonly string[]): string[] => [
  "-W",
  "ignore",
  script,
  "outputs/line",
  ...args,
];

/** What the trainer's callbacks were handed, in order. */
function train(...args: readonly string[]): Entry[] {
  const { stdout } = spawnSync(python, argv(...args), { cwd: root, encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("LOGGED "))
    .map((line) => parseTolerantJson(line.slice("LOGGED ".length)) as Entry);
}

/** By metric as the trainer's TensorBoard callback names it; at one step the last value counts. */
function pointsOf(entries: readonly Entry[]): Map<string, Map<number, number>> {
  const points = new Map<string, Map<number, number>>();
  for (const { step, ...values } of entries) {
    for (const [key, value] of Object.entries(values)) {
      const name = key.startsWith("eval_") ? `eval/${key.slice(5)}` : `train/${key}`;
      const series = points.get(name) ?? new Map<number, number>();
      points.set(name, series.set(step as number, numberOf(value)!));
    }
  }
  return points;
}

async function check(opened: OpenProject, run: Run, entries: readonly Entry[]): Promise<void> {
  const expected = pointsOf(entries);
  const names = Object.keys(run.metrics).filter((name) => /^(?:train|eval)\//.test(name));
  expect(names.sort()).toEqual([...expected.keys()].sort());
  for (const [metric, points] of expected) {
    const { steps, values } = await opened.series(run, metric);
    expect([metric, ...steps]).toEqual([metric, ...points.keys()]);
    expect([metric, ...values]).toEqual([metric, ...points.values()]);
  }
}

it("has every point of a run with its results and its card, and the event files in the same row", async () => {
  const entries = train("--finish", "--events", "--nan-at", "5");
  project = await openProject(root);
  const [run, ...others] = project.runs();
  expect(others).toEqual([]);
  expect(run).toMatchObject({
    name: "line",
    experiment: "outputs",
    status: "finished",
    problems: [],
  });
  expect([...run!.sources].sort()).toEqual(["huggingface", "tensorboard"]);
  // What is logged once more after the state was saved stands in the results.
  const last = entries.pop();
  await check(project, run!, entries);
  expect(run!.metrics["results/eval_loss"]?.last).toBe(last?.eval_loss);
  expect(run!.params).toMatchObject({
    ...{ max_steps: "12", num_train_epochs: "3", train_batch_size: "4", learning_rate: "0.05" },
    ...{ lr_scheduler_type: "linear", base_model: "example/base-line" },
  });
  expect(run!.tags).toMatchObject({ best_global_step: "12", progress: "step 12 of 12 (100 %)" });
});

it("has the points up to the last checkpoint of a run that was killed, and all once it went on", async () => {
  const entries = train("--die-at", "8");
  expect(entries.at(-1)).toMatchObject({ step: 7 });
  project = await openProject(root);
  const upTo = (step: number): Entry[] => entries.filter((entry) => (entry.step as number) <= step);
  expect(project.runs()).toHaveLength(1);
  const [killed] = project.runs();
  expect(killed).toMatchObject({ status: "unknown", tags: { progress: "step 6 of 12 (50 %)" } });
  await check(project, killed!, upTo(6));
  const resumed = train("--resume");
  await project.refresh();
  const [run, ...others] = project.runs();
  expect(others).toEqual([]);
  expect(run).toMatchObject({ id: killed!.id, status: "finished" });
  const state = JSON.parse(
    readFileSync(path.join(root, "outputs/line/checkpoint-12/trainer_state.json"), "utf8"),
  ) as { log_history: Entry[] };
  expect(state.log_history.length).toBeGreaterThan(12);
  await check(project, run!, [
    ...upTo(6),
    ...resumed.filter((entry) => !("train_runtime" in entry)),
  ]);
});

it("has the points while it runs", async () => {
  const child = spawn(python, argv("--events", "--steps", "400"), { cwd: root });
  try {
    const lines: string[] = [];
    createInterface(child.stdout).on("line", (line) => lines.push(line));
    project = await openProject(root);
    const opened = project;
    const steps = await waitFor(
      async () => {
        await opened.refresh();
        const [run] = opened.runs();
        const count =
          run?.sources.includes("huggingface") === true
            ? (await opened.series(run, "train/loss")).steps.length
            : 0;
        return count > 20 && count;
      },
      { label: "points of a running trainer", timeoutMs: 60_000, intervalMs: 100 },
    );
    expect(opened.runs()).toHaveLength(1);
    expect(opened.runs()[0]?.problems).toEqual([]);
    await waitFor(
      async () => {
        await opened.refresh();
        return (await opened.series(opened.runs()[0]!, "train/loss")).steps.length > steps;
      },
      { label: "more points", timeoutMs: 60_000, intervalMs: 100 },
    );
    await new Promise((resolve) => child.on("close", resolve));
    await opened.refresh();
    const loss = lines
      .filter((line) => line.startsWith("LOGGED "))
      .map((line) => parseTolerantJson(line.slice(7)) as Entry)
      .filter((entry) => "loss" in entry);
    const [run] = opened.runs();
    expect(run?.status).toBe("finished");
    expect([...(await opened.series(run!, "train/loss")).values]).toEqual(
      loss.map((entry) => entry.loss),
    );
  } finally {
    child.kill("SIGKILL");
  }
});
