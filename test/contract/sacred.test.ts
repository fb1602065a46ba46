import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { numberOf, parseTolerantJson } from "../../src/core/formats/text/tolerantJson.ts";
import type { Run } from "../../src/core/runs/run.ts";
import { openProject, type OpenProject } from "../support/sources/openProject.ts";
import { waitFor } from "../support/waitFor.ts";

/** Sacred itself, unchanged: what its runs logged against what Sextant shows. */
const script = path.join(import.meta.dirname, "sacred_writer.py");
type Logged = Readonly<Record<string, readonly (readonly [number, unknown])[]>>;

let python: string;
let root: string;
let project: OpenProject | undefined;
beforeAll(() => {
  python = ensurePythonEnv("writers");
});
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-sacred-"));
});
afterEach(() => {
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

function loggedIn(output: string): Logged {
  return parseTolerantJson(/^LOGGED (.*)$/m.exec(output)?.[1] ?? "{}") as Logged;
}

function launch(...args: readonly string[]): Logged {
  const { stdout } = spawnSync(python, ["-W", "ignore", script, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return loggedIn(stdout);
}

async function checkPoints(opened: OpenProject, run: Run, logged: Logged): Promise<void> {
  expect(Object.keys(logged)).toHaveLength(3);
  for (const [metric, points] of Object.entries(logged)) {
    const series = await opened.series(run, metric);
    expect([...series.steps]).toEqual(points.map(([step]) => step));
    expect([...series.values]).toEqual(points.map(([, value]) => numberOf(value)));
    expect(series.times.every((time) => Math.abs(time - Date.now()) < 3_600_000)).toBe(true);
  }
}

it("has every point, parameter and fact of runs that ended, failed and were killed", async () => {
  const logged = [
    launch("ok", "with", "lr=0.5", "model.depth=9"),
    launch("fail", "--comment=first try"),
    launch("die"),
  ];
  project = await openProject(root);
  const runs = project.runs();
  expect(runs.map(({ name, experiment, source }) => [name, experiment, source])).toEqual(
    ["1", "2", "3"].map((name) => [name, "digits", "sacred"]),
  );
  for (const [index, run] of runs.entries()) await checkPoints(project, run, logged[index]!);
  const [ended, failed, killed] = runs;
  expect(ended).toMatchObject({ status: "finished", host: os.hostname() });
  expect(ended?.metrics.result?.last).toBe(0.75);
  expect(ended?.params).toMatchObject({
    ...{ lr: "0.5", layers: "[16,32]", data: "/data/digits", scale: "0.25", weights: "[0,1,2]" },
    ...{ "model.depth": "9", "model.name": "a.b", optimizer: "null" },
  });
  expect(Object.keys(ended?.params ?? {})).toHaveLength(9);
  expect(failed?.status).toBe("failed");
  expect(failed?.note).toMatch(/^first try\n\nTraceback[\s\S]*no digits$/);
  // Its last heartbeat was a moment ago.
  expect(killed?.status).toBe("running");
  expect(Math.abs((ended?.startTime ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(runs.flatMap(({ problems }) => problems)).toEqual([]);
});

it("has the points of a run that is still going", async () => {
  const child = spawn(python, ["-W", "ignore", script, "live"], { cwd: root });
  try {
    const lines: string[] = [];
    createInterface(child.stdout).on("line", (line) => lines.push(line));
    await waitFor(() => lines.includes("READY"), { label: "a heartbeat", timeoutMs: 30_000 });
    project = await openProject(root);
    const [run] = project.runs();
    expect(run?.status).toBe("running");
    await checkPoints(project, run!, loggedIn(lines.join("\n")));
    child.stdin.write("end\n");
    await new Promise((resolve) => child.on("close", resolve));
    await project.refresh();
    expect(project.runs()[0]?.status).toBe("finished");
  } finally {
    child.kill("SIGKILL");
  }
});
