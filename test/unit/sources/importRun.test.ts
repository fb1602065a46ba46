import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { AppError, CancelledError } from "../../../src/base/errors.ts";
import type { MediaItem } from "../../../src/core/formats/media.ts";
import type { Run, Series } from "../../../src/core/runs/run.ts";
import { createSourceRun } from "../../../src/core/runs/sourceRun.ts";
import { summarize } from "../../../src/core/runs/series.ts";
import { RunIndex } from "../../../src/platform/index/runIndex.ts";
import { importRun, type OutsideRuns } from "../../../src/platform/runs/importRun.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-import-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function series(points: readonly (readonly [step: number, time: number, value: number])[]): Series {
  return {
    steps: Float64Array.from(points, ([step]) => step),
    times: Float64Array.from(points, ([, time]) => time),
    values: Float64Array.from(points, ([, , value]) => value),
  };
}

function outsideRun(all: ReadonlyMap<string, Series>, changes: Partial<Run> = {}): Run {
  const metrics: [string, ReturnType<typeof summarize>][] = Array.from(all, ([name, points]) => [
    name,
    summarize(points),
  ]);
  return {
    ...createSourceRun({ id: "x-1", name: "run", source: "wandb", path: "a/b", key: null }),
    metrics: Object.fromEntries(metrics),
    ...changes,
  };
}

function outside(
  all: ReadonlyMap<string, Series>,
  media: readonly MediaItem[] = [],
  readMedia: OutsideRuns["readMedia"] = (_run, file) => Promise.resolve(Buffer.from(file.path)),
): OutsideRuns {
  return {
    series: (_run, metrics) =>
      Promise.resolve(new Map([...all].filter(([metric]) => metrics.includes(metric)))),
    media: () => Promise.resolve(media),
    readMedia,
  };
}

const random = seededRandom(5);
const ports = { clock: { now: () => 1.8e12 }, random: { next: random } };

function imported(runId: string): {
  readonly run: Run;
  readonly points: Record<string, number[][]>;
} {
  const index = RunIndex.open(root, { env: { ...process.env, XDG_CACHE_HOME: root } });
  try {
    index.refresh();
    const run = index.run(runId);
    if (run === undefined) throw new Error("the run is not there");
    const points = Object.keys(run.metrics).map((metric): [string, number[][]] => {
      const { steps, times, values } = index.series(runId, metric);
      return [metric, Array.from(steps, (step, at) => [step, times[at] ?? NaN, values[at] ?? NaN])];
    });
    return { run, points: Object.fromEntries(points) };
  } finally {
    index.close();
  }
}

function fileItem(name: string, file: string, step: number | null = null): MediaItem {
  const content = { kind: "file", path: file, mimeType: "image/png" } as const;
  return { kind: "image", name, step, time: null, content };
}

describe("importing a run", () => {
  it("keeps every point, whatever the metrics are called", async () => {
    const time = 1.7e12;
    const names = ["loss", "type", "step", "time", "params", "__proto__", "<b>x</b>", "a.b/c", "ü"];
    const all = new Map<string, Series>(
      names.map((name, index) => [
        name,
        series([
          [-3, time, index],
          [0.5, time + 1, NaN],
          [1, time + 2, -Infinity],
          [2 ** 40, time + 3, 0.1 + 0.2],
        ]),
      ]),
    );
    all.set(
      "untimed",
      series([
        [0, NaN, 1],
        [1, NaN, 2],
      ]),
    );
    all.set(
      "twice",
      series([
        [5, time, 1],
        [5, time + 1, 2],
        [6, time + 1, 3],
      ]),
    );
    const run = outsideRun(all, { startTime: time - 5, endTime: time + 9, status: "finished" });
    const result = await importRun(run, { root, outside: outside(all), ...ports });
    expect(result).toMatchObject({ pointCount: names.length * 4 + 5, fileCount: 0 });
    const copy = imported(result.runId);
    expect(copy.run).toMatchObject({ startTime: time - 5, endTime: time + 9, status: "finished" });
    expect(Object.keys(copy.points).sort()).toEqual([...all.keys()].sort());
    for (const [name, { steps, times, values }] of all) {
      const expected = Array.from(steps, (step, at) => [
        step,
        name === "untimed" ? time - 5 : times[at],
        values[at],
      ]);
      expect(copy.points[name], name).toEqual(expected);
    }
  });

  it("takes thousands of metrics, parameters and tags, and masks secrets", async () => {
    const all = new Map(
      Array.from({ length: 12_000 }, (_, index): [string, Series] => [
        `metric ${index}`,
        series([[0, 1e12, index]]),
      ]),
    );
    const many = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`${prefix}${index}`, "v"]));
    const run = outsideRun(all, {
      params: { ...many("p"), api_key: "abc123secret", ["__proto__"]: "own" },
      tags: { ...many("t"), url: "https://user:hunter2@host/x", "a.password": "hunter2" },
      command: { argv: ["train.py", "--token", "hunter2"], cwd: "." },
      location: { path: "https://user:hunter2@host", key: "k" },
      git: {
        ...{ commit: "c0ffee", branch: null, remote: null, isDirty: false, snapshot: null },
        ...{ subject: null, author: null, committedAt: null, prefix: "", omitted: [] },
        isGuess: true,
      },
    });
    const { runId } = await importRun(run, { root, outside: outside(all), ...ports });
    const copy = imported(runId).run;
    expect(Object.keys(copy.metrics)).toHaveLength(12_000);
    expect(Object.keys(copy.params)).toHaveLength(5002);
    expect(Object.keys(copy.tags)).toHaveLength(5003);
    expect(copy.git).toBeNull();
    const journal = readFileSync(
      path.join(root, ".sextant", "runs", runId, "journal.jsonl"),
      "utf8",
    );
    expect(journal).not.toContain("hunter2");
    expect(journal).not.toContain("abc123secret");
  });

  it("gives files names that lead nowhere else and exist once", async () => {
    const media = [
      fileItem("../../evil", "a.png", 1),
      fileItem("val/image", "x/b.png", 2),
      fileItem("val/image", "x/c.png", 2),
      fileItem("CON", "d.png"),
      fileItem("val/IMAGE", "e.png", 2),
      fileItem("gone", "gone.png"),
      {
        ...fileItem("text", "t"),
        content: { kind: "text", text: "t", isMarkdown: false },
      } as const,
    ];
    const source = outside(new Map(), media, (_run, file) =>
      file.path === "gone.png"
        ? Promise.reject(new AppError("media-unreadable", "It is gone."))
        : Promise.resolve(Buffer.from(file.path)),
    );
    const result = await importRun(outsideRun(new Map()), { root, outside: source, ...ports });
    expect(result).toMatchObject({ fileCount: 5, skippedFileCount: 1 });
    const artifacts = path.join(root, ".sextant", "runs", result.runId, "artifacts");
    const found = readdirSync(artifacts, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(artifacts, path.join(entry.parentPath, entry.name)))
      .map((file) => file.replaceAll(path.sep, "/"));
    expect(found.sort()).toEqual([
      "media/_CON/d.png",
      "media/evil/step-1.png",
      "media/val/IMAGE/step-2-3.png",
      "media/val/image/step-2-2.png",
      "media/val/image/step-2.png",
    ]);
  });

  it("leaves nothing behind when it fails or is cancelled", async () => {
    const all = new Map([["loss", series([[0, 1e12, 1]])]]);
    const sextant = path.join(root, ".sextant");
    mkdirSync(path.join(sextant, "importing-old"), { recursive: true });
    utimesSync(path.join(sextant, "importing-old"), 1e9, 1e9);
    const broken = outside(all, [fileItem("a", "a.png")], () => Promise.reject(new Error("a bug")));
    await expect(importRun(outsideRun(all), { root, outside: broken, ...ports })).rejects.toThrow(
      "a bug",
    );
    const signal = AbortSignal.abort();
    await expect(
      importRun(outsideRun(all), { root, outside: outside(all), ...ports, signal }),
    ).rejects.toBeInstanceOf(CancelledError);
    expect(readdirSync(sextant).sort()).toEqual([".gitignore", "runs"]);
    expect(readdirSync(path.join(sextant, "runs"))).toEqual([]);
  });

  it("refuses runs of Sextant's own", async () => {
    const own = { ...outsideRun(new Map()), location: null };
    await expect(
      importRun(own, { root, outside: outside(new Map()), ...ports }),
    ).rejects.toMatchObject({ code: "already-own" });
    expect(existsSync(path.join(root, ".sextant"))).toBe(false);
  });
});
