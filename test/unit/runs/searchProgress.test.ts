import { expect, test } from "vitest";
import { describeProgress, sumProgress } from "../../../src/core/runs/searchProgress.ts";

test("progress in words", () => {
  expect(describeProgress({ folderCount: 12_000, foundCount: 340, readCount: 120 })).toBe(
    "Looking for runs: 12,000 folders, 340 found, 120 read",
  );
  expect(describeProgress({ folderCount: 1, foundCount: 0, readCount: 0 })).toContain("1 folder,");
});

test("several projects count together; those that are done do not count", () => {
  const part = { folderCount: 2, foundCount: 1, readCount: 0 };
  expect(sumProgress([null, part, part])).toEqual({ folderCount: 4, foundCount: 2, readCount: 0 });
  expect(sumProgress([null, null])).toBeNull();
  expect(sumProgress([])).toBeNull();
});
