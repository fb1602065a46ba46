import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Run } from "../../src/core/runs/run.ts";
import { comparePoints } from "../support/formats/comparePoints.ts";
import { listPoints } from "../support/formats/readClaim.ts";
import { LogWriter } from "../support/sources/logWriter.ts";
import { openProject, type OpenProject } from "../support/sources/openProject.ts";
import { useWriterProject } from "../support/sources/writerProject.ts";
import { waitFor } from "../support/waitFor.ts";

/** SwanLab itself, unchanged, offline: what was logged against what Sextant shows. */
const script = path.join(import.meta.dirname, "swanlab_writer.py");

const logging = useWriterProject("writers");

async function pointsOf(opened: OpenProject, run: Run) {
  const names = Object.keys(run.metrics).filter((name) => !name.startsWith("system/"));
  const series = await Promise.all(
    names.map(async (name) => [name, listPoints(await opened.series(run, name))] as const),
  );
  return Object.fromEntries(series);
}

describe("SwanLab", () => {
  it("is read with every point, parameter and tag that it wrote", { timeout: 60_000 }, async () => {
    execFileSync(logging.python(), ["-W", "ignore", script, "full", logging.root()], {
      cwd: logging.root(),
      stdio: "pipe",
    });
    logging.project = await openProject(logging.root());
    const [run, ...others] = logging.project.runs();
    expect(others).toEqual([]);
    if (run === undefined) throw new Error("no run");
    const oracle = logging.readLogged();
    comparePoints(await pointsOf(logging.project, run), oracle.metrics);
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
    const media = await logging.project.media(run);
    const files = media.flatMap(({ content }) => (content.kind === "file" ? [content.path] : []));
    expect(files).toHaveLength(2);
    for (const file of files)
      expect(readFileSync(path.join(logging.root(), file)).length).toBeGreaterThan(0);
  });

  it("tells a run that raised from one that did not", { timeout: 60_000 }, async () => {
    const args = ["-W", "ignore", script, "failed", logging.root()];
    expect(() =>
      execFileSync(logging.python(), args, { cwd: logging.root(), stdio: "pipe" }),
    ).toThrow();
    logging.project = await openProject(logging.root());
    expect(logging.project.runs()).toMatchObject([{ name: "broken", status: "failed" }]);
  });

  it(
    "is read while it logs, and after its process died, as far as it wrote",
    { timeout: 60_000 },
    async () => {
      logging.writer = new LogWriter(
        logging.python(),
        [script, "live", logging.root(), "800"],
        logging.root(),
      );
      await logging.writer.said("logged");
      const { metrics } = logging.readLogged();
      const logged = metrics["loss"] ?? [];
      logging.project = await openProject(logging.root());
      const opened = logging.project;
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

      expect(await logging.writer.goOn()).toBe(9);
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
