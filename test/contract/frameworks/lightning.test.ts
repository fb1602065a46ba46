import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { shortestFloat32 } from "../../../src/core/formats/points/float32.ts";
import { numberOf, parseTolerantJson } from "../../../src/core/formats/text/tolerantJson.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { openProject, type OpenProject } from "../../support/sources/openProject.ts";

/** Lightning itself, unchanged: every call that reached its logger against what Sextant shows. */
const script = path.join(import.meta.dirname, "lightning_writer.py");

let python: string;
let root: string;
let project: OpenProject | undefined;
beforeAll(() => {
  python = ensurePythonEnv("frameworks");
});
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-lightning-"));
});
afterEach(() => {
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

function write(section: string): void {
  execFileSync(python, [script, section, root], { stdio: "pipe" });
}

interface Call {
  readonly step: number;
  readonly metrics: Readonly<Record<string, unknown>>;
}

/** By metric, the steps and values of all calls in their order. */
function readOracle(): Map<string, [number, number][]> {
  const logged = new Map<string, [number, number][]>();
  const lines = readFileSync(path.join(root, "oracle.jsonl"), "utf8").trim().split("\n");
  for (const line of lines) {
    const { step, metrics } = parseTolerantJson(line) as Call;
    for (const [name, value] of Object.entries(metrics)) {
      const points = logged.get(name) ?? [];
      logged.set(name, [...points, [step, shortestFloat32(numberOf(value) ?? NaN)]]);
    }
  }
  return logged;
}

async function pointsOf(run: Run, metric: string): Promise<[number, number][]> {
  const { steps, values } = await project!.series(run, metric, true);
  return Array.from(steps, (step, index) => [step, shortestFloat32(values[index] ?? NaN)]);
}

async function checkAgainstOracle(run: Run): Promise<void> {
  const logged = readOracle();
  expect(Object.keys(run.metrics).sort()).toEqual([...logged.keys()].sort());
  for (const [metric, points] of logged) {
    expect(await pointsOf(run, metric), metric).toEqual(points);
  }
  expect(run.problems).toEqual([]);
}

describe("what Lightning wrote", () => {
  test("training with validation: every point, parameter and the best checkpoint", async () => {
    write("fit");
    project = await openProject(root);
    const run = project.run(() => true);
    await checkAgainstOracle(run);
    expect(run).toMatchObject({
      name: "version_0",
      experiment: "digits",
      source: "lightning",
      status: "unknown",
      params: {
        activation: "torch.relu",
        data: "/data/digits",
        dropout: "null",
        layers: "[4,2]",
        lr: "0.001",
        schedule: "COSINE",
      },
    });
    const best = JSON.parse(readFileSync(path.join(root, "best.json"), "utf8")) as [string, number];
    expect(run.tags.checkpoint).toBe(best[0]);
    expect(Number(run.tags["best val_loss"])).toBeCloseTo(best[1], 4);
  });

  test("metrics that come late, with any name", async () => {
    write("columns");
    project = await openProject(root);
    const run = project.run(() => true);
    await checkAgainstOracle(run);
    expect(run.params).toEqual({ lr: "1.0e-05", name: "<b>a,b</b>" });
  });

  test("Fabric's logger", async () => {
    write("fabric");
    project = await openProject(root);
    await checkAgainstOracle(project.run(() => true));
  });

  test("a process that is gone at once: what it had flushed", async () => {
    expect(() => {
      write("killed");
    }).toThrow(expect.objectContaining({ status: 9 }));
    project = await openProject(root);
    const points = await pointsOf(
      project.run(() => true),
      "loss",
    );
    expect(points).toEqual(Array.from({ length: 20 }, (_, step) => [step, step / 8]));
  });
});

test("a run is followed while it is written, also when its file is written anew", async () => {
  const child = spawn(python, [script, "live", root], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const writeSteps = async (command: string): Promise<void> => {
    child.stdin.write(`${command}\n`);
    expect((await lines.next()).value).toBe("flushed");
  };
  try {
    await writeSteps("0 3");
    project = await openProject(root);
    for (const [command, end, late] of [
      ["3 7", 7, 0],
      ["7 40 accuracy", 40, 33],
      ["40 400", 400, 33],
      ["400 401 A", 401, 33],
    ] as const) {
      await writeSteps(command);
      await project.poll();
      const run = project.run(() => true);
      const all = Array.from({ length: end }, (_, step) => [step, step / 8]);
      expect(await pointsOf(run, "loss")).toEqual(all);
      expect(await pointsOf(run, "accuracy")).toEqual(all.slice(7, 7 + late));
      expect(run).toMatchObject({ status: "unknown", problems: [] });
    }
  } finally {
    child.stdin.end();
    child.kill("SIGKILL");
    await ended;
  }
});
