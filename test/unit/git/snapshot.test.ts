import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseOmitted } from "../../../src/core/snapshots/commitMessage.ts";
import { check, runId, snapshot } from "./snapshotCheck.ts";
import { createRepository, removeFolders } from "./testRepository.ts";

afterAll(removeFolders);

describe("a dirty tree", () => {
  test("holds changed, new, deleted and staged files; ignored ones stay out", async () => {
    const { repo, state } = await check(
      (repo) => {
        repo.write(".gitignore", "*.log\n");
        repo.write("train.py", "lr = 1\n");
        repo.write("gone.py", "x\n");
        repo.write("data/a.csv", "1\n");
        repo.commit("first");
        repo.write("train.py", "lr = 2\n");
        repo.remove("gone.py");
        repo.write("new.py", "new\n");
        repo.write("staged.py", "staged\n");
        repo.git("add", "staged.py");
        repo.write("out.log", "noise\n");
      },
      {
        ".gitignore": "*.log\n",
        "train.py": "lr = 2\n",
        "data/a.csv": "1\n",
        "new.py": "new\n",
        "staged.py": "staged\n",
      },
    );
    expect(state).toMatchObject({
      commit: repo.head(),
      branch: "main",
      isDirty: true,
      subject: "first",
      author: "Ada",
      prefix: "",
      omitted: [],
    });
    expect(state.committedAt).toBe(Number(repo.git("log", "-1", "--format=%ct")) * 1000);
    expect(repo.git("rev-parse", `${state.snapshot!}^`).trim()).toBe(repo.head());
    expect(repo.git("log", "-1", "--format=%an <%ae>", state.snapshot!).trim()).toBe(
      "Sextant <snapshot@sextant.invalid>",
    );
  });

  test("what was edited right after `git add`, to the same length, is seen", async () => {
    await check(
      (repo) => {
        repo.write("a", "one\n");
        repo.commit();
        repo.write("a", "two\n");
        repo.git("add", "a");
        repo.write("a", "six\n");
      },
      { a: "six\n" },
    );
  });

  test("a file becomes a folder, a folder a file, a folder a link", async () => {
    const { repo, state } = await check(
      (repo) => {
        repo.write("file", "1");
        repo.write("folder/x", "2");
        repo.write("linked/y", "3");
        repo.commit();
        repo.remove("file");
        repo.write("file/inner", "4");
        repo.remove("folder");
        repo.write("folder", "5");
        repo.remove("linked");
        symlinkSync("file", path.join(repo.folder, "linked"));
      },
      { "file/inner": "4", folder: "5", linked: "file" },
    );
    expect(repo.git("ls-tree", state.snapshot!, "linked")).toMatch(/^120000/);
  });

  test("executable bits are kept", async () => {
    const { repo, state } = await check(
      (repo) => {
        repo.write("run.sh", "x");
        repo.commit();
        chmodSync(path.join(repo.folder, "run.sh"), 0o755);
      },
      { "run.sh": "x" },
    );
    expect(repo.git("ls-tree", state.snapshot!, "run.sh")).toMatch(/^100755/);
  });

  test("names in any script, with newlines, quotes, dashes and pathspec magic", async () => {
    const names = [
      "données/naïve.py",
      "実験/学習.py",
      "two\nlines.py",
      'quo"te.py',
      "-rf",
      ":(exclude)x",
      "*.py",
      "tab\there",
      " lead and trail ",
      "back\\slash",
      "📈.txt",
    ];
    await check(
      (repo) => {
        repo.write("-rf", "old");
        repo.commit();
        for (const name of names) repo.write(name, name);
      },
      Object.fromEntries(names.map((name) => [name, name])),
    );
  });

  test("a name that is no UTF-8", async () => {
    const repo = createRepository();
    repo.commit();
    const name = Buffer.from([0x66, 0xe9, 0x2e, 0x70, 0x79]);
    writeFileSync(Buffer.concat([Buffer.from(`${repo.folder}/`), name]), "latin");
    const state = await snapshot(repo);
    const listed = execFileSync("git", ["ls-tree", "-z", "--name-only", state.snapshot!], {
      cwd: repo.folder,
    });
    expect(listed).toEqual(Buffer.concat([name, Buffer.from([0])]));
  });
});

describe("what needs no commit", () => {
  test("a clean tree is HEAD, kept by the run's ref", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    const head = repo.commit();
    const before = repo.state();
    const objects = repo.git("count-objects");
    const state = await snapshot(repo);
    expect(state).toMatchObject({ isDirty: false, snapshot: head, commit: head });
    expect(repo.state()).toEqual(before);
    expect(repo.git("count-objects")).toBe(objects);
    expect(repo.git("rev-parse", `refs/sextant/runs/${runId}`).trim()).toBe(head);
  });

  test("files that were only touched are clean, and the user's index is not refreshed", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    repo.commit();
    execFileSync("touch", ["-d", "2020-01-01", "a"], { cwd: repo.folder });
    const before = repo.state();
    expect(await snapshot(repo)).toMatchObject({ isDirty: false });
    expect(repo.state()).toEqual(before);
  });

  test("a staged change that was undone in the working tree is HEAD's code", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    const head = repo.commit();
    repo.write("a", "2");
    repo.git("add", "a");
    repo.write("a", "1");
    expect(await snapshot(repo)).toMatchObject({ isDirty: false, snapshot: head });
  });

  test("an empty repository without commits", async () => {
    const state = await snapshot(createRepository());
    expect(state).toMatchObject({
      commit: null,
      branch: "main",
      snapshot: null,
      isDirty: false,
      subject: null,
    });
  });
});

describe("large and unreadable files", () => {
  test("an untracked file above the limit is named with its hash, not stored", async () => {
    const repo = createRepository();
    repo.write("small", "1");
    repo.commit();
    const content = "x".repeat(5000);
    repo.write("big\n😀.bin", content);
    repo.write("fits.bin", "y".repeat(1000));
    const state = await snapshot(repo, { limit: 1000 });
    const sha256 = createHash("sha256").update(content).digest("hex");
    expect(state.omitted).toEqual([{ path: "big\n😀.bin", sizeBytes: 5000, sha256 }]);
    expect(Object.keys(repo.tree(state.snapshot!))).toEqual(["fits.bin", "small"]);
    expect(parseOmitted(repo.git("log", "-1", "--format=%B", state.snapshot!))).toEqual(
      state.omitted,
    );
  });

  test("a large file alone makes the tree dirty", async () => {
    const repo = createRepository();
    repo.write("small", "1");
    const head = repo.commit();
    repo.write("big", "x".repeat(5000));
    const state = await snapshot(repo, { limit: 1000 });
    expect(state.isDirty).toBe(true);
    expect(state.snapshot).not.toBe(head);
  });

  test("a tracked file is stored whatever its size", async () => {
    const repo = createRepository();
    repo.write("big", "1");
    repo.commit();
    repo.write("big", "x".repeat(5000));
    const state = await snapshot(repo, { limit: 1000 });
    expect(state.omitted).toEqual([]);
    expect(repo.tree(state.snapshot!)["big"]).toHaveLength(5000);
  });
});
