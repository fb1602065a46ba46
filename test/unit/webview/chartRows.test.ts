import { describe, expect, it } from "vitest";
import { chartRows, columnsIn, openGroups, withGroup } from "../../../webview/charts/chartRows.ts";

const group = (name: string, count: number) => ({
  name,
  metrics: Array.from({ length: count }, (_, index) => `${name}/${index}`),
});
const none = { foldedGroups: [], unfoldedGroups: [] };

describe("openGroups", () => {
  it("opens groups until enough charts are open", () => {
    const groups = [group("a", 20), group("b", 20), group("c", 1), group("d", 900)];
    expect([...openGroups(groups, none)]).toEqual(["a", "b"]);
  });

  it("always opens the first, and what the user says", () => {
    const groups = [group("a", 3000), group("b", 2)];
    expect([...openGroups(groups, none)]).toEqual(["a"]);
    const folding = withGroup(withGroup(none, "b", true), "a", false);
    expect([...openGroups(groups, folding)]).toEqual(["b"]);
    expect([...openGroups(groups, withGroup(folding, "a", true))]).toEqual(["a", "b"]);
  });
});

describe("chartRows", () => {
  it("has a title for each group and the charts of those that are open", () => {
    const rows = chartRows([group("a", 3), group("b", 2)], new Set(["a"]), 2);
    expect(rows).toEqual([
      { kind: "title", group: "a", count: 3, isOpen: true },
      { kind: "cards", metrics: ["a/0", "a/1"] },
      { kind: "cards", metrics: ["a/2"] },
      { kind: "title", group: "b", count: 2, isOpen: false },
    ]);
  });

  it("needs no title where all belong together", () => {
    expect(chartRows([group("", 1)], new Set(), 2)).toEqual([{ kind: "cards", metrics: ["/0"] }]);
  });
});

it.each([
  [0, 1],
  [529, 1],
  [530, 2],
  [2000, 7],
])("%d px hold %d charts side by side", (width, count) => {
  expect(columnsIn(width)).toBe(count);
});
