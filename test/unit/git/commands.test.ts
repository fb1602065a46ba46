import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { JournalEntry } from "../../../src/core/formats/sextant/entries.ts";
import { run } from "../../../src/cli/main.ts";
import { createSextantFolder, runPaths } from "../../../src/platform/runs/project.ts";
import { RunJournal } from "../../../src/platform/runs/runJournal.ts";
import {
  createRepository,
  removeFolders,
  temporaryFolder,
  TestRepository,
} from "./testRepository.ts";

afterAll(removeFolders);

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function sextant(cwd: string, ...argv: string[]): Promise<Outcome> {
  const said = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr") => ({
    write: (text: string | Uint8Array) => {
      said[name] += typeof text === "string" ? text : Buffer.from(text).toString("utf8");
    },
    isTty: false,
    columns: 80,
  });
  const code = await run(argv, {
    stdout: output("stdout"),
    stderr: output("stderr"),
    cwd,
    env: process.env,
    signal: new AbortController().signal,
  });
  return { code, ...said };
}

interface RunOptions {
  readonly params?: Record<string, string>;
  readonly metrics?: Record<string, number>;
  readonly limit?: number;
  readonly hasCode?: boolean;
}

/** A finished run of the tree as it is. */
async function record(repo: TestRepository, id: string, options: RunOptions = {}): Promise<void> {
  createSextantFolder(repo.folder);
  const journal = new RunJournal(runPaths(repo.folder, id).journal);
  const entries: JournalEntry[] = [
    { type: "run", v: 1, id, name: `name-${id}`, experiment: "Default", time: 1 },
    { type: "params", params: options.params ?? {} },
    { type: "metrics", step: 1, time: 1, metrics: options.metrics ?? {} },
  ];
  if (options.hasCode !== false) {
    const git = await (
      await repo.open()
    ).createSnapshot({
      runId: id,
      prefixRoot: repo.folder,
      ...(options.limit === undefined ? {} : { untrackedLimitBytes: options.limit }),
    });
    entries.push({ type: "git", git });
  }
  journal.append(...entries);
  journal.dispose();
}

async function twoRuns(): Promise<TestRepository> {
  const repo = createRepository();
  repo.write("train.py", "lr = 1\n");
  repo.write("same.py", "x\n");
  repo.commit();
  await record(repo, "one", { params: { lr: "0.1", seed: "1" }, metrics: { loss: 0.5 } });
  repo.write("train.py", "lr = 2\n");
  repo.write("two\nlines.py", "new\n");
  await record(repo, "two", {
    params: { lr: "0.2", seed: "1", depth: "3" },
    metrics: { loss: 0.25, acc: NaN },
  });
  return repo;
}

describe("sextant diff", () => {
  test("two runs: files, parameters, metrics", async () => {
    const repo = await twoRuns();
    const { code, stdout, stderr } = await sextant(repo.folder, "diff", "one", "two");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^name-one \(one\) at [0-9a-f]{7} → name-two \(two\) at [0-9a-f]{7}$/);
    expect(lines.slice(1, 3)).toEqual(["M  train.py  +1 -1", "A  two lines.py  +1 -0"]);
    expect(lines.slice(5).map((line) => line.split(/ {2,}/))).toEqual([
      ["params.depth", "3"],
      ["params.lr", "0.1", "0.2"],
      ["metrics.acc", "NaN"],
      ["metrics.loss", "0.5", "0.25"],
      [""],
    ]);
  });

  test("as JSON, with the patch", async () => {
    const repo = await twoRuns();
    const { stdout } = await sextant(repo.folder, "diff", "one", "two", "--format=json", "--patch");
    const answer = JSON.parse(stdout) as Record<string, unknown>;
    expect(answer).toMatchObject({
      from: { run: "one", name: "name-one", commit: repo.head() },
      to: { run: "two" },
      files: [
        { status: "modified", path: "train.py", oldPath: null, binary: false, insertions: 1 },
        { status: "added", path: "two\nlines.py" },
      ],
      params: { lr: { from: "0.1", to: "0.2" }, depth: { from: null, to: "3" } },
      metrics: { loss: { from: 0.5, to: 0.25 }, acc: { from: null, to: "NaN" } },
    });
    expect(answer["patch"]).toContain("-lr = 1\n+lr = 2\n");
  });

  test("against the working tree", async () => {
    const repo = await twoRuns();
    const same = await sextant(repo.folder, "diff", "two");
    expect(same.stdout).toMatch(/→ working tree\nThe code is the same\.\n$/);
    repo.write("train.py", "lr = 3\n");
    const { stdout } = await sextant(repo.folder, "diff", "@latest", "-p");
    expect(stdout).toContain("M  train.py  +1 -1\n");
    expect(stdout).toContain("-lr = 2\n+lr = 3\n");
    const json = await sextant(repo.folder, "diff", "two", "--format", "json");
    expect(JSON.parse(json.stdout)).toMatchObject({ to: { run: null }, params: {}, metrics: {} });
  });

  test("faults are sentences", async () => {
    const repo = await twoRuns();
    await record(repo, "bare", { hasCode: false });
    expect(await sextant(repo.folder, "diff", "nobody")).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^sextant: There is no run "nobody"/) as string,
    });
    expect(await sextant(repo.folder, "diff", "bare")).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/name-bare \(bare\) has no recorded code/) as string,
    });
    repo.git("update-ref", "-d", "refs/sextant/runs/two");
    repo.git("prune", "--expire=now");
    expect(await sextant(repo.folder, "diff", "one", "two")).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^sextant: commit [0-9a-f]{7} is not in /) as string,
    });
  });
});

describe("sextant restore", () => {
  test("into a worktree, relative to where it was asked, with what is missing", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    repo.commit();
    repo.write("a", "2");
    repo.write("big", "x".repeat(100));
    await record(repo, "one", { limit: 10 });
    const before = repo.state();
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await sextant(
      folder,
      "restore",
      "one",
      "--worktree",
      "code",
      `--path=${repo.folder}`,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The code of name-one \(one, commit [0-9a-f]{7}\) is in /);
    expect(stderr).toMatch(/^sextant: missing: big was too large to store \(100 bytes, SHA-256 /);
    expect(new TestRepository(path.join(folder, "code")).read("a")).toBe("2");
    expect(existsSync(path.join(folder, "code/big"))).toBe(false);
    expect(repo.state()).toEqual(before);
  });

  test("as a branch, named after the run when no name is given", async () => {
    const repo = await twoRuns();
    const first = await sextant(repo.folder, "restore", "two", "--branch");
    expect(first.stdout).toContain("is on the new branch sextant/name-two\n");
    const second = await sextant(repo.folder, "restore", "two", "--branch");
    expect(second.stdout).toContain("is on the new branch sextant/name-two-2\n");
    const named = await sextant(repo.folder, "restore", "two", "--branch", "mine");
    expect(named.code).toBe(0);
    expect(repo.git("show", "mine:train.py")).toBe("lr = 2\n");
    const again = await sextant(repo.folder, "restore", "two", "--branch", "mine");
    expect(again).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('the branch "mine" exists already') as string,
    });
  });

  test("in place: refused over uncommitted work, kept when told to overwrite", async () => {
    const repo = await twoRuns();
    const refused = await sextant(repo.folder, "restore", "one", "--in-place");
    expect(refused).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("uncommitted work that would be overwritten") as string,
    });
    expect(repo.read("train.py")).toBe("lr = 2\n");
    const done = await sextant(repo.folder, "restore", "one", "--in-place", "--overwrite");
    expect(done.stdout).toMatch(/is kept as commit [0-9a-f]{7} \(refs\/sextant\/backup\/\S+\)\n$/);
    expect(repo.read("train.py")).toBe("lr = 1\n");
  });

  test.each([
    [["restore", "one"], "choose one of --worktree"],
    [["restore", "one", "--in-place", "--branch", "x"], "choose one of --worktree"],
    [["restore", "one", "--branch", "x", "--overwrite"], "--overwrite goes with --in-place"],
  ])("%j is wrong usage", async (argv, message) => {
    const { code, stderr } = await sextant(temporaryFolder(), ...argv);
    expect(code).toBe(2);
    expect(stderr).toContain(`sextant: ${message}`);
  });

  test("outside a repository", async () => {
    const folder = temporaryFolder();
    createSextantFolder(folder);
    const journal = new RunJournal(runPaths(folder, "one").journal);
    journal.append({ type: "run", v: 1, id: "one", name: "n", experiment: "Default", time: 1 });
    journal.dispose();
    expect(await sextant(folder, "restore", "one", "--branch", "x")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("is not in a git repository") as string,
    });
  });
});
