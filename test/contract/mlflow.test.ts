import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import type { Run } from "../../src/core/runs/run.ts";
import { RunIndex } from "../../src/platform/index/runIndex.ts";
import { projectPaths, runPaths } from "../../src/platform/runs/project.ts";
import { waitFor } from "../support/waitFor.ts";

/** The newest MLflow client, unchanged, under `sextant run`: what it logged against what we have. */
const repository = path.resolve(import.meta.dirname, "../..");
const cli = path.join(repository, "dist", "cli.cjs");
const script = path.join(import.meta.dirname, "mlflow_contract.py");

let python: string;
let root: string;
beforeAll(() => {
  python = ensurePythonEnv("mlflow");
  execFileSync(process.execPath, ["scripts/build.mjs", "cli"], { cwd: repository });
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-contract-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
  /** What the script printed of itself. */
  readonly facts: Facts;
}

interface Facts {
  readonly run_id: string;
  readonly [name: string]: unknown;
}

/** Runs a section of the script as a user would: `sextant run -- python script section`. */
async function runSection(...section: readonly string[]): Promise<Outcome> {
  const argv = [
    cli,
    "run",
    "--no-snapshot",
    "--id",
    idOf(section),
    "--",
    python,
    script,
    ...section,
  ];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const line = /^REPORT (.*)$/m.exec(output)?.[1];
  return { exitCode, output, facts: JSON.parse(line ?? '{"run_id":""}') as Facts };
}

/** The launched run's id; the script's first run must be this one. */
function idOf([section = ""]: readonly string[]): string {
  return `20261120-000000-${section}`;
}

function withIndex<T>(look: (index: RunIndex) => T): T {
  const index = RunIndex.open(root);
  try {
    index.refresh();
    return look(index);
  } finally {
    index.close();
  }
}

function runOf(runId: unknown): Run {
  const run = withIndex((index) => index.run(String(runId)));
  if (run === undefined) throw new Error(`no run ${String(runId)} in the index`);
  return run;
}

/** Steps and values of a metric; NaN and infinities by name. */
function pointsOf(runId: string, metric: string): unknown[] {
  return withIndex((index) => {
    const { steps, values } = index.series(runId, metric);
    return Array.from(steps, (step, at) => [step, named(values[at] ?? NaN)]);
  });
}

function named(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

describe("the fluent API", () => {
  it("logs everything where it belongs", async () => {
    const { exitCode, output, facts } = await runSection("fluent");
    expect(exitCode, output).toBe(0);
    expect(facts.run_id).toBe(idOf(["fluent"]));
    const run = runOf(facts.run_id);
    expect(run).toMatchObject({
      name: "fluent",
      experiment: "contract-é",
      status: "finished",
      exitCode: 0,
      params: { lr: "0.001", layers: "3", empty: "", name_ü: "wert ö", p: "1", async_p: "1" },
      tags: { team: "red", k: "v", k1: "ü", t: "2", "mlflow.source.type": "LOCAL" },
    });
    expect(run.params["long"]).toHaveLength(6000);
    expect(run.tags).not.toHaveProperty("gone");
    expect(facts["params"]).toEqual(run.params);

    const logged = facts["logged"] as Record<string, unknown>;
    expect(pointsOf(run.id, "loss")).toEqual(logged["loss"]);
    expect(facts["history"]).toEqual(logged["loss"]);
    expect(run.metrics["batch"]).toMatchObject({ count: 1000, last: 333, lastStep: 999 });
    expect(facts["batch_history"]).toBe(1000);
    expect(pointsOf(run.id, "async")).toEqual(Array.from({ length: 100 }, (_, at) => [at, at]));
    expect(facts["async_steps"]).toEqual(Array.from({ length: 100 }, (_, at) => at));
    const latest = facts["latest"] as Record<string, unknown>;
    expect(latest).toMatchObject({ "val/acc": 0.5, "f1 ü": 1e-300, step: 7, time: 8, type: 9 });
    for (const [key, value] of Object.entries(latest)) {
      expect(named(run.metrics[key]?.last ?? 0), key).toEqual(value);
    }
    expect(facts).toMatchObject({
      status: "FINISHED",
      note: "a note",
      found: [run.id],
      total: 4,
      last: run.id,
      errors: [
        "INVALID_PARAMETER_VALUE",
        "INVALID_PARAMETER_VALUE",
        "RESOURCE_DOES_NOT_EXIST",
        "INVALID_PARAMETER_VALUE",
        "INVALID_PARAMETER_VALUE",
      ],
    });
    expect(facts["experiments"]).toContain("contract-é");
  });

  it("has nested and further runs as children", () => {
    const all = withIndex((index) => index.runs());
    const [inner, broken, second] = ["inner", "broken", "second"].map((name) =>
      all.find((run) => run.name === name),
    );
    const parentId = idOf(["fluent"]);
    expect(inner).toMatchObject({ parentId, status: "finished", metrics: { n: { last: 1 } } });
    expect(broken).toMatchObject({ parentId, status: "failed" });
    expect(second).toMatchObject({ parentId, status: "finished", experiment: "contract-é" });
  });
});

describe("artifacts", () => {
  it("arrive whole and come back", async () => {
    const { exitCode, output, facts } = await runSection("artifacts");
    expect(exitCode, output).toBe(0);
    const folder = runPaths(root, facts.run_id).artifacts;
    expect(readdirSync(folder).sort()).toEqual(facts["listed"]);
    expect(facts).toMatchObject({
      downloaded: ["big.bin", "empty.txt", "sub/naïve name.txt"],
      same: true,
      text: "hello",
      dictionary: { a: [1, 2] },
      table: [1, 2, 3],
      inputs: ["frame"],
    });
    expect(facts["image_count"]).toBeGreaterThanOrEqual(2);
    expect(statSync(path.join(folder, "dir", "empty.txt")).size).toBe(0);
    expect(statSync(path.join(folder, "big.bin")).size).toBe(256 * 20_000);
    expect(readdirSync(path.join(folder, "images")).join()).toMatch(/img[%+~]step[%+~]1/);
    const run = runOf(facts.run_id);
    expect(run.metrics["on_data"]?.last).toBe(1.5);
    expect(run.datasets).toMatchObject([
      { name: "frame", tags: { "mlflow.data.context": "train" } },
    ]);
    expect(readdirSync(runPaths(root, facts.run_id).folder).join()).not.toContain("upload");
  });
});

describe("models", () => {
  it("are autologged, logged, found and loaded", async () => {
    const { exitCode, output, facts } = await runSection("models");
    expect(exitCode, output).toBe(0);
    expect(facts["auto_id"]).toBe(idOf(["models"]));
    const auto = runOf(facts["auto_id"]);
    expect(auto.params).toEqual(facts["auto_params"]);
    expect(auto.params["C"]).toBe("0.5");
    for (const [key, value] of Object.entries(facts["auto_metrics"] as Record<string, number>)) {
      expect(auto.metrics[key]?.last, key).toBe(value);
    }
    expect(runOf(facts.run_id)).toMatchObject({ parentId: auto.id, name: "explicit" });
    const modelId = facts["model_id"];
    expect(facts).toMatchObject({
      same: true,
      model_status: "READY",
      model_params: { p: "1" },
      found: [modelId],
      outputs: [modelId],
    });
    expect(facts["model_metrics"]).toEqual([["acc", 0.9, 2]]);
    expect(facts["missing"]).not.toBeNull();
    const folder = path.join(projectPaths(root).models, String(modelId), "artifacts");
    expect(existsSync(path.join(folder, "MLmodel"))).toBe(true);
  });
});

describe("system metrics", () => {
  it("of the client are metrics like any other", async () => {
    const { exitCode, output, facts } = await runSection("system");
    expect(exitCode, output).toBe(0);
    const keys = facts["keys"] as string[];
    expect(keys).toContain("system/cpu_utilization_percentage");
    const { metrics } = runOf(facts.run_id);
    for (const key of keys) expect(metrics[key]?.count, key).toBeGreaterThan(0);
  });
});

describe("how a run ends", () => {
  it("is what its process says when the client says otherwise", async () => {
    const { exitCode } = await runSection("bare");
    expect(exitCode).toBe(1);
    const run = runOf(idOf(["bare"]));
    expect(run).toMatchObject({ status: "failed", exitCode: 1, metrics: { before: { last: 1 } } });
  });

  it("is known when the client had no time to say anything", async () => {
    const { exitCode } = await runSection("killed");
    expect(exitCode).toBe(9);
    expect(runOf(idOf(["killed"]))).toMatchObject({ status: "failed", exitCode: 9 });
    const child = withIndex((index) =>
      index.runs().find(({ parentId }) => parentId === idOf(["killed"])),
    );
    expect(child).toMatchObject({ status: "failed", metrics: { before: { last: 1 } } });
  });
});

describe("a script whose supervisor was killed", () => {
  it("finds its endpoint again and loses nothing", async () => {
    const runId = idOf(["outlive"]);
    const argv = [cli, "run", "--no-snapshot", "--id", runId, "--", python, script, "outlive"];
    const supervisor = spawn(process.execPath, argv, { cwd: root, stdio: "ignore" });
    const child = () =>
      withIndex((index) => index.runs().find(({ name }) => name === "outlived child"));
    await waitFor(() => (child()?.metrics["loss"]?.count ?? 0) > 3, {
      timeoutMs: 60_000,
      label: "first points",
    });
    supervisor.kill("SIGKILL");
    await new Promise((resolve) => supervisor.once("exit", resolve));
    // Whoever lists the runs notices.
    execFileSync(process.execPath, [cli, "runs"], { cwd: root, stdio: "ignore" });
    const isEnded = () => runOf(runId).status !== "running";
    await waitFor(isEnded, { timeoutMs: 120_000, label: "the end of the run" });
    expect(readFileSync(path.join(root, "outlived"), "utf8")).toBe("whole");
    expect(runOf(runId)).toMatchObject({ name: "outlive", status: "unknown" });
    expect(child()).toMatchObject({ parentId: runId, status: "finished" });
    expect(pointsOf(child()?.id ?? "", "loss")).toEqual(
      Array.from({ length: 40 }, (_, step) => [step, step]),
    );
  });
});

describe("a run of an earlier launch", () => {
  it("is resumed and written to", async () => {
    const earlier = idOf(["artifacts"]);
    const { exitCode, output, facts } = await runSection("resume", earlier);
    expect(exitCode, output).toBe(0);
    expect(facts.run_id).toBe(earlier);
    expect(facts["params"]).toMatchObject({ later_p: "x" });
    expect(runOf(earlier)).toMatchObject({
      status: "finished",
      params: { later_p: "x" },
      metrics: { later: { last: 4, lastStep: 1 } },
    });
    const journal = readFileSync(runPaths(root, earlier).journal, "utf8");
    expect(journal.endsWith("\n")).toBe(true);
  });
});
