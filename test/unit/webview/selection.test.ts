import { describe, expect, it } from "vitest";
import { gestureOf, select } from "../../../webview/table/selection.ts";

const start = { ids: new Set(["a", "b"]), anchorId: "a" };

describe("select", () => {
  it.each([
    { gesture: "only", id: "c", range: ["c"], ids: ["c"], anchorId: "c" },
    { gesture: "toggle", id: "b", range: ["b"], ids: ["a"], anchorId: "b" },
    { gesture: "toggle", id: "c", range: ["c"], ids: ["a", "b", "c"], anchorId: "c" },
    { gesture: "range", id: "d", range: ["c", "d"], ids: ["c", "d"], anchorId: "a" },
    { gesture: "addRange", id: "d", range: ["c", "d"], ids: ["a", "b", "c", "d"], anchorId: "a" },
  ] as const)("$gesture on $id", ({ gesture, id, range, ids, anchorId }) => {
    const next = select(start, gesture, id, range);
    expect([...next.ids]).toEqual(ids);
    expect(next.anchorId).toBe(anchorId);
    expect([...start.ids]).toEqual(["a", "b"]);
  });
});

describe("gestureOf", () => {
  it.each([
    [{}, "only"],
    [{ ctrlKey: true }, "toggle"],
    [{ metaKey: true }, "toggle"],
    [{ shiftKey: true }, "range"],
    [{ shiftKey: true, metaKey: true }, "addRange"],
  ])("of %j", (keys, gesture) => {
    expect(gestureOf({ shiftKey: false, ctrlKey: false, metaKey: false, ...keys })).toBe(gesture);
  });
});
