import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import type { Run } from "../../src/core/runs/run.ts";
import { comparePoints, type LoggedMetrics } from "../support/formats/comparePoints.ts";
import { listPoints } from "../support/formats/readClaim.ts";
import { LogWriter } from "../support/sources/logWriter.ts";
import { openProject, type OpenProject } from "../support/sources/openProject.ts";
import { waitFor } from "../support/waitFor.ts";

/** SwanLab itself, unchanged, offline: what was logged against what Sextant shows. */
const script = path.join(import.meta.dirname, "swanlab_writer.py");

let python: string;
let root: string;
let project: OpenProject | undefined;
let writer: LogWriter | undefined;
beforeAll(() => {
  python = ensurePythonEnv("writers");
});
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-swanlab-"));
});
afterEach(() => {
  writer?.kill();
  writer = undefined;
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

interface Oracle {
  readonly metrics: LoggedMetrics;
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
}

const readOracle = (): Oracle =>
  JSON.parse(readFileSync(path.join(root, "oracle.json"), "utf8")) as Oracle;

async function pointsOf(opened: OpenProject, run: Run) {
  const names = Object.keys(run.metrics).filter((name) => !name.startsWith("system/"));
  const series = await Promise.all(
    names.map(async (name) => [name, listPoints(await opened.series(run, name))] as const),
  );
  return Object.fromEntries(series);
}

describe("SwanLab", () => {
  it("is read with every point, parameter and tag that it wrote", { timeout: 60_000 }, async () => {
    execFileSync(python, ["-W", "ignore", script, "full", root], { cwd: root, stdio: "pipe" });
    project = await openProject(root);
    const [run, ...others] = project.runs();
    expect(others).toEqual([]);
    if (run === undefined) throw new Error("no run");
    const oracle = readOracle();
    comparePoints(await pointsOf(project, run), oracle.metrics);
    expect({ ...run.params }).toEqual(oracle.params);
    expect(run.tags).toMatchObject(oracle.tags);
    expect(run).toMatchObject({
      name: "silver-lake",
      source: "swanlab",
      experiment: "digits",
      status: "finished",
      host: os.hostname(),
      problems: [],
    });
    const media = await project.media(run);
    const files = media.flatMap(({ content }) => (content.kind === "file" ? [content.path] : []));
    expect(files).toHaveLength(2);
    for (const file of files) expect(readFileSync(path.join(root, file)).length).toBeGreaterThan(0);
  });

  it("tells a run that raised from one that did not", { timeout: 60_000 }, async () => {
    const args = ["-W", "ignore", script, "failed", root];
    expect(() => execFileSync(python, args, { cwd: root, stdio: "pipe" })).toThrow();
    project = await openProject(root);
    expect(project.runs()).toMatchObject([{ name: "broken", status: "failed" }]);
  });

  it(
    "is read while it logs, and after its process died, as far as it wrote",
    { timeout: 60_000 },
    async () => {
      writer = new LogWriter(python, [script, "live", root, "800"], root);
      await writer.said("logged");
      const { metrics } = readOracle();
      const logged = metrics["loss"] ?? [];
      project = await openProject(root);
      const opened = project;
      const alive = await waitFor(
        async () => {
          await opened.poll();
          return opened.runs().find((run) => (run.metrics["loss"]?.count ?? 0) > 100);
        },
        { label: "points of a run that is alive", timeoutMs: 20_000 },
      );
      const early = (await pointsOf(opened, alive))["loss"] ?? [];
      expect(early.map(([step, , value]) => [step, value])).toEqual(logged.slice(0, early.length));
      expect(alive.status).toBe("unknown");

      expect(await writer.goOn()).toBe(9);
      await opened.refresh();
      const [dead] = opened.runs();
      if (dead === undefined) throw new Error("no run");
      for (const [name, points] of Object.entries(await pointsOf(opened, dead))) {
        const expected = metrics[name]?.slice(0, points.length);
        expect(points.map(([step, , value]) => [step, value])).toEqual(expected);
        expect(points.length).toBeGreaterThan(100);
      }
      expect(dead).toMatchObject({ name: "live", status: "unknown", problems: [] });
    },
  );
});
