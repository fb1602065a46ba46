import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../../src/cli/main.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { openProject, type OpenProject } from "../../support/sources/openProject.ts";
import { createTestIo } from "./testIo.ts";

const fixtures = path.resolve(import.meta.dirname, "../../fixtures/formats");
let root: string;
let cache: string;
let project: OpenProject | undefined;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-import-"));
  cache = mkdtempSync(path.join(os.tmpdir(), "sextant-cache-"));
  cpSync(path.join(fixtures, "trackio"), path.join(root, "logs"), { recursive: true });
  rmSync(path.join(root, "logs", "inbox"), { recursive: true });
  cpSync(path.join(fixtures, "optuna", "study.db"), path.join(root, "study.db"));
});
afterEach(() => {
  project?.dispose();
  project = undefined;
  for (const folder of [root, cache]) rmSync(folder, { recursive: true, force: true });
});

async function call(...argv: string[]) {
  const { io, stdout, stderr } = createTestIo(root, { ...process.env, XDG_CACHE_HOME: cache });
  return { code: await run(argv, io), stdout: stdout(), stderr: stderr() };
}

async function pointsOf(opened: OpenProject, each: Run, metric: string) {
  const { steps, times, values } = await opened.series(each, metric);
  return Array.from(steps, (step, index) => [step, times[index], values[index]]);
}

describe("import", () => {
  it("copies what is known of a run, its points and its files", async () => {
    const before = await openProject(root);
    const original = before.run(({ name }) => name === "first");
    const { code, stdout, stderr } = await call("import", original.id);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\d{8}-\d{6}-[a-z0-9]{6}\n$/);
    const opened = (project = await openProject(root));
    const copy = opened.run(({ id }) => id === stdout.trim());
    expect(copy).toMatchObject({
      ...{ source: "sextant", location: null, name: "first", experiment: "digits" },
      ...{ status: "unknown", startTime: original.startTime, endTime: original.updatedAt },
      params: original.params,
      tags: {
        ...original.tags,
        "sextant.importedFrom": `trackio logs/digits.db ${original.location?.key ?? ""}`,
      },
    });
    expect(copy.metrics).toEqual(original.metrics);
    for (const metric of Object.keys(original.metrics)) {
      const points = await pointsOf(opened, copy, metric);
      expect(points, metric).toEqual(await pointsOf(before, original, metric));
    }
    before.dispose();
    const folder = path.join(root, ".sextant", "runs", copy.id);
    const image = path.join(folder, "artifacts", "media", "image", "step-30.png");
    expect(readFileSync(image).subarray(1, 4).toString()).toBe("PNG");
    // The original stays, and nothing half done is left.
    expect(opened.run(({ id }) => id === original.id).name).toBe("first");
    expect(
      readdirSync(path.join(root, ".sextant")).filter((name) => name.startsWith("imp")),
    ).toEqual([]);
  });

  it("copies trials with their status and points without times", async () => {
    const before = await openProject(root);
    const pruned = before.run(({ location }) => location?.key === "single/2");
    const { stdout } = await call("import", pruned.id, "--path", root);
    const opened = (project = await openProject(root));
    const copy = opened.run(({ id }) => id === stdout.trim());
    expect(copy).toMatchObject({
      ...{ name: "trial 2", experiment: "single", status: "stopped" },
      ...{ startTime: pruned.startTime, endTime: pruned.endTime },
      tags: { "optuna.state": "PRUNED", note: "<b>2</b>" },
    });
    const values = (await opened.series(copy, "intermediate_value")).values;
    expect(values).toEqual((await before.series(pruned, "intermediate_value")).values);
    expect(values).toHaveLength(5);
    before.dispose();
  });

  it("does not make a run out of one that still runs", async () => {
    const { stdout } = await call("import", "trial 0");
    const opened = (project = await openProject(root));
    const copy = opened.run(({ id }) => id === stdout.trim());
    expect(["finished", "unknown"]).toContain(copy.status);
  });

  it("refuses a run of its own", async () => {
    const { stdout } = await call("import", "first");
    const again = await call("import", stdout.trim());
    expect(again.code).toBe(3);
    expect(again.stderr).toContain("is one of Sextant's own");
  });

  it("leaves out files that lead elsewhere", async () => {
    const media = path.join(root, "logs", "media", "digits", "first", "30");
    for (const name of readdirSync(media)) {
      rmSync(path.join(media, name));
      symlinkSync(path.join(fixtures, "trackio", "digits.json"), path.join(media, name));
    }
    const { code, stdout } = await call("import", "first");
    expect(code).toBe(0);
    const artifacts = path.join(root, ".sextant", "runs", stdout.trim(), "artifacts");
    expect(existsSync(path.join(artifacts, "media"))).toBe(false);
  });
});
