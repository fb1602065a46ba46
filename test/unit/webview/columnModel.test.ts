import { describe, expect, it } from "vitest";
import type { Column, ColumnId, ColumnKind } from "../../../src/core/runs/view.ts";
import { nextSort } from "../../../webview/table/columnMenu.ts";
import {
  arrangeColumns,
  isShown,
  moveColumn,
  splitRollup,
  withColumnShown,
  type ColumnLayout,
} from "../../../webview/table/columnModel.ts";
import { withDefaults } from "../../../webview/table/defaultColumns.ts";

const plain: ColumnLayout = { order: [], hidden: [], pinned: [], widths: {}, rollups: {} };

function column(id: string, kind: ColumnKind, isNumeric = true): Column {
  return { id, kind, label: id.replace(/^[a-z]+\./, ""), count: 1, isNumeric };
}

const columns = withDefaults(
  [
    column("id", "attribute", false),
    column("params.lr", "param"),
    column("metrics.loss", "metric"),
    column("metrics.system/cpu_percent", "metric"),
    column("name", "attribute", false),
    column("tags.team", "tag", false),
    column("status", "attribute", false),
  ],
  new Set(),
);

const idsOf = (layout: ColumnLayout) => {
  const { pinned, scrolling } = arrangeColumns(columns, layout);
  return [pinned.map(({ id }) => id), scrolling.map(({ id }) => id)];
};

describe("arrangeColumns", () => {
  it("puts the name first and leaves out what matters rarely", () => {
    expect(idsOf(plain)).toEqual([["name"], ["status", "metrics.loss", "params.lr"]]);
  });

  it("follows order, pins, hidden columns and roll-ups of the layout", () => {
    const layout: ColumnLayout = {
      order: ["params.lr", "tags.team"],
      hidden: ["status", "name"],
      pinned: ["metrics.loss"],
      widths: { "metrics.loss": 60 },
      rollups: { "metrics.loss": "min" },
    };
    expect(idsOf(layout)).toEqual([
      ["name", "metrics.loss@min"],
      ["params.lr", "tags.team"],
    ]);
    const { pinned, pinnedWidth } = arrangeColumns(columns, layout);
    expect(pinned[1]).toMatchObject({ left: 190, width: 60, rollup: "min" });
    expect(pinnedWidth).toBe(250);
  });
});

describe("withDefaults", () => {
  const shownOf = (ids: readonly string[], uniform: readonly ColumnId[]) => {
    const kinds = new Map([
      ["params", "param"],
      ["metrics", "metric"],
    ] as const);
    const given = ids.map((id) =>
      column(id, kinds.get(id.split(".")[0] as "params") ?? "attribute", false),
    );
    const { scrolling } = arrangeColumns(withDefaults(given, new Set(uniform)), plain);
    return scrolling.map(({ id }) => id);
  };

  it("shows held-out measures first, then parameters that differ", () => {
    const ids = ["params.epochs", "params.lr", "metrics.loss", "metrics.val_loss", "status"];
    expect(shownOf(ids, ["params.epochs"])).toEqual([
      "status",
      "metrics.val_loss",
      "metrics.loss",
      "params.lr",
    ]);
  });

  it("shows metrics that runs share before what one run of ten logged", () => {
    const given = ["metrics.eval_acc", "metrics.train_loss", "metrics.system/cpu"].map((id) => ({
      ...column(id, "metric", true),
      count: id === "metrics.eval_acc" ? 1 : 10,
    }));
    const { scrolling } = arrangeColumns(withDefaults(given, new Set()), plain);
    expect(scrolling.map(({ id }) => id)).toEqual(["metrics.train_loss", "metrics.eval_acc"]);
  });

  it("puts parameters before the many other metrics", () => {
    const layers = Array.from({ length: 20 }, (_, index) => `metrics.layer_${index}`);
    const shown = shownOf([...layers, "params.lr", "metrics.test_acc"], []);
    expect(shown.indexOf("metrics.test_acc")).toBe(0);
    expect(shown.indexOf("params.lr")).toBe(8);
    expect(shown).toHaveLength(22);
  });
});

describe("columns that are turned on, off and moved", () => {
  it("turns a column on that is off by default, and off again", () => {
    const on = { ...plain, ...withColumnShown(plain, "tags.team", true) };
    const tag = columns.find(({ id }) => id === "tags.team")!;
    expect(isShown(tag, on)).toBe(true);
    expect(isShown(tag, { ...on, ...withColumnShown(on, "tags.team", false) })).toBe(false);
  });

  it.each([
    ["params.lr", "status", ["name", "params.lr", "status", "metrics.loss"]],
    ["status", null, ["name", "metrics.loss", "params.lr", "status"]],
  ])("moves %s before %s", (id, before, order) => {
    expect(moveColumn(columns, plain, id, before)).toEqual(order);
  });
});

describe("splitRollup", () => {
  it.each([
    ["metrics.loss@min", ["metrics.loss", "min"]],
    ["metrics.p@k", ["metrics.p@k", null]],
    ["metrics.p@k@max", ["metrics.p@k", "max"]],
    ["params.a@min", ["params.a@min", null]],
  ])("of %s", (id, parts) => {
    expect(splitRollup(id)).toEqual(parts);
  });
});

describe("nextSort", () => {
  const loss = arrangeColumns(columns, plain).scrolling[1]!;

  it("goes from the best first, to the worst first, to none", () => {
    const once = nextSort([], loss, false);
    const twice = nextSort(once, loss, false);
    expect(once).toEqual([{ column: "metrics.loss", direction: "ascending" }]);
    expect(twice).toEqual([{ column: "metrics.loss", direction: "descending" }]);
    expect(nextSort(twice, loss, false)).toEqual([]);
  });

  it("starts with the greatest where the name does not tell what is better", () => {
    const count = { ...loss, id: "metrics.loss@count", rollup: "count" } as const;
    expect(nextSort([], count, false)[0]?.direction).toBe("descending");
    expect(nextSort([], { ...loss, label: "lr" }, false)[0]?.direction).toBe("descending");
  });

  it("keeps the other columns when it adds, and forgets them when it does not", () => {
    const other = { column: "params.lr", direction: "ascending" } as const;
    expect(nextSort([other], loss, true)).toHaveLength(2);
    expect(nextSort([other], loss, false)).toHaveLength(1);
  });
});
