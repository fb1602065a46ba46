import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { GitState } from "../../../src/core/runs/run.ts";
import {
  createRepository,
  removeFolders,
  temporaryFolder,
  TestRepository,
} from "./testRepository.ts";

afterAll(removeFolders);

async function snapshot(repo: TestRepository, limit?: number): Promise<GitState> {
  const repository = await repo.open();
  const options = { runId: "r", prefixRoot: repo.folder };
  return await repository.createSnapshot(
    limit === undefined ? options : { ...options, untrackedLimitBytes: limit },
  );
}

/** A repository whose snapshot has a changed, a new, a deleted and an omitted file. */
async function prepare(): Promise<{ repo: TestRepository; commit: string; files: object }> {
  const repo = createRepository();
  repo.write("train.py", "1\n");
  repo.write("gone.py", "1\n");
  repo.commit("first");
  repo.write("train.py", "2\n");
  repo.write("new/引数.yaml", "lr: 1\n");
  repo.write("big.bin", "x".repeat(2000));
  repo.remove("gone.py");
  const state = await snapshot(repo, 1000);
  const commit = state.snapshot ?? "";
  repo.git("reset", "-q", "--hard");
  repo.remove("new");
  repo.remove("big.bin");
  return { repo, commit, files: { "train.py": "2\n", "new/引数.yaml": "lr: 1\n" } };
}

describe("into a worktree", () => {
  test("has exactly the snapshot's files, and says what is missing", async () => {
    const { repo, commit, files } = await prepare();
    const before = repo.state();
    const folder = path.join(temporaryFolder(), "some where");
    const result = await (await repo.open()).restoreToWorktree(commit, folder);
    const restored = new TestRepository(folder);
    expect(repo.state()).toEqual(before);
    expect(restored.head()).toBe(commit);
    expect(restored.git("status", "--porcelain")).toBe("");
    expect(restored.tree("HEAD")).toEqual(files);
    expect(result.missing).toMatchObject([{ path: "big.bin", sizeBytes: 2000 }]);
    expect(result.nestedMissing).toEqual([]);
  });

  test("an empty folder will do, another will not; a folder named like an option", async () => {
    const { repo, commit } = await prepare();
    const parent = temporaryFolder();
    const repository = await repo.open();
    mkdirSync(path.join(parent, "empty"));
    await repository.restoreToWorktree(commit, path.join(parent, "empty"));
    await repository.restoreToWorktree(commit, path.join(parent, "-f"));
    await expect(
      repository.restoreToWorktree(commit, path.join(parent, "empty")),
    ).rejects.toMatchObject({ code: "restore-folder-taken" });
  });

  test("is complete although the working tree is sparse", async () => {
    const repo = createRepository();
    repo.write("in/a", "1");
    repo.write("out/b", "2");
    const head = repo.commit();
    repo.git("sparse-checkout", "set", "--cone", "in");
    const folder = path.join(temporaryFolder(), "tree");
    await (await repo.open()).restoreToWorktree(head, folder);
    expect(new TestRepository(folder).read("out/b")).toBe("2");
  });

  test("brings the submodules' snapshots along", async () => {
    const library = createRepository();
    library.write("lib.py", "1");
    library.commit();
    const repo = createRepository();
    repo.git("submodule", "--quiet", "add", library.folder, "lib");
    repo.commit();
    repo.write("lib/lib.py", "2");
    repo.git("init", "-q", "clone");
    repo.write("clone/x", "3");
    const { snapshot: commit } = await snapshot(repo);
    const folder = path.join(temporaryFolder(), "tree");
    const result = await (await repo.open()).restoreToWorktree(commit ?? "", folder);
    const restored = new TestRepository(folder);
    expect([restored.read("lib/lib.py"), restored.read("clone/x")]).toEqual(["2", "3"]);
    expect(result.nestedMissing).toEqual([]);
    repo.remove("clone");
    const again = await (await repo.open()).restoreToWorktree(commit ?? "", `${folder}2`);
    expect(again.nestedMissing).toEqual(["clone"]);
  });
});

describe("into a branch", () => {
  test("makes it at the snapshot and leaves everything else", async () => {
    const { repo, commit } = await prepare();
    const repository = await repo.open();
    const result = await repository.restoreToBranch(commit, "sextant/brave-otter");
    expect(repo.git("rev-parse", "sextant/brave-otter").trim()).toBe(commit);
    expect(repo.git("symbolic-ref", "--short", "HEAD").trim()).toBe("main");
    expect(result.missing).toHaveLength(1);
    await expect(repository.restoreToBranch(commit, "sextant/brave-otter")).rejects.toMatchObject({
      code: "branch-exists",
    });
  });

  test.each(["-d", "a..b", "", "a b", "x.lock", "@{-1}"])("refuses the name %j", async (name) => {
    const { repo, commit } = await prepare();
    await expect((await repo.open()).restoreToBranch(commit, name)).rejects.toMatchObject({
      code: "branch-name",
    });
  });

  test("a commit that is not here", async () => {
    const repo = createRepository();
    await expect((await repo.open()).restoreToBranch("1".repeat(40), "x")).rejects.toMatchObject({
      code: "commit-missing",
    });
  });
});

describe("in place", () => {
  test("a clean tree takes the snapshot's files; HEAD and index stay", async () => {
    const { repo, commit, files } = await prepare();
    const before = repo.state();
    const result = await (await repo.open()).restoreInPlace(commit);
    const { index, head, refs } = repo.state();
    expect({ index, head, refs }).toEqual({
      index: before["index"],
      head: before["head"],
      refs: before["refs"],
    });
    expect(result).toMatchObject({ backup: null, missing: [{ path: "big.bin" }] });
    const again = await snapshot(repo);
    expect(repo.tree(again.snapshot ?? "")).toEqual(files);
  });

  test.each<[string, (repo: TestRepository) => void]>([
    ["a changed file", (repo) => repo.write("train.py", "mine\n")],
    ["a deleted file", (repo) => repo.remove("gone.py")],
    [
      "a staged change",
      (repo) => {
        repo.write("train.py", "mine\n");
        repo.git("add", "-A");
      },
    ],
    ["an untracked file in the way", (repo) => repo.write("new/引数.yaml", "mine\n")],
    ["a file where a folder should be", (repo) => repo.write("new", "mine\n")],
    [
      "an ignored file in the way",
      (repo) => {
        repo.write(".git/info/exclude", "*.yaml\n");
        repo.write("new/引数.yaml", "mine\n");
      },
    ],
  ])("%s: refused, and untouched; with overwrite, kept as a commit", async (_name, change) => {
    const { repo, commit } = await prepare();
    change(repo);
    const before = repo.state();
    const own = await (await repo.open()).createSnapshot({ runId: "own", prefixRoot: repo.folder });
    const repository = await repo.open();
    await expect(repository.restoreInPlace(commit)).rejects.toMatchObject({
      code: "uncommitted-changes",
      message: expect.stringContaining("uncommitted work that would be overwritten: ") as string,
    });
    expect(repo.state()).toEqual(before);
    const { backup } = await repository.restoreInPlace(commit, { overwrite: true });
    expect(repo.read("train.py")).toBe("2\n");
    expect(repo.read("new/引数.yaml")).toBe("lr: 1\n");
    expect(repo.has("gone.py")).toBe(false);
    expect(backup?.ref).toMatch(/^refs\/sextant\/backup\/\d{14}-[0-9a-f]{6}$/);
    expect(repo.git("rev-parse", backup!.ref).trim()).toBe(backup?.commit);
    const kept = repo.tree(backup!.commit);
    expect(kept).toMatchObject(repo.tree(own.snapshot ?? ""));
    const isMine = Object.values(kept).includes("mine\n") || !("gone.py" in kept);
    expect(isMine).toBe(true);
  });

  test("untracked files that the snapshot does not have stay, and do not hinder", async () => {
    const { repo, commit } = await prepare();
    repo.write("notes.txt", "mine");
    const result = await (await repo.open()).restoreInPlace(commit);
    expect(result.backup).toBeNull();
    expect(repo.read("notes.txt")).toBe("mine");
  });

  test("a folder with files where the snapshot has a file is never removed", async () => {
    const { repo, commit } = await prepare();
    repo.write("new/引数.yaml/inner", "mine");
    const repository = await repo.open();
    await expect(repository.restoreInPlace(commit, { overwrite: true })).rejects.toMatchObject({
      code: "restore-folder-in-the-way",
    });
    expect(repo.read("new/引数.yaml/inner")).toBe("mine");
  });

  test("during a merge conflict", async () => {
    const repo = createRepository();
    repo.write("a", "base\n");
    const base = repo.commit();
    repo.git("checkout", "-q", "-b", "side");
    repo.write("a", "side\n");
    repo.commit();
    repo.git("checkout", "-q", "main");
    repo.write("a", "main\n");
    repo.commit();
    expect(() => repo.git("merge", "side")).toThrow();
    const repository = await repo.open();
    await expect(repository.restoreInPlace(base)).rejects.toMatchObject({
      code: "uncommitted-changes",
    });
    const { backup } = await repository.restoreInPlace(base, { overwrite: true });
    expect(repo.read("a")).toBe("base\n");
    expect(repo.tree(backup!.commit)["a"]).toContain("<<<<<<<");
  });

  test("another git at work: refused with the reason", async () => {
    const { repo, commit } = await prepare();
    repo.write(".git/index.lock", "");
    await expect((await repo.open()).restoreInPlace(commit)).rejects.toMatchObject({
      code: "git-locked",
    });
  });

  test("a smudge filter runs, as for a checkout, in a trusted folder", async () => {
    const repo = createRepository();
    repo.git("config", "filter.case.clean", "tr A-Z a-z");
    repo.git("config", "filter.case.smudge", "tr a-z A-Z");
    repo.write(".gitattributes", "*.up filter=case\n");
    repo.write("x.up", "ONE");
    const head = repo.commit();
    repo.write("x.up", "TWO");
    repo.commit();
    await (await repo.open()).restoreInPlace(head);
    expect(repo.read("x.up")).toBe("ONE");
  });
});
