import { afterAll, describe, expect, test } from "vitest";
import { runId, snapshot } from "./snapshotCheck.ts";
import { createRepository, removeFolders, type TestRepository } from "./testRepository.ts";

afterAll(removeFolders);

const hidings = {
  "skip-worktree": ["--skip-worktree"],
  "assume-unchanged": ["--assume-unchanged"],
  both: ["--skip-worktree", "--assume-unchanged"],
};

/** Two commits, and a change that git was told not to look at. */
function prepare(flags: readonly string[], change: (repo: TestRepository) => void) {
  const repo = createRepository();
  repo.write("config.py", "first\n");
  repo.write("train.py", "1\n");
  const first = repo.commit();
  repo.write("config.py", "second\n");
  const second = repo.commit();
  for (const flag of flags) repo.git("update-index", flag, "config.py");
  change(repo);
  return { repo, first, second };
}

describe.each(Object.entries(hidings))("a file hidden from git by %s", (_name, flags) => {
  const mine = (repo: TestRepository): void => repo.write("config.py", "mine\n");

  test("is in the snapshot as it is, and the index keeps hiding it", async () => {
    const { repo } = prepare(flags, mine);
    const before = repo.state();
    const tags = repo.git("ls-files", "-v");
    const state = await snapshot(repo);
    expect(state.isDirty).toBe(true);
    expect(repo.tree(state.snapshot!)).toEqual({ "config.py": "mine\n", "train.py": "1\n" });
    expect(repo.state()).toEqual(before);
    expect(repo.git("ls-files", "-v")).toBe(tags);
  });

  test("that nobody changed makes nothing dirty", async () => {
    const { repo, second } = prepare(flags, () => undefined);
    expect(await snapshot(repo)).toMatchObject({ isDirty: false, snapshot: second });
    expect(repo.git("rev-parse", `refs/sextant/runs/${runId}`).trim()).toBe(second);
  });

  test("is not overwritten by a restore in place unless a backup has it", async () => {
    const { repo, first } = prepare(flags, mine);
    const repository = await repo.open();
    await expect(repository.restoreInPlace(first)).rejects.toMatchObject({
      code: "uncommitted-changes",
    });
    expect(repo.read("config.py")).toBe("mine\n");
    const { backup } = await repository.restoreInPlace(first, { overwrite: true });
    expect(repo.read("config.py")).toBe("first\n");
    expect(repo.tree(backup!.commit)["config.py"]).toBe("mine\n");
  });

  test("differs in a diff with the working tree", async () => {
    const { repo, second } = prepare(flags, mine);
    const repository = await repo.open();
    expect(await repository.changedFiles({ commit: second }, "working-tree")).toMatchObject([
      { status: "modified", path: "config.py" },
    ]);
  });
});

test("what a sparse checkout leaves out stays in the snapshot", async () => {
  const repo = createRepository();
  repo.write("kept/a", "1");
  repo.write("left/b", "1");
  const head = repo.commit();
  repo.git("sparse-checkout", "set", "kept");
  expect(repo.has("left/b")).toBe(false);
  expect(await snapshot(repo)).toMatchObject({ isDirty: false, snapshot: head });
  repo.write("kept/a", "2");
  const state = await snapshot(repo);
  expect(repo.tree(state.snapshot!)).toEqual({ "kept/a": "2", "left/b": "1" });
});
