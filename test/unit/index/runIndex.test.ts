import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log } from "../../../src/base/logging.ts";
import { silentLog } from "../../../src/base/logging.ts";
import { openDatabase } from "../../../src/platform/sqlite/openDatabase.ts";
import { deleteIndexFile } from "../../../src/platform/index/indexDatabase.ts";
import {
  cachedIndexFile,
  indexFiles,
  indexVersion,
  projectIndexFile,
} from "../../../src/platform/index/indexLocation.ts";
import { RunIndex } from "../../../src/platform/index/runIndex.ts";
import { projectPaths, runPaths } from "../../../src/platform/runs/project.ts";
import { point, ProjectFixture } from "./projectFixture.ts";

let project: ProjectFixture;
let open: RunIndex[] = [];

beforeEach(() => {
  project = new ProjectFixture();
});

afterEach(() => {
  for (const index of open) index.close();
  open = [];
  project.dispose();
});

function openIndex(log: Log = silentLog): RunIndex {
  const index = RunIndex.open(project.root, { log });
  open.push(index);
  return index;
}

function values(index: RunIndex, id: string, metric = "loss"): number[] {
  return [...index.series(id, metric).values];
}

/** Everything an index tells, to compare two of them. */
function contentOf(index: RunIndex) {
  return index.runs({ includeDeleted: true }).map((run) => ({
    ...run,
    series: Object.keys(run.metrics).map((metric) => [metric, index.series(run.id, metric)]),
  }));
}

describe("refresh", () => {
  it("reads runs, then only what is new", () => {
    project.createRun("a", [point(0, 0.5), { type: "params", params: { lr: "0.1" } }]);
    project.createRun("b");
    const index = openIndex();
    expect(index.refresh()).toMatchObject({ changed: ["a", "b"], areColumnsChanged: true });
    expect(index.run("a")).toMatchObject({ name: "name-a", params: { lr: "0.1" } });
    expect(index.refresh()).toMatchObject({ changed: [], areColumnsChanged: false });
    project.append("a", point(1, 0.25));
    const { revision, ...rest } = index.refresh();
    expect(rest).toEqual({ changed: ["a"], removed: [], areColumnsChanged: false });
    expect(revision).toBeGreaterThan(0);
    expect(index.run("a")?.metrics["loss"]).toEqual({
      ...{ last: 0.25, lastStep: 1, lastTime: 1e12 + 1 },
      ...{ min: 0.25, minStep: 1, max: 0.5, maxStep: 0, count: 2 },
    });
    expect(values(index, "a")).toEqual([0.5, 0.25]);
  });

  it("looks only at the runs it is told of", () => {
    for (const id of ["a", "b"]) project.createRun(id);
    const index = openIndex();
    index.refresh();
    for (const id of ["a", "b"]) project.append(id, point(0, 1));
    expect(index.refresh({ runIds: ["b", "../../etc"] }).changed).toEqual(["b"]);
    expect(index.refresh().changed).toEqual(["a"]);
  });

  it("looks at folders only, and waits for the journal of a new one", () => {
    for (const id of ["a", "b"]) project.createRun(id);
    const index = openIndex();
    index.refresh();
    project.append("a", point(0, 1));
    rmSync(runPaths(project.root, "b").folder, { recursive: true });
    mkdirSync(runPaths(project.root, "c").folder);
    expect(index.refresh({ isFoldersOnly: true })).toMatchObject({ changed: [], removed: ["b"] });
    project.createRun("c");
    expect(index.refresh({ runIds: [] }).changed).toEqual(["c"]);
    expect(index.refresh().changed).toEqual(["a"]);
  });

  it("waits for the end of a torn line", () => {
    project.createRun("a");
    const index = openIndex();
    for (const piece of ['{"step":0,', '"loss":', "0.5}"]) {
      project.appendText("a", piece);
      index.refresh();
      expect(values(index, "a")).toEqual([]);
    }
    project.appendText("a", '\n{"step":1,"loss":0.25}\n{"st');
    index.refresh();
    expect(values(index, "a")).toEqual([0.5, 0.25]);
  });

  it("notices a new name, a removed run and a deleted one", () => {
    for (const id of ["a", "b"]) project.createRun(id, [point(0, 1)]);
    const index = openIndex();
    index.refresh();
    project.append("a", point(0, 1, "acc"));
    expect(index.refresh().areColumnsChanged).toBe(true);
    project.append("a", { type: "lifecycle", stage: "deleted", time: 1e12 });
    index.refresh();
    expect(index.runs().map(({ id }) => id)).toEqual(["b"]);
    expect(index.run("a")?.isDeleted).toBe(true);
    rmSync(runPaths(project.root, "b").folder, { recursive: true });
    expect(index.refresh()).toMatchObject({ changed: [], removed: ["b"] });
    expect(index.run("b")).toBeUndefined();
    expect(values(index, "b")).toEqual([]);
    project.createRun("b", [point(0, 2)]);
    expect(index.refresh()).toMatchObject({ changed: ["b"], removed: [] });
    expect(values(index, "b")).toEqual([2]);
  });

  it("reads a journal from the start when it was cut, rewritten or replaced", () => {
    project.createRun("a", [point(0, 1), point(1, 2)]);
    const index = openIndex();
    index.refresh();
    const original = readFileSync(project.journal("a"), "utf8");
    const changes: readonly [name: string, text: string, expected: readonly number[]][] = [
      ["cut", original.slice(0, original.indexOf('{"step":1')), [1]],
      ["longer, another start", `{"note":"x"}\n${original}{"step":2,"loss":3}\n`, [1, 2, 3]],
      ["emptied", "", []],
      ["as before", original, [1, 2]],
    ];
    for (const [name, text, expected] of changes) {
      project.replace("a", text);
      index.refresh();
      expect(values(index, "a"), name).toEqual(expected);
    }
    const moved = path.join(project.root, "moved");
    writeFileSync(moved, original.replace('"loss":2', '"loss":9'));
    renameSync(moved, project.journal("a"));
    index.refresh();
    expect(values(index, "a"), "another file").toEqual([1, 9]);
  });

  it("does not follow what is no journal", () => {
    mkdirSync(path.join(runPaths(project.root, "a").folder, "journal.jsonl"), { recursive: true });
    mkdirSync(path.join(projectPaths(project.root).runs, "bad name"));
    project.createRun("b");
    expect(openIndex().refresh().changed).toEqual(["b"]);
  });

  it("tells of faulty lines in the log", () => {
    const warnings: string[] = [];
    project.createRun("a");
    project.appendText("a", 'rubbish\n{"loss":1}\n');
    const index = openIndex({ ...silentLog, warn: (message) => warnings.push(message) });
    index.refresh();
    expect(warnings).toEqual([expect.stringContaining("line 2: a line is not JSON")]);
    expect(values(index, "a")).toEqual([1]);
  });
});

describe("series", () => {
  it("are in the order of steps, and retries change nothing", () => {
    project.createRun("a", [point(5, 5), point(1, 1), point(3, 3)]);
    const index = openIndex();
    index.refresh();
    expect([...index.series("a", "loss").steps]).toEqual([1, 3, 5]);
    const retry = [point(3, 3), point(5, 5), point(4, 4), point(3, NaN), point(3, NaN)];
    for (const entry of retry) {
      project.append("a", entry);
      index.refresh();
    }
    expect(values(index, "a")).toEqual([1, 3, NaN, 4, 5]);
    expect(index.run("a")?.metrics["loss"]).toMatchObject({ last: 5, min: 1, max: 5, count: 5 });
  });

  it("are the same however the points came in", () => {
    const steps = Array.from({ length: 3000 }, (_, index) => (index * 7919) % 3000);
    project.createRun("a");
    project.createRun(
      "b",
      steps.map((step) => point(step, Math.sin(step))),
    );
    const index = openIndex();
    for (let start = 0; start < steps.length; start += 100) {
      project.append(
        "a",
        ...steps.slice(start, start + 130).map((step) => point(step, Math.sin(step))),
      );
      index.refresh();
    }
    expect(index.series("a", "loss")).toEqual(index.series("b", "loss"));
    expect(index.run("a")?.metrics).toEqual(index.run("b")?.metrics);
    expect(values(index, "a")).toEqual(steps.sort((x, y) => x - y).map(Math.sin));
  });

  it("keep the order of times within one step over many chunks", () => {
    project.createRun("a");
    const index = openIndex();
    const count = 5000;
    for (let start = 0; start < count; start += 500) {
      const lines = Array.from(
        { length: 500 },
        (_, n) => `{"step":0,"time":${1e12 + start + n},"loss":${start + n}}\n`,
      );
      project.appendText("a", lines.join(""));
      index.refresh();
    }
    expect(values(index, "a")).toEqual(Array.from({ length: count }, (_, n) => n));
    expect(index.run("a")?.metrics["loss"]?.last).toBe(count - 1);
  });

  it("of a million points take bounded memory to read in", () => {
    project.createRun("a");
    for (let part = 0; part < 10; part++) {
      const lines = Array.from(
        { length: 100_000 },
        (_, n) => `{"step":${part * 100_000 + n},"loss":${n / 3}}\n`,
      );
      project.appendText("a", lines.join(""));
    }
    const index = openIndex();
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    index.refresh();
    const grownMb = (process.memoryUsage().rss - before) / 1e6;
    expect(index.run("a")?.metrics["loss"]?.count).toBe(1_000_000);
    expect(grownMb).toBeLessThan(250);
    const { steps } = index.series("a", "loss");
    expect(steps.length).toBe(1_000_000);
    expect(steps.every((step, place) => step === place)).toBe(true);
  });
});

describe("the index as a cache", () => {
  beforeEach(() => {
    project.createRun("a", [point(1, 1), point(0, 2), { type: "tags", tags: { x: "1" } }]);
    project.createRun("b", [point(0, 3), { type: "lifecycle", stage: "deleted", time: 1 }]);
  });

  it("comes back the same after it was deleted", () => {
    const first = openIndex();
    first.refresh();
    const before = contentOf(first);
    first.close();
    deleteIndexFile(first.file);
    expect(existsSync(first.file)).toBe(false);
    const second = openIndex();
    expect(second.runs()).toEqual([]);
    second.refresh();
    expect(contentOf(second)).toEqual(before);
    expect(before).toHaveLength(2);
  });

  it("is there at once when it is opened again", () => {
    const first = openIndex();
    first.refresh();
    first.close();
    const again = openIndex();
    expect(again.runs().map(({ id }) => id)).toEqual(["a"]);
    expect(again.refresh().changed).toEqual([]);
  });

  it("is built anew when it is of another version or damaged", () => {
    const first = openIndex();
    first.refresh();
    const before = contentOf(first);
    first.close();
    const database = openDatabase(first.file);
    database.exec("PRAGMA user_version = 999; DROP TABLE runs; CREATE TABLE runs (other TEXT)");
    database.close();
    const second = openIndex();
    second.refresh();
    expect(contentOf(second)).toEqual(before);
    second.close();
    deleteIndexFile(first.file);
    writeFileSync(first.file, "no database at all".repeat(100));
    const third = openIndex();
    third.refresh();
    expect(contentOf(third)).toEqual(before);
  });

  it.each(["refresh", "runs", "series"] as const)(
    "is built anew where damage is only found by %s",
    (method) => {
      for (let n = 0; n < 300; n++) {
        project.createRun(`r${n}`, [point(0, n), { type: "note", note: "x".repeat(2000) }]);
      }
      const first = openIndex();
      first.refresh();
      const before = contentOf(first);
      first.close();
      const bytes = readFileSync(first.file);
      // All but the schema, which is what an opener looks at.
      writeFileSync(first.file, bytes.fill(0xff, 32 * 1024));
      const second = openIndex();
      if (method === "series") expect(values(second, "r7")).toEqual([7]);
      else if (method === "runs") expect(second.runs()).toHaveLength(301);
      else expect(second.refresh().changed).toHaveLength(302);
      expect(contentOf(second)).toEqual(before);
      if (method !== "refresh") expect(second.refresh().changed).toHaveLength(302);
    },
  );

  it("notices that it was deleted, or replaced by another process", () => {
    const first = openIndex();
    expect(first.isInPlace()).toBe(true);
    deleteIndexFile(first.file);
    expect(first.isInPlace()).toBe(false);
    openIndex();
    expect(first.isInPlace()).toBe(false);
  });

  it("leaves the index of another version alone, which a second window may be using", () => {
    const ours = openIndex();
    ours.refresh();
    const before = contentOf(ours);
    ours.close();
    expect(ours.file).toContain(`index-${indexVersion}.db`);
    const other = ours.file.replace(`index-${indexVersion}.db`, "index-999.db");
    renameSync(ours.file, other);
    const again = openIndex();
    again.refresh();
    expect(contentOf(again)).toEqual(before);
    const theirs = openDatabase(other);
    expect(theirs.prepare("SELECT id FROM runs").all()).toEqual([{ id: "a" }, { id: "b" }]);
    theirs.close();
  });

  it("tells one opener what another has read", () => {
    const first = openIndex();
    const second = openIndex();
    first.refresh();
    expect(second.refresh().changed).toEqual(["a", "b"]);
    project.append("a", point(9, 9, "acc"));
    first.refresh();
    expect(second.refresh({ runIds: [] })).toMatchObject({
      changed: ["a"],
      areColumnsChanged: true,
    });
    rmSync(runPaths(project.root, "a").folder, { recursive: true });
    first.refresh();
    expect(second.refresh({ runIds: [] }).removed).toEqual(["a"]);
  });

  it("goes to the user's cache where it cannot be beside the runs", () => {
    const env = {
      XDG_CACHE_HOME: path.join(project.root, "cache"),
      LOCALAPPDATA: path.join(project.root, "cache"),
    };
    expect(indexFiles(project.root, env)).toEqual([
      projectIndexFile(project.root),
      cachedIndexFile(project.root, env),
    ]);
    // A folder in its place: it cannot be opened there, whoever asks.
    mkdirSync(projectIndexFile(project.root));
    const index = RunIndex.open(project.root, { env });
    open.push(index);
    expect(index.file).toBe(cachedIndexFile(project.root, env));
    index.refresh();
    expect(index.runs().map(({ id }) => id)).toEqual(["a"]);
  });

  it.each(["", "cache", "./cache"])("takes %j for no cache folder", (XDG_CACHE_HOME) => {
    const file = cachedIndexFile(project.root, { XDG_CACHE_HOME });
    expect(file).toBe(cachedIndexFile(project.root, {}));
    expect(path.isAbsolute(file)).toBe(true);
  });

  it("says so when it can be nowhere", () => {
    const blocked = path.join(project.root, "blocked");
    writeFileSync(blocked, "");
    chmodSync(blocked, 0o400);
    mkdirSync(projectIndexFile(project.root));
    const env = { XDG_CACHE_HOME: blocked, LOCALAPPDATA: blocked };
    expect(() => RunIndex.open(project.root, { env })).toThrow(
      expect.objectContaining({ code: "index-unavailable" }),
    );
  });
});
