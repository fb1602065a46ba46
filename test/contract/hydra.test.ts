import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { RunChannel } from "../../src/core/formats/runChannel.ts";
import { openProject, type OpenProject } from "../support/sources/openProject.ts";

/** Hydra itself, unchanged: what its jobs saw against what Sextant shows. */
interface Job {
  readonly folder: string;
  readonly config: Record<string, unknown>;
  readonly overrides: readonly string[];
}

let python: string;
let root: string;
let project: OpenProject;
let jobs: readonly Job[];

function launch(...args: readonly string[]): void {
  spawnSync(python, ["-W", "ignore", path.join(root, "train.py"), ...args], {
    cwd: root,
    env: { ...process.env, ORACLE: path.join(root, "oracle.jsonl"), WITH_EVENTS: "1" },
  });
}

beforeAll(async () => {
  python = ensurePythonEnv("writers");
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-hydra-"));
  copyFileSync(path.join(import.meta.dirname, "hydra_writer.py"), path.join(root, "train.py"));
  launch("lr=0.5", "+note=hi", "model=large", "hydra.run.dir=outputs/2026-11-20/10-11-12");
  launch("-m", "lr=0.1,0.2", "model=small,large", "seed=7");
  launch("fail=true", "hydra.run.dir=outputs/2026-11-20/10-11-13");
  launch("die=true", "hydra.run.dir=outputs/2026-11-20/10-11-14");
  launch("hydra.run.dir=outputs/2026-11-20/10-11-15", "hydra.output_subdir=settings");
  jobs = readFileSync(path.join(root, "oracle.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Job);
  project = await openProject(root);
});
afterAll(() => {
  project.dispose();
  rmSync(root, { recursive: true, force: true });
});

function runOf(job: Job) {
  const folder = path.relative(root, job.folder).replaceAll("\\", "/");
  return project.run((run) => run.location?.path === folder);
}

describe("every job of Hydra", () => {
  it("is one run, with the TensorBoard log inside it", () => {
    expect(jobs).toHaveLength(8);
    expect(project.runs()).toHaveLength(8);
    for (const run of project.runs())
      expect([...run.sources].sort()).toEqual(["hydra", "tensorboard"]);
  });

  it("has its parameters as Hydra resolved them", () => {
    for (const job of jobs) {
      const { params } = runOf(job);
      const expected = new RunChannel();
      expected.paramsOf({ ...job.config, stamp: "${now:%Y}" });
      const groups = job.overrides.filter((one) => one.startsWith("model="));
      for (const group of groups) expected.param("model", group.slice("model=".length));
      expect(params).toEqual(expected.params);
    }
  });

  it("is called by what was overridden, in the sweep or the job it is of", () => {
    for (const job of jobs) {
      const run = runOf(job);
      expect(run.name).toBe(job.overrides.length === 0 ? "train" : job.overrides.join(" "));
      const parent = path.dirname(path.relative(root, job.folder)).replaceAll("\\", "/");
      expect(run.experiment).toBe(parent.startsWith("multirun") ? parent : "train");
      expect(run.startTime).not.toBeNull();
    }
    const numbers = project.runs().map((run) => run.tags["hydra.job.num"]);
    expect(numbers.filter((number) => number !== undefined).sort()).toEqual(["0", "1", "2", "3"]);
  });

  it("has the points of its TensorBoard log", async () => {
    for (const job of jobs) {
      const { steps, values } = await project.series(runOf(job), "loss");
      expect([...steps]).toEqual([0, 1, 2]);
      expect(values[1]).toBe(0.5);
    }
  });

  it("has failed only where its log ends in a traceback", () => {
    const statusOf = (override: string): string =>
      project.run(({ name }) => name === override).status;
    expect(statusOf("fail=true")).toBe("failed");
    expect(statusOf("die=true")).toBe("unknown");
    expect(statusOf("lr=0.5 +note=hi model=large")).toBe("unknown");
    expect(project.run(({ name }) => name === "fail=true").note).toContain("<b>gone</b>");
  });

  it("is marked when a sweeper found it to be the best", async () => {
    const best = jobs.find(({ overrides }) => overrides.includes("lr=0.2"))!;
    writeFileSync(
      path.join(path.dirname(best.folder), "optimization_results.yaml"),
      "name: optuna\nbest_params:\n  lr: 0.2\n  model: small\nbest_value: 0.2\n",
    );
    await project.refresh();
    expect(runOf(best).tags).toMatchObject({
      "hydra.sweep.best": "true",
      "hydra.sweep.best_value": "0.2",
    });
  });
});
