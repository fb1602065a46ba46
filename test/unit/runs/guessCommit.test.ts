import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guessCommit, type CommitHistory } from "../../../src/core/runs/guessCommit.ts";
import { CommitLog } from "../../../src/platform/git/commitLog.ts";
import { openRepository } from "../../../src/platform/git/repository.ts";

const commit = (hash: string, committedAt: number) => ({
  hash,
  committedAt,
  subject: hash,
  author: "A",
});
const history: CommitHistory = {
  branch: "main",
  prefix: "sub",
  // Newest first; `c` was rebased and is older than the commit before it.
  commits: [commit("d", 4000), commit("c", 1500), commit("b", 2000), commit("a", 1000)],
};

describe("the guess of a run's commit", () => {
  const guess = (startTime: number | null, at = "runs/x"): string | null =>
    guessCommit({ startTime, path: at }, history)?.commit ?? null;

  it("is the last one before the run began", () => {
    expect([999, 1000, 1999, 2000, 3999, 9000].map((time) => guess(time))).toEqual([
      null,
      "a",
      "c",
      "b",
      "b",
      "d",
    ]);
    expect(guessCommit({ startTime: 2500, path: "x" }, history)).toMatchObject({
      ...{ isGuess: true, branch: "main", prefix: "sub", subject: "b", snapshot: null },
    });
  });

  it("is none without a time, without commits, and outside the project", () => {
    expect(guess(null)).toBeNull();
    expect(guess(NaN)).toBeNull();
    expect(guessCommit({ startTime: 5, path: "x" }, { ...history, commits: [] })).toBeNull();
    for (const place of ["/data/runs", "../other", "..", "http://host", "C:\\runs"]) {
      expect(guess(9000, place), place).toBeNull();
    }
    expect(guess(9000, "..runs")).toBe("d");
  });
});

describe("the log of what is checked out", () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "sextant-log-"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function git(seconds: number, ...args: readonly string[]): void {
    const date = `@${seconds} +0000`;
    const env = {
      ...process.env,
      ...{ GIT_AUTHOR_NAME: "Ada", GIT_AUTHOR_EMAIL: "a@x", GIT_AUTHOR_DATE: date },
      ...{ GIT_COMMITTER_NAME: "U", GIT_COMMITTER_EMAIL: "u@x", GIT_COMMITTER_DATE: date },
    };
    execFileSync("git", args, { cwd: root, env });
  }

  it("follows first parents, and is read again when HEAD moves", async () => {
    git(0, "init", "-q", "-b", "main");
    const repository = await openRepository(root, { isTrusted: true });
    if (repository === null) throw new Error("no repository");
    const log = new CommitLog(repository.git, repository.place, root);
    expect(await log.read()).toEqual({ branch: null, prefix: "", commits: [] });
    git(100, "commit", "-q", "--allow-empty", "-m", "one");
    git(150, "checkout", "-q", "-b", "side");
    git(200, "commit", "-q", "--allow-empty", "-m", "aside");
    git(200, "checkout", "-q", "main");
    git(300, "merge", "-q", "--no-ff", "-m", "merged", "side");
    const read = await log.read();
    expect(read.branch).toBe("main");
    expect(
      read.commits.map(({ subject, committedAt, author }) => [subject, committedAt, author]),
    ).toEqual([
      ["merged", 300_000, "Ada"],
      ["one", 100_000, "Ada"],
    ]);
    expect(await log.read()).toBe(read);
    git(400, "checkout", "-q", "--detach", "side");
    expect((await log.read()).branch).toBeNull();
    expect((await log.read()).commits.map(({ subject }) => subject)).toEqual(["aside", "one"]);
  });
});
