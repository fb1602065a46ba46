import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { numberOf } from "../../src/core/formats/text/tolerantJson.ts";
import type { Run } from "../../src/core/runs/run.ts";
import { comparePoints } from "../support/formats/comparePoints.ts";
import { listPoints } from "../support/formats/readClaim.ts";
import { LogWriter } from "../support/sources/logWriter.ts";
import { openProject } from "../support/sources/openProject.ts";
import { useWriterProject } from "../support/sources/writerProject.ts";
import { waitFor } from "../support/waitFor.ts";

/** wandb itself, unchanged, offline: what was logged, and what its own viewer reads, against ours. */
const script = path.join(import.meta.dirname, "wandb_writer.py");

const logging = useWriterProject("writers");

function write(...args: readonly string[]): void {
  execFileSync(logging.python(), ["-W", "ignore", script, ...args], {
    cwd: logging.root(),
    stdio: "pipe",
  });
}

async function pointsOf(run: Run) {
  const names = Object.keys(run.metrics).filter((name) => !name.startsWith("system/"));
  const series = await Promise.all(
    names.map(async (name) => [name, await logging.project?.series(run, name)] as const),
  );
  return Object.fromEntries(
    series.map(([name, points]) => [name, points === undefined ? [] : listPoints(points)]),
  );
}

/** Steps and losses in the run's history, as W&B's own local viewer reads the same file. */
function officialLosses(): [number, number][] {
  const wandb = path.join(path.dirname(logging.python()), "wandb");
  const folder = readdirSync(path.join(logging.root(), "wandb")).find((name) =>
    name.startsWith("offline-run"),
  );
  const args = ["leet", "inspect", "--json", path.join(logging.root(), "wandb", folder ?? "")];
  const env = { ...process.env, WANDB_ERROR_REPORTING: "false" };
  const output = execFileSync(wandb, args, { encoding: "utf8", maxBuffer: 2 ** 28, env });
  return output
    .split("\n")
    .filter((line) => line.includes('"type":"history"'))
    .map((line) => {
      const { history } = JSON.parse(line) as { history: { item: Record<string, unknown> } };
      return [Number(history.item["_step"]), numberOf(history.item["loss"]) ?? NaN];
    });
}

const lossesOf = async (run: Run): Promise<[number, number][]> =>
  ((await pointsOf(run))["loss"] ?? []).map(([step, , value]) => [step, value]);

describe("wandb", () => {
  it("is read with every point, parameter and tag that it wrote", { timeout: 60_000 }, async () => {
    const git = (...args: readonly string[]): string =>
      execFileSync("git", args, { cwd: logging.root(), encoding: "utf8" }).trim();
    git("init", "-q");
    git("-c", "user.email=a@b.c", "-c", "user.name=n", "commit", "-q", "--allow-empty", "-m", "x");
    git("remote", "add", "origin", "https://name:token@example.org/a/b.git");
    write("full", logging.root());
    logging.project = await openProject(logging.root());
    const [run, ...others] = logging.project.runs();
    expect(others).toEqual([]);
    if (run === undefined) throw new Error("no run");
    const oracle = logging.readLogged();
    comparePoints(await pointsOf(run), oracle.metrics);
    expect({ ...run.params }).toEqual(oracle.params);
    expect({ ...run.tags }).toEqual(oracle.tags);
    expect(run).toMatchObject({
      name: "silver-lake",
      source: "wandb",
      experiment: "digits",
      status: "finished",
      exitCode: 0,
      host: os.hostname(),
      note: "first line\nsecond line",
      git: { commit: git("rev-parse", "HEAD"), remote: "https://example.org/a/b.git" },
      problems: [],
    });
    const media = await logging.project.media(run);
    expect(new Set(media.map(({ kind }) => kind))).toEqual(
      new Set(["image", "text", "table", "histogram"]),
    );
    const files = media.flatMap(({ content }) => (content.kind === "file" ? [content.path] : []));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files)
      expect(readFileSync(path.join(logging.root(), file)).length).toBeGreaterThan(0);
  });

  it("tells a run that raised from one that did not", { timeout: 60_000 }, async () => {
    expect(() => write("failed", logging.root())).toThrow();
    logging.project = await openProject(logging.root());
    expect(logging.project.runs()).toMatchObject([
      { name: "broken", status: "failed", exitCode: 1, metrics: { loss: { last: 1 } } },
    ]);
  });

  it(
    "is read while it logs, and after its process died, as far as it wrote",
    { timeout: 90_000 },
    async () => {
      logging.writer = new LogWriter(
        logging.python(),
        [script, "live", logging.root(), "600"],
        logging.root(),
      );
      await logging.writer.said("logged");
      const logged = logging.readLogged().metrics["loss"] ?? [];
      expect(logged).toHaveLength(600);
      logging.project = await openProject(logging.root());
      const opened = logging.project;
      const liveRun = await waitFor(
        async () => {
          await opened.poll();
          return opened.runs().find((run) => (run.metrics["loss"]?.count ?? 0) > 100);
        },
        { label: "points of a run that is alive", timeoutMs: 30_000 },
      );
      const early = await lossesOf(liveRun);
      expect(early).toEqual(logged.slice(0, early.length));
      expect(liveRun.status).toBe("unknown");

      expect(await logging.writer.goOn()).toBe(9);
      // W&B's own process sees that the script is gone and writes what it still has.
      const count = await waitFor(
        () => {
          const before = officialLosses().length;
          return before >= early.length && before === officialLosses().length && before;
        },
        { label: "the rest to be written", timeoutMs: 30_000 },
      );
      await opened.refresh();
      const [deadRun] = opened.runs();
      if (deadRun === undefined) throw new Error("no run");
      const losses = await lossesOf(deadRun);
      expect(losses).toEqual(officialLosses());
      expect(losses).toEqual(logged.slice(0, count));
      // The last row waits for the next one, which never came.
      expect(count).toBeGreaterThan(500);
      expect(deadRun).toMatchObject({ name: "live", status: "unknown", params: { lr: "0.5" } });
      expect(deadRun.problems).toEqual([]);
    },
  );
});
