import { describe, expect, it, test } from "vitest";
import type { Column } from "../../../src/core/runs/view.ts";
import { describePlace } from "../../../src/core/runs/problemPlace.ts";
import { compareRuns } from "../../../webview/runs/compareRows.ts";
import { cellText, statusTitle } from "../../../webview/table/cellText.ts";
import { withDefaults } from "../../../webview/table/defaultColumns.ts";
import { rowMenuItems } from "../../../webview/table/rowMenu.ts";
import { createRun } from "../runs/runFixture.ts";

describe("the source column", () => {
  const source: Column = {
    ...{ id: "source", kind: "attribute", label: "source" },
    ...{ count: 2, isNumeric: false },
  };

  it.each([
    [source, new Set<string>(), true],
    [source, new Set(["source"]), false],
    [{ ...source, count: 1 }, new Set<string>(), false],
  ])("is there from the start when several sources are", (column, uniform, expected) => {
    expect(withDefaults([column], uniform)[0]?.isShownByDefault).toBe(expected);
  });

  it.each([
    ["tensorboard", "TensorBoard"],
    ["hydra, lightning, tensorboard", "Hydra +2"],
    ["later", "later"],
  ])("says of %s: %s", (cell, expected) => {
    const column = { baseId: "source", kind: "attribute", isNumeric: false } as const;
    expect(cellText(column, cell, 0)).toBe(expected);
  });
});

describe("the tooltip of a status", () => {
  it("says when something was last heard of a run that may go on", () => {
    expect(statusTitle("unknown", Date.UTC(2026, 0, 2))).toMatch(
      /^Unknown: .*\nLast write: .*2026/,
    );
    expect(statusTitle("unknown", null)).not.toContain("Last write");
    expect(statusTitle("finished", Date.UTC(2026, 0, 2))).toBe("Finished");
  });
});

describe("the menu of a run", () => {
  const labelsOf = (isOutside: boolean, runIds = ["a"]) =>
    rowMenuItems({ runIds, isRunning: true, hasCode: !isOutside, isOutside }, () => undefined).map(
      ({ label, isDisabled }) => (isDisabled === true ? `${label} off` : label),
    );

  it("of another tool offers only what makes sense", () => {
    expect(labelsOf(true)).toEqual([
      "Open Location",
      "Reveal in File Manager",
      "Diff Code with Working Tree (code not recorded) off",
      "Restore Code… (code not recorded) off",
      "Import",
      "Copy Id",
      "Export as CSV…",
      "Export as JSON…",
    ]);
  });

  it("of our own offers no location of others", () => {
    expect(labelsOf(false)).toContain("Stop Run");
    expect(labelsOf(false)).not.toContain("Open Location");
  });
});

describe("the comparison", () => {
  const own = createRun({ id: "own", git: { commit: "1".repeat(40), isDirty: false } });
  const outside = createRun({
    id: "outside",
    source: "hydra",
    sources: ["hydra", "tensorboard"],
    location: { path: "outputs/1", key: "7" },
    git: { commit: "2".repeat(40), isGuess: true },
  });
  const rows = compareRuns([own, outside]).flatMap(({ rows: all }) => all);
  const valuesOf = (label: string) => rows.find((row) => row.label === label)?.values;

  it.each([
    ["Source", ["Sextant", "Hydra, TensorBoard"]],
    ["Location", [null, "outputs/1 (7)"]],
    ["Commit", ["1111111111", "≈ 2222222222 (guessed)"]],
    ["Uncommitted changes", ["no", null]],
  ])("%s", (label, expected) => expect(valuesOf(label)).toEqual(expected));
});

test.each([
  [undefined, ""],
  [{ path: "a.csv" }, "a.csv"],
  [{ path: "a.csv", line: 0 }, "a.csv, line 1"],
  [{ path: "events.1", byteOffset: 40_213 }, "events.1, byte 40,213"],
])("the place %j", (location, expected) => expect(describePlace(location)).toBe(expected));
