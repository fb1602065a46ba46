import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runId, snapshot } from "./snapshotCheck.ts";
import { TestRepository, createRepository, removeFolders } from "./testRepository.ts";

afterAll(removeFolders);

describe("repositories inside the repository", () => {
  function withSubmodule(): TestRepository {
    const library = createRepository();
    library.write("lib.py", "1");
    library.commit();
    const repo = createRepository();
    repo.git("submodule", "--quiet", "add", library.folder, "libs/lib");
    repo.commit();
    return repo;
  }

  test("a clean submodule makes nothing dirty", async () => {
    const repo = withSubmodule();
    expect(await snapshot(repo)).toMatchObject({ isDirty: false, snapshot: repo.head() });
  });

  test("changes in a submodule are snapshot there, and the outer snapshot names that commit", async () => {
    const repo = withSubmodule();
    repo.write("libs/lib/lib.py", "2");
    repo.write("libs/lib/new.py", "new");
    const inner = new TestRepository(path.join(repo.folder, "libs/lib"));
    const before = [repo.state(), inner.state()];
    const state = await snapshot(repo);
    expect([repo.state(), inner.state()]).toEqual(before);
    expect(state.isDirty).toBe(true);
    const commit = /commit ([0-9a-f]+)/.exec(repo.git("ls-tree", state.snapshot!, "libs/lib"))?.[1];
    expect(inner.tree(commit!)).toEqual({ "lib.py": "2", "new.py": "new" });
    expect(inner.git("for-each-ref", "refs/sextant", "--format=%(objectname)").trim()).toBe(commit);
  });

  test("a new commit in a submodule", async () => {
    const repo = withSubmodule();
    const inner = new TestRepository(path.join(repo.folder, "libs/lib"));
    inner.write("lib.py", "3");
    const commit = inner.commit();
    const state = await snapshot(repo);
    expect(repo.git("ls-tree", state.snapshot!, "libs/lib")).toContain(commit);
  });

  test("run inside a submodule: its own repository", async () => {
    const repo = withSubmodule();
    repo.write("libs/lib/lib.py", "2");
    const inner = new TestRepository(path.join(repo.folder, "libs/lib"));
    const state = await snapshot(inner);
    expect(inner.tree(state.snapshot!)).toEqual({ "lib.py": "2" });
    expect(state.prefix).toBe("");
  });

  test("a submodule that is not checked out, one that was deleted", async () => {
    const repo = withSubmodule();
    repo.git("submodule", "--quiet", "deinit", "-f", "libs/lib");
    expect(await snapshot(repo)).toMatchObject({ isDirty: false });
    repo.remove("libs/lib");
    const state = await snapshot(repo);
    expect(repo.git("ls-tree", "-r", state.snapshot!)).not.toContain("160000");
  });

  test("clones that nobody registered, with and without commits", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    repo.commit();
    repo.git("init", "-q", "clone");
    repo.write("clone/file", "inside");
    repo.git("init", "-q", "empty");
    const state = await snapshot(repo);
    const [, commit] = /160000 commit ([0-9a-f]+)\tclone/.exec(
      repo.git("ls-tree", state.snapshot!),
    )!;
    expect(new TestRepository(path.join(repo.folder, "clone")).tree(commit!)).toEqual({
      file: "inside",
    });
    expect(repo.git("ls-tree", state.snapshot!)).not.toContain("empty");
  });

  test("a linked working tree inside its own repository keeps both commits", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    repo.commit();
    repo.git("worktree", "add", "-q", "-b", "side", "trees/side");
    repo.write("trees/side/a", "side");
    repo.write("a", "main");
    const state = await snapshot(repo);
    const refs = repo.git("for-each-ref", "refs/sextant", "--format=%(refname) %(objectname)");
    const [, nested] = /160000 commit ([0-9a-f]+)/.exec(
      repo.git("ls-tree", "-r", state.snapshot!),
    )!;
    expect(refs).toContain(`refs/sextant/runs/${runId} ${state.snapshot!}`);
    expect(refs).toMatch(new RegExp(`refs/sextant/nested/\\S+ ${nested!}`));
  });
});
