import { describe, expect, it } from "vitest";
import { commandOf } from "../../../webview/table/tableKeys.ts";

const key = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const row = { isHeader: false, canFold: false, canUnfold: false };
const header = { ...row, isHeader: true };

describe("commandOf", () => {
  it.each([
    [{ key: "ArrowDown" }, row, { kind: "moveRow", by: 1, isExtending: false }],
    [{ key: "ArrowUp", shiftKey: true }, row, { kind: "moveRow", by: -1, isExtending: true }],
    [{ key: "PageDown" }, row, { kind: "page", direction: 1, isExtending: false }],
    [{ key: "End" }, row, { kind: "moveTo", edge: "last", isExtending: false }],
    [{ key: "ArrowRight" }, row, { kind: "moveColumn", by: 1 }],
    [{ key: "ArrowRight" }, { ...row, canUnfold: true }, { kind: "fold", isFolding: false }],
    [{ key: "ArrowLeft" }, { ...row, canFold: true }, { kind: "fold", isFolding: true }],
    [{ key: " " }, row, { kind: "toggle" }],
    [{ key: "Enter" }, row, { kind: "open" }],
    [{ key: "a", ctrlKey: true }, row, { kind: "selectAll" }],
    [{ key: "A", metaKey: true }, row, { kind: "selectAll" }],
    [{ key: "F10", shiftKey: true }, row, { kind: "menu" }],
    [{ key: "Enter", shiftKey: true }, header, { kind: "sort", isAdding: true }],
    [{ key: "ArrowLeft", altKey: true }, header, { kind: "shiftColumn", direction: -1 }],
    [{ key: "ArrowRight", ctrlKey: true }, header, { kind: "resizeColumn", direction: 1 }],
    [{ key: "ArrowDown" }, header, { kind: "moveRow", by: 1, isExtending: false }],
    [{ key: "a" }, row, null],
    [{ key: "Tab" }, row, null],
  ])("%j", (pressed, place, command) => {
    expect(commandOf({ ...key, ...pressed }, place)).toEqual(command);
  });
});
