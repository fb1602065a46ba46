import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { shortestFloat32 } from "../../../src/core/formats/points/float32.ts";
import { numberOf, parseTolerantJson } from "../../../src/core/formats/text/tolerantJson.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { openProject, type OpenProject } from "../../support/sources/openProject.ts";

/** Keras itself, unchanged: what each epoch's callbacks were given against what Sextant shows. */
const script = path.join(import.meta.dirname, "keras_log_writer.py");

let python: string;
let root: string;
let project: OpenProject | undefined;
beforeAll(() => {
  python = ensurePythonEnv("keras");
});
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-keras-"));
});
afterEach(() => {
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

async function pointsOf(run: Run, metric: string): Promise<[number, number][]> {
  const { steps, values } = await project!.series(run, metric, true);
  return Array.from(steps, (step, index) => [step, values[index] ?? NaN]);
}

test("every value of every log and dump", async () => {
  execFileSync(python, [script, "logs", root], { stdio: "pipe" });
  const text = readFileSync(path.join(root, "oracle.json"), "utf8");
  type Rows = readonly Readonly<Record<string, unknown>>[];
  const oracle = parseTolerantJson(text) as Readonly<Record<string, Rows>>;
  project = await openProject(root);
  expect(project.runs()).toHaveLength(Object.keys(oracle).length);
  for (const [file, rows] of Object.entries(oracle)) {
    const run = project.run(({ name }) => name === path.dirname(file));
    expect(run).toMatchObject({ source: "keras", status: "unknown", problems: [] });
    const names = new Set(rows.flatMap((row) => Object.keys(row)).filter((key) => key !== "epoch"));
    expect(Object.keys(run.metrics).sort()).toEqual([...names].sort());
    for (const name of names) {
      const logged = rows
        .filter((row) => row[name] !== undefined)
        .map((row) => [row.epoch, shortestFloat32(numberOf(row[name]) ?? NaN)]);
      expect(await pointsOf(run, name), `${file} ${name}`).toEqual(logged);
    }
  }
});

test("a log is followed while it is written, and after its process is gone", async () => {
  const child = spawn(python, [script, "live", root], { stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const check = async (epochs: number): Promise<void> => {
    const run = project!.run(() => true);
    const all = Array.from({ length: epochs }, (_, epoch) => [epoch, epoch / 8]);
    expect(await pointsOf(run, "loss")).toEqual(all);
    expect(run).toMatchObject({ status: "unknown", problems: [] });
  };
  try {
    for (let epochs = 1; epochs <= 4; epochs++) {
      child.stdin.write("\n");
      expect((await lines.next()).value).toBe("flushed");
      if (project === undefined) project = await openProject(root);
      else await project.poll();
      await check(epochs);
    }
    child.stdin.end();
    expect(await ended).toEqual([9, null]);
    await project!.refresh();
    await check(4);
  } finally {
    child.kill("SIGKILL");
  }
});
