import { describe, expect, it } from "vitest";
import { summarize } from "../../../src/core/runs/series.ts";
import { compareRuns, deltaText, filterRows, meanText } from "../../../webview/runs/compareRows.ts";
import { createRun } from "../runs/createRun.ts";

function metric(last: number) {
  const one = Float64Array.of(last);
  return summarize({ steps: Float64Array.of(0), times: Float64Array.of(0), values: one });
}

const runs = [
  createRun({ params: { lr: "1", seed: "1" }, metrics: { val_acc: metric(0.9), x: metric(1) } }),
  createRun({ params: { lr: "1", seed: "2" }, metrics: { val_acc: metric(0.92), x: metric(1) } }),
  createRun({ params: { lr: "1" }, metrics: { val_acc: metric(0.94), loss: metric(NaN) } }),
];
const rows = compareRuns(runs).flatMap((section) => section.rows);
const rowOf = (label: string) => rows.find((row) => row.label === label)!;

describe("compareRuns", () => {
  it("marks the best where the name tells which way is better", () => {
    expect([...rowOf("val_acc").best]).toEqual([2]);
    expect([...rowOf("x").best]).toEqual([]);
    expect([...rowOf("loss").best]).toEqual([]);
  });

  it("knows what differs; what is missing does", () => {
    expect(rowOf("lr").isDiffering).toBe(false);
    expect(rowOf("seed").isDiffering).toBe(true);
    expect(rowOf("x").isDiffering).toBe(true);
  });

  it("is filtered by words and by difference", () => {
    const labels = (search: string, onlyDiffering: boolean) =>
      filterRows(rows, { search, onlyDiffering }).map(({ label }) => label);
    expect(labels("ACC val", true)).toEqual(["val_acc"]);
    expect(labels("lr", true)).toEqual([]);
    expect(labels("lr", false)).toEqual(["lr"]);
  });
});

it.each([
  [1, "+0.02"],
  [2, "−0.5"],
  [3, "±0"],
  [4, null],
  [0, null],
])("the difference of run %d from the baseline is %s", (index, text) => {
  expect(deltaText([0.9, 0.92, 0.4, 0.9, NaN], index, 0)).toBe(text);
});

describe("meanText", () => {
  it("is the mean and half of its interval", () => {
    expect(meanText([0.9, 0.92, 0.94])?.text).toBe("0.92 ± 0.05");
    expect(meanText([0.9, 0.92, 0.94])?.title).toContain("Mean of 3 runs");
  });

  it("has no interval of one value, and is none of none", () => {
    expect(meanText([2, NaN])?.text).toBe("2");
    expect(meanText([NaN])).toBeNull();
  });
});
