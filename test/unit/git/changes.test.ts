import { symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { planDiff, type ChangedFile, type Side } from "../../../src/core/snapshots/changes.ts";
import { createRepository, removeFolders, type TestRepository } from "./testRepository.ts";

afterAll(removeFolders);

function brief(changes: readonly ChangedFile[]): string[] {
  return changes.map(({ status, path, oldPath, isBinary }) =>
    [status, oldPath, path, isBinary ? "binary" : undefined].filter(Boolean).join(" "),
  );
}

const long = Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join("");

function prepare(): { repo: TestRepository; from: string } {
  const repo = createRepository();
  repo.write("same", "1\n");
  repo.write("changed", "1\n2\n");
  repo.write("gone", "1\n");
  repo.write("old name\n", long);
  repo.write("image.png", Buffer.from([0, 1, 2]));
  repo.write("becomes link", "1\n");
  const from = repo.commit();
  repo.write("changed", "1\n3\n4\n");
  repo.remove("gone");
  repo.remove("old name\n");
  repo.write("新しい\n名前", long);
  repo.write("image.png", Buffer.from([0, 1, 3]));
  repo.remove("becomes link");
  symlinkSync("same", path.join(repo.folder, "becomes link"));
  repo.write("-added", "x\n");
  return { repo, from };
}

const expected = [
  "added -added",
  "type-changed becomes link",
  "modified changed",
  "deleted gone",
  "modified image.png binary",
  "renamed old name\n 新しい\n名前",
];

async function changes(repo: TestRepository, from: Side, to: Side): Promise<ChangedFile[]> {
  return await (await repo.open()).changedFiles(from, to);
}

describe("changed files", () => {
  test("between two commits, and the other way round", async () => {
    const { repo, from } = prepare();
    const to = repo.commit();
    const found = await changes(repo, { commit: from }, { commit: to });
    expect(brief(found)).toEqual(expected);
    expect(found[2]).toMatchObject({ insertions: 2, deletions: 1, isNested: false });
    expect(found[4]).toMatchObject({ insertions: null, deletions: null });
    expect(brief(await changes(repo, { commit: to }, { commit: from }))).toEqual([
      "deleted -added",
      "type-changed becomes link",
      "modified changed",
      "added gone",
      "modified image.png binary",
      "renamed 新しい\n名前 old name\n",
    ]);
  });

  test("from a commit to the working tree, untracked files counted, nothing touched", async () => {
    const { repo, from } = prepare();
    const before = repo.state();
    const objects = repo.git("count-objects");
    expect(brief(await changes(repo, { commit: from }, "working-tree"))).toEqual(expected);
    expect(repo.state()).toEqual(before);
    expect(repo.git("count-objects")).toBe(objects);
    expect(brief(await changes(repo, "working-tree", { commit: from }))).toContain("added gone");
    expect(await changes(repo, "working-tree", "working-tree")).toEqual([]);
  });

  test("a run's snapshot agrees with the tree it was taken of", async () => {
    const { repo } = prepare();
    repo.write("untracked/one", "1");
    const repository = await repo.open();
    const state = await repository.createSnapshot({ runId: "r", prefixRoot: repo.folder });
    const snapshot = { commit: state.snapshot ?? "" };
    expect(await changes(repo, snapshot, "working-tree")).toEqual([]);
    repo.write("untracked/one", "2");
    expect(brief(await changes(repo, snapshot, "working-tree"))).toEqual([
      "modified untracked/one",
    ]);
  });

  test("a conflict, an intent to add, a file that became a folder", async () => {
    const repo = createRepository();
    repo.write("a", "base\n");
    repo.write("b", "base\n");
    repo.write("file", "1\n");
    repo.commit();
    repo.git("checkout", "-q", "-b", "side");
    repo.write("a", "side\n");
    repo.write("b", "side\n");
    repo.commit();
    repo.git("checkout", "-q", "main");
    repo.write("a", "main\n");
    repo.write("b", "main\n");
    const head = repo.commit();
    expect(() => repo.git("merge", "side")).toThrow();
    repo.remove("b");
    repo.write("later", "x\n");
    repo.git("add", "-N", "later");
    repo.remove("file");
    repo.write("file/inner", "y\n");
    expect(brief(await changes(repo, { commit: head }, "working-tree"))).toEqual([
      "modified a",
      "deleted b",
      "deleted file",
      "added file/inner",
      "added later",
    ]);
  });

  test("what the user configured for diffs does not show", async () => {
    const { repo, from } = prepare();
    repo.git("config", "diff.noprefix", "true");
    repo.git("config", "diff.renames", "false");
    repo.git("config", "diff.external", "false");
    repo.git("config", "diff.relative", "true");
    repo.git("config", "color.ui", "always");
    repo.git("config", "diff.orderFile", "missing");
    const repository = await repo.open(true);
    expect(brief(await repository.changedFiles({ commit: from }, "working-tree"))).toEqual(
      expected,
    );
  });

  test("the patch turns one tree into the other", async () => {
    const { repo, from } = prepare();
    const to = repo.commit();
    const chunks: Buffer[] = [];
    const repository = await repo.open();
    await repository.patch({ commit: from }, { commit: to }, { onOutput: (c) => chunks.push(c) });
    repo.git("checkout", "-q", from);
    repo.write(".git/x.patch", Buffer.concat(chunks));
    repo.git("apply", "--index", ".git/x.patch");
    expect(repo.git("write-tree").trim()).toBe(repo.git("rev-parse", `${to}^{tree}`).trim());
  });

  test("pairs for an editor: a missing side where a file came or went", async () => {
    const { repo, from } = prepare();
    const found = await changes(repo, { commit: from }, "working-tree");
    const pairs = planDiff({ commit: from }, "working-tree", found);
    expect(pairs).toHaveLength(6);
    expect(pairs[0]).toMatchObject({ left: null, right: { side: "working-tree", path: "-added" } });
    expect(pairs[3]).toMatchObject({ left: { side: { commit: from }, path: "gone" }, right: null });
    expect(pairs[5]).toMatchObject({
      label: "old name\n → 新しい\n名前",
      left: { path: "old name\n" },
      right: { path: "新しい\n名前" },
    });
  });
});

describe("reading commits", () => {
  test("a file's bytes; a clear error for what is not there", async () => {
    const { repo } = prepare();
    const head = repo.commit();
    const repository = await repo.open();
    expect([...(await repository.readFile(head, "image.png"))]).toEqual([0, 1, 3]);
    expect(Buffer.from(await repository.readFile(head, "新しい\n名前")).toString()).toBe(long);
    await expect(repository.readFile(head, "nowhere")).rejects.toMatchObject({
      code: "git-no-such-file",
      message: `commit ${head.slice(0, 7)} has no file nowhere`,
    });
    await expect(repository.readFile("--output=x", "a")).rejects.toThrow("not a commit's hash");
  });

  test("facts of many commits in one go; unknown ones are left out", async () => {
    const repo = createRepository();
    const hashes = Array.from({ length: 30 }, (_, i) => repo.commit(`number ${i}\n\nbody`));
    const tree = repo.git("rev-parse", "HEAD^{tree}").trim();
    const repository = await repo.open();
    const asked = [...hashes, "0".repeat(40), "nonsense\n", tree];
    const facts = await repository.commits(asked);
    expect([...facts.keys()]).toEqual(hashes);
    expect(facts.get(hashes[7]!)).toMatchObject({
      subject: "number 7",
      author: "Ada",
      parents: [hashes[6]],
      tree,
    });
  });

  test("a message in another encoding", async () => {
    const repo = createRepository();
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1");
    repo.write(".git/message", Buffer.from("caf\xe9", "latin1"));
    repo.git("commit", "-q", "--allow-empty", "-F", ".git/message");
    const facts = await (await repo.open()).commits([repo.head()]);
    expect(facts.get(repo.head())?.subject).toBe("café");
  });

  test("commits that were rebased away are not reachable, whatever keeps them", async () => {
    const repo = createRepository();
    const base = repo.commit("base");
    const lost = repo.commit("lost");
    repo.git("reset", "-q", "--hard", base);
    const kept = repo.commit("kept");
    repo.git("tag", "v1");
    repo.git("reset", "-q", "--hard", base);
    repo.git("checkout", "-q", "--detach");
    const detached = repo.commit("detached");
    repo.git("update-ref", "refs/sextant/runs/r", lost);
    const asked = [base, lost, kept, detached, "0".repeat(40), "nonsense"];
    expect(await (await repo.open()).reachable(asked)).toEqual(new Set([base, kept, detached]));
    expect(await (await repo.open()).reachable([])).toEqual(new Set());
  });

  test("reachable in a repository without commits", async () => {
    const repository = await createRepository().open();
    expect(await repository.reachable(["0".repeat(40)])).toEqual(new Set());
    expect(await repository.resolveCommit("HEAD")).toBeNull();
  });
});
