import { symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { check, runId, snapshot } from "./snapshotCheck.ts";
import {
  TestRepository,
  createRepository,
  removeFolders,
  temporaryFolder,
} from "./testRepository.ts";

afterAll(removeFolders);

describe("kinds of repositories", () => {
  test("without commits: a commit without parent", async () => {
    const { repo, state } = await check(
      (repo) => {
        repo.write("a", "1");
        repo.write("b", "2");
        repo.git("add", "a");
      },
      { a: "1", b: "2" },
    );
    expect(state).toMatchObject({ commit: null, isDirty: true });
    expect(repo.git("log", "--format=%P", state.snapshot!).trim()).toBe("");
  });

  test("detached HEAD", async () => {
    const { state } = await check(
      (repo) => {
        repo.write("a", "1");
        repo.commit();
        repo.git("checkout", "-q", "--detach");
        repo.write("a", "2");
      },
      { a: "2" },
    );
    expect(state.branch).toBeNull();
  });

  test("a branch in another script, and the remote of that branch without its token", async () => {
    const { state } = await check(
      (repo) => {
        repo.write("a", "1");
        repo.commit();
        repo.git("remote", "add", "origin", "https://example.org/wrong.git");
        repo.git("remote", "add", "fork", "https://ada:ghp_secret@example.org/right.git");
        repo.git("checkout", "-q", "-b", "функция/学習");
        repo.git("config", "branch.функция/学習.remote", "fork");
        repo.write("a", "2");
      },
      { a: "2" },
    );
    expect(state).toMatchObject({
      branch: "функция/学習",
      remote: "https://example.org/right.git",
    });
  });

  test("a sub-folder: the whole repository, with the prefix", async () => {
    const repo = createRepository();
    repo.write("lib/code.py", "1");
    repo.write("projects/one/train.py", "1");
    repo.commit();
    repo.write("lib/code.py", "2");
    const state = await snapshot(repo, { folder: "projects/one" });
    expect(state.prefix).toBe("projects/one");
    expect(repo.tree(state.snapshot!)).toEqual({
      "lib/code.py": "2",
      "projects/one/train.py": "1",
    });
  });

  test("a folder reached by a link", async () => {
    const repo = createRepository();
    repo.write("sub/a", "1");
    repo.commit();
    const link = path.join(temporaryFolder(), "link");
    symlinkSync(path.join(repo.folder, "sub"), link);
    const repository = await new TestRepository(link).open();
    const state = await repository.createSnapshot({ runId, prefixRoot: link });
    expect(state.prefix).toBe("sub");
  });

  test("a folder with a newline in its name", async () => {
    const repo = new TestRepository(path.join(temporaryFolder(), "two\nlines"));
    new TestRepository(path.dirname(repo.folder)).git("init", "-q", "-b", "main", "two\nlines");
    repo.write("a", "1");
    expect(repo.tree((await snapshot(repo)).snapshot!)).toEqual({ a: "1" });
  });

  test("a linked working tree", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    repo.commit();
    const folder = path.join(temporaryFolder(), "tree");
    repo.git("worktree", "add", "-q", "-b", "side", folder);
    const tree = new TestRepository(folder);
    tree.write("a", "side");
    const before = [repo.state(), tree.state()];
    const state = await snapshot(tree);
    expect([repo.state(), tree.state()]).toEqual(before);
    expect(state.branch).toBe("side");
    expect(repo.tree(state.snapshot!)).toEqual({ a: "side" });
  });

  test("SHA-256 object names", async () => {
    const repo = createRepository("--object-format=sha256");
    repo.write("a", "1");
    repo.write("b", "1");
    repo.commit();
    repo.remove("b");
    const state = await snapshot(repo);
    expect(state.snapshot).toMatch(/^[0-9a-f]{64}$/);
    expect(repo.tree(state.snapshot!)).toEqual({ a: "1" });
  });

  test("a sparse checkout keeps what is not checked out", async () => {
    const { repo, state } = await check(
      (repo) => {
        repo.write("in/a", "1");
        repo.write("out/b", "2");
        repo.commit();
        repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "in");
        repo.write("in/a", "changed");
        repo.write("in/new", "new");
      },
      { "in/a": "changed", "in/new": "new", "out/b": "2" },
    );
    expect(repo.has("out/b")).toBe(false);
    expect(state.isDirty).toBe(true);
  });

  test("a split index, an untracked cache", async () => {
    await check(
      (repo) => {
        repo.write("a", "1");
        repo.write("b", "1");
        repo.commit();
        repo.git("config", "core.splitIndex", "true");
        repo.git("update-index", "--split-index", "--force-untracked-cache");
        repo.write("b", "staged");
        repo.git("add", "b");
        repo.write("a", "2");
      },
      { a: "2", b: "staged" },
    );
  });

  test("`git add -N`: the file as it is", async () => {
    await check(
      (repo) => {
        repo.write("a", "1");
        repo.commit();
        repo.write("later", "content");
        repo.git("add", "-N", "later");
      },
      { a: "1", later: "content" },
    );
  });

  test("a merge conflict: the files with their markers, deleted ones gone", async () => {
    const { repo } = await check(
      (repo) => {
        repo.write("a", "base\n");
        repo.write("b", "base\n");
        repo.commit();
        repo.git("checkout", "-q", "-b", "side");
        repo.write("a", "side\n");
        repo.write("b", "side\n");
        repo.commit();
        repo.git("checkout", "-q", "main");
        repo.write("a", "main\n");
        repo.remove("b");
        repo.commit();
        expect(() => repo.git("merge", "side")).toThrow();
        repo.remove("b");
      },
      { a: "<<<<<<< HEAD\nmain\n=======\nside\n>>>>>>> side\n" },
    );
    expect(repo.git("ls-files", "-u")).not.toBe("");
  });

  test("CRLF conversion as `git add` does it, even where safecrlf would refuse", async () => {
    await check(
      (repo) => {
        repo.git("config", "core.autocrlf", "true");
        repo.git("config", "core.safecrlf", "true");
        repo.write("a", "1\r\n");
        repo.git("add", "a");
        repo.git("commit", "-qm", "x");
        repo.write("a", "1\r\n2\r\n");
        repo.write("mixed", "1\r\n2\n");
      },
      { a: "1\n2\n", mixed: "1\n2\n" },
    );
  });

  test("commits are never signed", async () => {
    const { repo, state } = await check(
      (repo) => {
        repo.write("a", "1");
        repo.commit();
        repo.git("config", "commit.gpgSign", "true");
        repo.git("config", "gpg.program", "/bin/false");
        repo.write("a", "2");
      },
      { a: "2" },
    );
    expect(repo.git("cat-file", "commit", state.snapshot!)).not.toContain("gpgsig");
  });

  test("hooks do not run", async () => {
    await check(
      (repo) => {
        repo.write("a", "1");
        repo.commit();
        for (const hook of ["reference-transaction", "post-index-change", "pre-commit"]) {
          repo.program(`.git/hooks/${hook}`, "exit 1");
        }
        repo.write("a", "2");
      },
      { a: "2" },
    );
  });

  test("a stale index.lock does not matter", async () => {
    await check(
      (repo) => {
        repo.write("a", "1");
        repo.commit();
        repo.write("a", "2");
        repo.write(".git/index.lock", "");
      },
      { a: "2" },
    );
  });

  test("a lock on HEAD and a stash do not matter, and stay", async () => {
    const { repo } = await check(
      (repo) => {
        repo.write("a", "1");
        repo.commit();
        repo.write("a", "stashed");
        repo.git("stash");
        repo.write("a", "2");
        repo.write(".git/HEAD.lock", "");
      },
      { a: "2" },
    );
    expect(repo.git("stash", "list")).toContain("stash@{0}");
  });

  test("a filter runs as in `git add`, when trusted", async () => {
    await check(
      (repo) => {
        repo.write(".gitattributes", "*.bin filter=upper\n");
        repo.git("config", "filter.upper.clean", "tr a-z A-Z");
        repo.commit();
        repo.write("w.bin", "weights");
      },
      { ".gitattributes": "*.bin filter=upper\n", "w.bin": "WEIGHTS" },
    );
  });
});
