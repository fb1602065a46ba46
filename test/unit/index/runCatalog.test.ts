import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/logging.ts";
import type { ViewQuery } from "../../../src/core/runs/view.ts";
import { deleteIndexFile } from "../../../src/platform/index/indexDatabase.ts";
import type { CatalogChange } from "../../../src/platform/index/indexMessages.ts";
import { startRunCatalog, type RunCatalog } from "../../../src/platform/index/runCatalog.ts";
import { RunIndex } from "../../../src/platform/index/runIndex.ts";
import { projectIndexFile } from "../../../src/platform/index/indexLocation.ts";
import { projectPaths, runPaths } from "../../../src/platform/runs/project.ts";
import { waitFor } from "../../support/waitFor.ts";
import { point, ProjectFixture } from "./projectFixture.ts";

const workerPath = fileURLToPath(
  new URL("../../../src/platform/index/indexWorker.ts", import.meta.url),
);
const everything: ViewQuery = { filter: "", search: "", sort: [], group: "none", collapsed: [] };
const running = { type: "status", status: "running", time: 1e12 } as const;
const finished = { type: "status", status: "finished", time: 2e12, exitCode: 0 } as const;

let project: ProjectFixture;
let catalog: RunCatalog;
let changes: CatalogChange[];

beforeEach(() => {
  project = new ProjectFixture();
  project.createRun("a", [running, point(0, 1)]);
  project.createRun("b", [finished, point(0, 2)]);
  catalog = startRunCatalog({ root: project.root, workerPath, log: silentLog });
  changes = [];
  catalog.onDidChange((change) => changes.push(change));
});

afterEach(() => {
  catalog.dispose();
  project.dispose();
});

async function idsShown(query: Partial<ViewQuery> = {}): Promise<string> {
  const { viewId, rowCount } = await catalog.openView({ ...everything, ...query });
  const { rows } = await catalog.readRows({ viewId, start: 0, end: rowCount, columns: [] });
  return rows
    .map(({ id }) => id)
    .sort()
    .join("");
}

const told = (id: string) =>
  waitFor(() => changes.some(({ runIds }) => runIds.includes(id)), { label: `told of ${id}` });

describe("the catalog", () => {
  it("answers with rows, columns, runs and series", async () => {
    expect(await idsShown()).toBe("ab");
    expect(await idsShown({ filter: "status = running" })).toBe("a");
    expect((await catalog.columns()).map(({ id }) => id)).toContain("metrics.loss");
    expect((await catalog.runs(["b", "gone"])).map(({ id, status }) => [id, status])).toEqual([
      ["b", "finished"],
    ]);
    expect(await catalog.runs()).toHaveLength(2);
    const series = await catalog.readSeries({
      runIds: ["a", "b", "gone"],
      metrics: ["loss", "no"],
      maxPoints: 100,
      range: null,
    });
    expect(series).toEqual([
      {
        runId: "a",
        metric: "loss",
        segment: 0,
        pointCount: 1,
        steps: Float64Array.of(0),
        times: Float64Array.of(1e12),
        values: Float64Array.of(1),
      },
      {
        runId: "b",
        metric: "loss",
        segment: 0,
        pointCount: 1,
        steps: Float64Array.of(0),
        times: Float64Array.of(1e12),
        values: Float64Array.of(2),
      },
    ]);
  });

  it("thins long series and cuts ranges", async () => {
    project.append("a", ...Array.from({ length: 5000 }, (_, step) => point(step + 1, step % 100)));
    await catalog.refresh(["a"]);
    const read = async (range: { from: number; to: number } | null) =>
      (await catalog.readSeries({ runIds: ["a"], metrics: ["loss"], maxPoints: 200, range }))[0];
    const all = await read(null);
    expect(all?.pointCount).toBe(5001);
    expect(all?.steps.length).toBeLessThanOrEqual(200);
    expect(all?.steps.at(-1)).toBe(5000);
    const part = await read({ from: 100, to: 110 });
    expect([...(part?.steps ?? [])]).toEqual(Array.from({ length: 13 }, (_, index) => 99 + index));
  });

  it("tells of a new point of a running run within a second", async () => {
    await catalog.refresh();
    changes.length = 0;
    const start = performance.now();
    project.append("a", point(1, 5));
    await told("a");
    expect(performance.now() - start).toBeLessThan(1000);
    expect((await catalog.runs(["a"]))[0]?.metrics["loss"]?.last).toBe(5);
  });

  it("tells of new runs, of edits of ended ones, and of removed ones", async () => {
    await catalog.refresh();
    changes.length = 0;
    project.createRun("c");
    await told("c");
    changes.length = 0;
    project.append("b", { type: "note", note: "edited elsewhere" });
    await told("b");
    changes.length = 0;
    rmSync(runPaths(project.root, "b").folder, { recursive: true });
    await told("b");
    expect(await idsShown()).toBe("ac");
    project.append("c", { type: "lifecycle", stage: "deleted", time: 1e12 });
    await catalog.refresh(["c"]);
    expect(await idsShown()).toBe("a");
  });

  it("sees the first run of a project that had none", async () => {
    const empty = new ProjectFixture();
    const other = startRunCatalog({ root: empty.root, workerPath, log: silentLog });
    try {
      expect(await other.runs()).toEqual([]);
      const ids: string[] = [];
      other.onDidChange(({ runIds }) => ids.push(...runIds));
      empty.createRun("first");
      await waitFor(() => ids.includes("first"), { label: "told of the first run" });
    } finally {
      other.dispose();
      empty.dispose();
    }
  });

  it("builds the index anew when it is damaged", async () => {
    const damaged = new ProjectFixture();
    for (let n = 0; n < 300; n++) {
      damaged.createRun(`r${n}`, [{ type: "note", note: "x".repeat(2000) }]);
    }
    const index = RunIndex.open(damaged.root);
    index.refresh();
    index.close();
    writeFileSync(index.file, readFileSync(index.file).fill(0xff, 32 * 1024));
    const other = startRunCatalog({ root: damaged.root, workerPath, log: silentLog });
    try {
      expect(await other.runs()).toHaveLength(300);
    } finally {
      other.dispose();
      damaged.dispose();
    }
  });

  it("sees that .sextant was removed, does not make it again, and sees it come back", async () => {
    await catalog.refresh();
    rmSync(projectPaths(project.root).sextant, { recursive: true });
    await waitFor(async () => (await catalog.runs()).length === 0, { label: "no run is left" });
    expect(await idsShown()).toBe("");
    await catalog.refresh();
    expect(existsSync(projectPaths(project.root).sextant)).toBe(false);
    project.createRun("d", [finished]);
    await waitFor(async () => (await idsShown()) === "d", { label: "the new run" });
  });

  it("builds the index anew when it is deleted meanwhile", async () => {
    await catalog.refresh();
    deleteIndexFile(projectIndexFile(project.root));
    changes.length = 0;
    await waitFor(() => changes.length > 0, { label: "the index was built anew" });
    project.append("a", point(1, 7));
    await waitFor(async () => (await catalog.runs(["a"]))[0]?.metrics["loss"]?.last === 7, {
      label: "the point",
    });
  });

  it("marks orphaned commits", async () => {
    const git = {
      ...{ commit: "abcdef1234", branch: "main", remote: null, isDirty: false, snapshot: null },
      ...{ subject: "S", author: "A", committedAt: 1, prefix: "", omitted: [] },
    };
    project.append("a", { type: "git", git });
    await catalog.refresh(["a"]);
    await catalog.setReachable([]);
    const { viewId } = await catalog.openView({ ...everything, group: "commit", filter: "id = a" });
    const { rows } = await catalog.readRows({ viewId, start: 0, end: 1, columns: [] });
    expect(rows).toMatchObject([{ kind: "group", label: "abcdef1", isOrphaned: true }]);
  });

  it("gives up on a thread that keeps dying", async () => {
    const missing = startRunCatalog({
      root: project.root,
      workerPath: `${workerPath}.missing`,
      log: silentLog,
    });
    try {
      await expect(missing.columns()).rejects.toMatchObject({ code: "index-worker-died" });
      await waitFor(
        () =>
          missing.columns().then(
            () => false,
            (error: unknown) => String(error).includes("Try again"),
          ),
        { label: "gave up" },
      );
    } finally {
      missing.dispose();
    }
  });

  it("rejects what was asked before it was disposed, and after", async () => {
    const asked = catalog.columns();
    catalog.dispose();
    await expect(asked).rejects.toThrow("cancelled");
    await expect(catalog.columns()).rejects.toThrow("cancelled");
  });
});
