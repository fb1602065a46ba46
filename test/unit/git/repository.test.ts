import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openRepository } from "../../../src/platform/git/repository.ts";
import {
  createRepository,
  removeFolders,
  temporaryFolder,
  TestRepository,
} from "./testRepository.ts";

afterAll(removeFolders);

async function open(folder: string): Promise<unknown> {
  return await openRepository(folder, { isTrusted: true });
}

describe("no repository with a working tree", () => {
  test("outside git, and in a folder that is not there", async () => {
    const folder = temporaryFolder();
    expect(await open(folder)).toBeNull();
    expect(await open(path.join(folder, "missing"))).toBeNull();
  });

  test("bare, inside .git, a .git file that points nowhere, a broken HEAD", async () => {
    const bare = new TestRepository(temporaryFolder());
    bare.git("init", "-q", "--bare");
    expect(await open(bare.folder)).toBeNull();
    const repo = createRepository();
    repo.commit();
    expect(await open(path.join(repo.folder, ".git"))).toBeNull();
    const lost = new TestRepository(temporaryFolder());
    lost.write(".git", "gitdir: /nowhere/at/all\n");
    expect(await open(lost.folder)).toBeNull();
    rmSync(path.join(repo.folder, ".git/HEAD"));
    expect(await open(repo.folder)).toBeNull();
  });

  test("a bare repository's linked working tree is one", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    repo.commit();
    const bare = temporaryFolder();
    repo.git("clone", "-q", "--bare", repo.folder, bare);
    const tree = path.join(temporaryFolder(), "tree");
    new TestRepository(bare).git("worktree", "add", "-q", tree, "main");
    expect(await open(tree)).not.toBeNull();
  });

  test("core.worktree elsewhere", async () => {
    const repo = createRepository();
    const elsewhere = temporaryFolder();
    repo.git("config", "core.worktree", elsewhere);
    expect(await open(elsewhere)).toBeNull();
    expect(await open(repo.folder)).toBeNull();
  });
});

test("git missing is an error that says what to do", async () => {
  const searchPath = process.env["PATH"];
  process.env["PATH"] = temporaryFolder();
  try {
    await expect(open(temporaryFolder())).rejects.toMatchObject({
      name: "AppError",
      code: "git-missing",
      message: expect.stringContaining("install git") as string,
    });
  } finally {
    process.env["PATH"] = searchPath;
  }
});

test("variables of a surrounding git do not lead elsewhere", async () => {
  const repo = createRepository();
  repo.write("a", "1");
  repo.commit();
  const other = createRepository();
  const names = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "PAGER", "EDITOR", "PREFIX"];
  const saved = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = path.join(other.folder, ".git");
  try {
    const state = await (await repo.open()).readState(repo.folder);
    expect(state).toMatchObject({ commit: repo.head(), isDirty: false, prefix: "" });
  } finally {
    names.forEach((name, index) => {
      if (saved[index] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = saved[index];
    });
  }
});

test("the state of a dirty tree is read without storing it", async () => {
  const repo = createRepository();
  repo.write("a", "1");
  repo.commit();
  repo.write("b", "1");
  const before = [repo.state(), repo.git("count-objects")];
  const state = await (await repo.open()).readState(repo.folder);
  expect(state).toMatchObject({ isDirty: true, snapshot: null, commit: repo.head() });
  expect([repo.state(), repo.git("count-objects")]).toEqual(before);
});
