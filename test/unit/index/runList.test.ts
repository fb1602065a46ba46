import { expect, test } from "vitest";
import { Emitter } from "../../../src/base/events.ts";
import { silentLog } from "../../../src/base/logging.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { RunList } from "../../../src/platform/index/runList.ts";
import { createRun, metric } from "../runs/createRun.ts";

/** A catalog by hand: what it holds may be changed, and it counts what is asked of it. */
function createSource(initial: readonly Run[]) {
  const runs = new Map(initial.map((run) => [run.id, run]));
  const changes = new Emitter<{
    readonly runIds: readonly string[];
    readonly areColumnsChanged: boolean;
  }>();
  const asked: string[][] = [];
  return {
    asked,
    runs,
    change: (...runIds: string[]) => changes.fire({ runIds, areColumnsChanged: false }),
    restart: () => changes.fire({ runIds: [], areColumnsChanged: true }),
    source: {
      onDidChange: changes.event,
      openView: () =>
        Promise.resolve({
          viewId: 1,
          revision: 1,
          rowCount: runs.size,
          runCount: runs.size,
          totalRunCount: runs.size,
          filterError: null,
        }),
      readRows: () =>
        Promise.resolve({
          rows: [...runs.values()].map((run) => ({
            kind: "run" as const,
            id: run.id,
            name: run.name,
            status: run.status,
            depth: 0,
            isDirty: false,
            source: "sextant",
            location: null,
            isCommitGuess: false,
            updatedAt: expect.any(Number) as number,
            hasCode: false,
            childCount: 0,
            isCollapsed: false,
            cells: [],
          })),
        }),
      runs: (ids: readonly string[]) => {
        asked.push([...ids]);
        return Promise.resolve(ids.flatMap((id) => runs.get(id) ?? []));
      },
    },
  };
}

function createList(initial: readonly Run[]) {
  const made = createSource(initial);
  const settings = { keyMetric: "" };
  const list = new RunList({
    source: made.source,
    keyMetric: () => settings.keyMetric,
    log: silentLog,
  });
  const nextChange = () =>
    new Promise<readonly string[]>((resolve) => {
      const subscription = list.onDidChange(({ runIds }) => {
        subscription.dispose();
        resolve(runIds);
      });
    });
  return { ...made, list, settings, nextChange };
}

test("nothing is read before it is asked for", () => {
  const { asked, change, list } = createList([createRun({ id: "a" })]);
  change("a");
  expect(asked).toEqual([]);
  expect(list.isLoaded()).toBe(false);
});

test("many runs are read in portions, once", async () => {
  const { asked, list } = createList(
    Array.from({ length: 600 }, (_, index) => createRun({ id: `r${index}` })),
  );
  await Promise.all([list.load(), list.load()]);
  await list.load();
  expect(asked.map((ids) => ids.length)).toEqual([250, 250, 100]);
  expect(list.all()).toHaveLength(600);
});

test("a change reads only what changed", async () => {
  const { asked, change, list, nextChange, runs } = createList([
    createRun({ id: "a" }),
    createRun({ id: "b", name: "before" }),
  ]);
  await list.load();
  asked.length = 0;
  runs.set("b", createRun({ id: "b", name: "after" }));
  const changed = nextChange();
  change("b");
  expect(await changed).toEqual(["b"]);
  expect(asked).toEqual([["b"]]);
  expect(list.get("b")?.name).toBe("after");
});

test("runs that are deleted or gone leave the list, and come back", async () => {
  const { change, list, nextChange, runs } = createList([
    createRun({ id: "a" }),
    createRun({ id: "b" }),
  ]);
  await list.load();
  runs.set("a", createRun({ id: "a", isDeleted: true }));
  runs.delete("b");
  let changed = nextChange();
  change("a", "b");
  await changed;
  expect(list.all()).toEqual([]);
  runs.set("a", createRun({ id: "a" }));
  changed = nextChange();
  change("a");
  await changed;
  expect(list.all().map((run) => run.id)).toEqual(["a"]);
});

test("reading anew takes another key metric and drops what is gone", async () => {
  const metrics = { val_acc: metric(0.9), loss: metric(0.1) };
  const { list, runs, settings } = createList([
    createRun({ id: "a", metrics }),
    createRun({ id: "b" }),
  ]);
  await list.load();
  settings.keyMetric = "loss";
  runs.delete("b");
  await list.reload();
  expect(list.get("a")?.keyMetric?.name).toBe("loss");
  expect(list.get("b")).toBeUndefined();
});

test("a failed first reading is tried again", async () => {
  const { list, source } = createList([createRun({ id: "a" })]);
  const readRows = source.readRows;
  source.readRows = () => Promise.reject(new Error("busy"));
  await expect(list.load()).rejects.toThrow("busy");
  source.readRows = readRows;
  await list.load();
  expect(list.all()).toHaveLength(1);
});

test("after a restart of the catalog everything is read anew", async () => {
  const { list, nextChange, restart, runs } = createList([createRun({ id: "a" })]);
  await list.load();
  runs.set("b", createRun({ id: "b" }));
  const changed = nextChange();
  restart();
  expect(await changed).toEqual(["a", "b"]);
  expect(list.all()).toHaveLength(2);
});

test("a change without runs, such as of commits that branches reach, reads nothing", async () => {
  const { asked, change, list } = createList([createRun({ id: "a" })]);
  await list.load();
  asked.length = 0;
  change();
  await Promise.resolve();
  expect(asked).toEqual([]);
});

test("one run is read as the catalog knows it now, before any change was told", async () => {
  const { list, runs } = createList([createRun({ id: "a", status: "running" })]);
  await list.load();
  runs.set("a", createRun({ id: "a", status: "finished" }));
  expect((await list.read("a"))?.status).toBe("finished");
  runs.delete("a");
  expect(await list.read("a")).toBeUndefined();
});
