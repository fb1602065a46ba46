import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { parseTolerantJson } from "../../src/core/formats/text/tolerantJson.ts";
import { openProject, type OpenProject } from "../support/sources/openProject.ts";

/** DVCLive alone, in folders that are no DVC project, against what it was told to log. */
const script = path.join(import.meta.dirname, "dvclive_writer.py");

interface Logged {
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, readonly (readonly [number, unknown])[]>>;
}

let folder: string;
let project: OpenProject | undefined;
const logged = new Map<string, Logged>();

beforeAll(async () => {
  const python = ensurePythonEnv("dvc");
  folder = mkdtempSync(path.join(os.tmpdir(), "sextant-contract-"));
  const home = path.join(folder, "home");
  const root = path.join(folder, "project");
  mkdirSync(home);
  for (const [name, ...how] of [["whole"], ["killed", "die"]] as const) {
    const cwd = path.join(root, name);
    mkdirSync(cwd, { recursive: true });
    const env = { PATH: process.env["PATH"], HOME: home, CI: "1", DVC_NO_ANALYTICS: "1" };
    const args = [script, "dvclive", ...how];
    const { status, stdout } = spawnSync(python, args, { cwd, env, encoding: "utf8" });
    expect(status).toBe(how.length === 0 ? 0 : 9);
    logged.set(name, parseTolerantJson(stdout) as Logged);
  }
  project = await openProject(root);
}, 60_000);
afterAll(() => {
  project?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(["whole", "killed"])("a run that was %s", (name) => {
  it("has every point and parameter", async () => {
    const run = project?.run(({ location }) => location?.path === `${name}/dvclive`);
    const expected = logged.get(name);
    if (project === undefined || run === undefined || expected === undefined)
      throw new Error("none");
    expect(run.source).toBe("dvclive");
    expect(run.params).toEqual(expected.params);
    expect(Object.keys(run.metrics).sort()).toEqual(Object.keys(expected.metrics).sort());
    for (const [metric, points] of Object.entries(expected.metrics)) {
      const { steps, values } = await project.series(run, metric);
      const found = Array.from(steps, (step, index) => [step, values[index]]);
      expect(found, metric).toEqual(points.map(([step, value]) => [step, Number(value)]));
      expect(run.metrics[metric]?.count).toBe(points.length);
    }
  });
});
