import { expect, it } from "vitest";
import { findOwner, withOwner, type RunOwner } from "../../../src/core/runs/runOwners.ts";
import { createSourceRun } from "../../../src/core/runs/sourceRun.ts";

const owner: RunOwner = { id: "a", startTime: 100_000, endTime: 200_000, cwd: ".", git: null };

function outside(path: string, times: { startTime?: number; updatedAt?: number }) {
  const run = createSourceRun({ id: "x", name: "x", source: "tensorboard", path, key: null });
  return { ...run, ...times };
}

it.each([
  ["began while it ran", outside("runs/x", { startTime: 150_000 }), "a"],
  ["has no start and was written while it ran", outside("runs/x", { updatedAt: 150_000 }), "a"],
  ["was written with its end", outside("runs/x", { updatedAt: 201_000 }), "a"],
  ["was written just before it began", outside("runs/x", { updatedAt: 99_000 }), undefined],
  ["began before it", outside("runs/x", { startTime: 50_000, updatedAt: 150_000 }), undefined],
  ["lies outside of the project", outside("/data/x", { startTime: 150_000 }), undefined],
  ["has no times", outside("runs/x", {}), undefined],
])("a run that %s", (_name, run, expected) => {
  expect(findOwner(run, [owner])?.id).toBe(expected);
});

it("tells of two that ran at once by the folder, or not at all", () => {
  const run = outside("sub/runs/x", { startTime: 150_000 });
  const elsewhere = { ...owner, id: "b", cwd: "other" };
  expect(findOwner(run, [owner, elsewhere])?.id).toBe("a");
  expect(findOwner(run, [owner, { ...owner, id: "c", cwd: "sub" }])).toBeUndefined();
});

it("gives it the code of its owner, as a guess", () => {
  const git = {
    ...{ commit: "c".repeat(40), branch: "main", remote: null, isDirty: true, snapshot: "s" },
    ...{ subject: "x", author: "y", committedAt: 1, prefix: "", omitted: [] },
  };
  const run = withOwner(outside("runs/x", { startTime: 150_000 }), [{ ...owner, git }]);
  expect(run).toMatchObject({ parentId: "a", git: { ...git, isGuess: true } });
});
