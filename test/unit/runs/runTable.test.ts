import { describe, expect, it } from "vitest";
import type { Run } from "../../../src/core/runs/run.ts";
import { RunTable } from "../../../src/core/runs/table/runTable.ts";
import type { ViewQuery, ViewRow } from "../../../src/core/runs/view.ts";
import { createRun } from "./runFixture.ts";

const everything: ViewQuery = { filter: "", search: "", sort: [], group: "none", collapsed: [] };

function tableOf(runs: readonly Run[]): RunTable {
  const table = new RunTable();
  for (const run of runs) table.upsert(run);
  return table;
}

function rowsOf(table: RunTable, query: Partial<ViewQuery>, columns: string[] = []) {
  const { viewId, rowCount } = table.openView({ ...everything, ...query }, 0);
  return table.readRows({ viewId, start: 0, end: rowCount, columns }).rows;
}

/** `a` a run, `-b` its child, `[x 2]` a group of two. */
function outline(rows: readonly ViewRow[]): string {
  return rows
    .map((row) => {
      if (row.kind === "run") return "-".repeat(row.depth) + row.id + (row.isCollapsed ? "+" : "");
      return `[${row.label} ${row.runCount}${row.isCollapsed ? " +" : ""}${row.isOrphaned ? " orphaned" : ""}]`;
    })
    .join(" ");
}

describe("sorting", () => {
  const table = tableOf([
    createRun({ id: "a", name: "run-10", startTime: 1, metrics: { m: 2 }, params: { p: "10" } }),
    createRun({ id: "b", name: "run-9", startTime: 2, metrics: { m: NaN }, params: { p: "x" } }),
    createRun({ id: "c", name: "Run-8", startTime: 3, params: {} }),
    createRun({
      id: "d",
      name: "run-11",
      startTime: 4,
      metrics: { m: -Infinity },
      params: { p: "9" },
    }),
    createRun({ id: "e", name: "run-9", startTime: 5, metrics: { m: 2 }, params: { p: "nan" } }),
  ]);
  const cases: readonly [sort: string, expected: string][] = [
    ["", "e d c b a"],
    ["metrics.m:ascending", "d e a b c"],
    ["metrics.m:descending", "e a d b c"],
    ["metrics.m@min:ascending", "d e a b c"],
    ["params.p:ascending", "d a b e c"],
    ["params.p:descending", "a d b e c"],
    ["name:ascending", "c e b a d"],
    ["metrics.m:ascending name:descending", "d a e b c"],
    ["startTime:ascending", "a b c d e"],
    ["metrics.unknown:ascending", "e d c b a"],
  ];
  it.each(cases)("%s", (text, expected) => {
    const sort = text
      .split(" ")
      .filter(Boolean)
      .map((part) => {
        const [column = "", direction] = part.split(":");
        return { column, direction: direction as "ascending" | "descending" };
      });
    expect(outline(rowsOf(table, { sort }))).toBe(expected);
  });
});

describe("groups and nesting", () => {
  const at = (commit: string, committedAt: number) => ({
    git: { commit, committedAt, branch: "main", subject: `S ${commit}`, author: "Ada" },
  });
  const runs = [
    createRun({
      id: "a",
      startTime: 1,
      ...at("1111111aaaa", 100),
      experiment: "E",
      metrics: { m: 1 },
    }),
    createRun({
      id: "b",
      startTime: 2,
      parentId: "a",
      ...at("1111111aaaa", 100),
      metrics: { m: 9 },
    }),
    createRun({ id: "c", startTime: 3, parentId: "b", metrics: { m: 8 } }),
    createRun({ id: "d", startTime: 4, ...at("2222222bbbb", 200), metrics: { m: 0 } }),
    createRun({ id: "e", startTime: 5, metrics: { m: 5 } }),
    createRun({ id: "x", startTime: 6, parentId: "y", experiment: "Ring" }),
    createRun({ id: "y", startTime: 7, parentId: "x", experiment: "Ring" }),
  ];
  const table = tableOf(runs);
  const cases: readonly [name: string, query: Partial<ViewQuery>, expected: string][] = [
    ["a tree", {}, "y x e d a -b --c"],
    ["a folded tree", { collapsed: ["b"] }, "y x e d a -b+"],
    ["folded at the top", { collapsed: ["a"] }, "y x e d a+"],
    [
      "sorted, still nested",
      { sort: [{ column: "metrics.m", direction: "descending" }] },
      "e a -b --c d y x",
    ],
    ["under the nearest parent that is shown", { filter: "id in (a, c)" }, "a -c"],
    ["at the top when no parent is shown", { filter: "id in (b, c)" }, "b -c"],
    [
      "by commit, newest first",
      { group: "commit" },
      "[2222222 1] d [1111111 3] a -b --c [No commit 3] y x e",
    ],
    [
      "by commit, folded",
      { group: "commit", collapsed: ["commit:1111111aaaa"] },
      "[2222222 1] d [1111111 3 +] [No commit 3] y x e",
    ],
    [
      "by commit, in a chosen order",
      { group: "commit", sort: [{ column: "metrics.m", direction: "descending" }] },
      "[No commit 3] e y x [1111111 3] a -b --c [2222222 1] d",
    ],
    ["by experiment", { group: "experiment" }, "[Ring 2] y x [Default 2] e d [E 3] a -b --c"],
  ];
  it.each(cases)("%s", (_name, query, expected) => {
    expect(outline(rowsOf(table, query))).toBe(expected);
  });

  it("describes a commit, and marks one that no branch reaches", () => {
    const [first] = rowsOf(table, { group: "commit" });
    expect(first).toMatchObject({
      subject: "S 2222222bbbb",
      author: "Ada",
      branch: "main",
      time: 200,
    });
    const marked = tableOf(runs);
    marked.setReachable(new Set(["1111111aaaa"]));
    expect(outline(rowsOf(marked, { group: "commit" }))).toContain("[2222222 1 orphaned]");
  });
});

describe("views", () => {
  const runs = Array.from({ length: 10 }, (_, index) =>
    createRun({
      id: `r${index}`,
      startTime: index,
      params: { p: String(index), q: "x" },
      note: index === 3 ? "Sharp eyes" : "",
    }),
  );

  it("hand out pages with only the columns that were asked for", () => {
    const table = tableOf(runs);
    const { viewId } = table.openView(everything, 0);
    const { rows } = table.readRows({
      viewId,
      start: 2,
      end: 4,
      columns: ["params.p", "metrics.no", "nonsense", "name"],
    });
    expect(rows.map((row) => (row.kind === "run" ? row.cells : []))).toEqual([
      ["7", null, null, "r7"],
      ["6", null, null, "r6"],
    ]);
  });

  it.each([
    ["eyes SHARP", "r3"],
    ["r5", "r5"],
    ["r5 x", "r5"],
    ["r5 r6", ""],
    ["nothing", ""],
  ])("search %s", (search, expected) => {
    expect(outline(rowsOf(tableOf(runs), { search }))).toBe(expected);
  });

  it("search texts one by one, whatever is in them", () => {
    const texts = ["ab", "b\0c", "", "xbx", "c", "b\0", "\0"];
    const table = tableOf(texts.map((p, index) => createRun({ id: `r${index}`, params: { p } })));
    for (const part of ["b", "c", "\0", "b\0", "b\0c", "bx", "\0x", "xb", "zz", "ab\0b"]) {
      const found = rowsOf(table, { filter: `"${part}"` }).map(({ id }) => id);
      const wanted = texts.flatMap((text, index) => (text.includes(part) ? [`r${index}`] : []));
      expect(found.sort(), JSON.stringify(part)).toEqual(wanted);
    }
  });

  it("show present values, keep their order, and are stale after a removal", () => {
    const table = tableOf(runs);
    const { viewId, revision } = table.openView(everything, 0);
    table.upsert(createRun({ id: "r9", startTime: 0, params: { p: "new" } }));
    const read = () =>
      table.readRows({ viewId, start: 0, end: 1, columns: ["params.p", "params.q"] });
    expect(read()).toMatchObject({ isStale: false, rows: [{ id: "r9", cells: ["new", null] }] });
    expect(read().revision).toBeGreaterThan(revision);
    table.remove("r0");
    expect(read()).toMatchObject({ isStale: true, rows: [] });
    expect(table.openView(everything, 0)).toMatchObject({ runCount: 9, totalRunCount: 9 });
  });

  it("list columns with how many runs have them, and whether all are numbers", () => {
    const table = tableOf(runs);
    table.upsert(createRun({ id: "r0", params: { p: "text" }, metrics: { m: 1 } }));
    const columns = Object.fromEntries(table.columns().map((column) => [column.id, column]));
    expect(columns["params.p"]).toMatchObject({
      kind: "param",
      label: "p",
      count: 10,
      isNumeric: false,
    });
    expect(columns["params.q"]).toMatchObject({ count: 9 });
    expect(columns["metrics.m"]).toMatchObject({ count: 1, isNumeric: true });
    table.remove("r0");
    const after = Object.fromEntries(table.columns().map((column) => [column.id, column]));
    expect(after["params.p"]).toMatchObject({ count: 9, isNumeric: true });
    expect(after["metrics.m"]).toBeUndefined();
  });
});

describe("columns that do not differ", () => {
  const table = tableOf([
    createRun({ id: "a", name: "x", params: { lr: "1", seed: "1" }, metrics: { loss: NaN } }),
    createRun({ id: "b", name: "y", params: { lr: "1", seed: "2" }, metrics: { loss: NaN } }),
    createRun({ id: "c", name: "z", params: { lr: "2" }, metrics: { loss: NaN, acc: 1 } }),
  ]);
  const differing = (query: Partial<ViewQuery> | null) => {
    const view = query === null ? null : table.openView({ ...everything, ...query }, 0).viewId;
    const uniform = new Set(table.uniformColumns(view));
    const ids = table.columns().map(({ id }) => id);
    return ids.filter((id) => !uniform.has(id) && /^(params|metrics)/.test(id));
  };

  it("are told among all runs; a value that is missing differs, NaN is itself", () => {
    expect(differing(null)).toEqual(["params.lr", "params.seed", "metrics.acc"]);
  });

  it("are told among the runs of a view, folded ones too", () => {
    expect(differing({ filter: "params.lr = 1" })).toEqual(["params.seed"]);
    const folded = { group: "experiment", collapsed: ["experiment:Default"] } as const;
    expect(differing(folded)).toEqual(differing(null));
  });

  it("are none of a single run", () => {
    expect(differing({ filter: "name = 'x'" })).toContain("params.lr");
  });
});

it("tells which runs had uncommitted changes", () => {
  const table = tableOf([
    createRun({ id: "clean", git: { isDirty: false } }),
    createRun({ id: "dirty", git: { isDirty: true } }),
    createRun({ id: "outside" }),
  ]);
  const rows = rowsOf(table, { sort: [{ column: "id", direction: "ascending" }] });
  expect(rows.map((row) => row.kind === "run" && row.isDirty)).toEqual([false, true, false]);
});
