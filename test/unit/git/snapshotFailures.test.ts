import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { CancelledError } from "../../../src/base/errors.ts";
import { parseOmitted } from "../../../src/core/snapshots/commitMessage.ts";
import { repositoryModule, runId, snapshot } from "./snapshotCheck.ts";
import { createRepository, removeFolders } from "./testRepository.ts";

afterAll(removeFolders);

describe("at the same time, and when it cannot be done", () => {
  test("ten processes at once", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    repo.commit();
    for (let i = 0; i < 50; i++) repo.write(`files/${i}`, String(i));
    const before = repo.state();
    const script = `
      import { openRepository } from ${JSON.stringify(repositoryModule)};
      const repo = await openRepository(process.argv[1], { isTrusted: true });
      const state = await repo.createSnapshot({ runId: process.argv[2], prefixRoot: process.argv[1] });
      process.stdout.write(state.snapshot);`;
    const ids = Array.from({ length: 10 }, (_, i) => `run-${i}`);
    const commits = await Promise.all(
      ids.map(
        (id) =>
          new Promise<string>((resolve, reject) => {
            const child = spawn(process.execPath, [
              "--input-type=module",
              "-e",
              script,
              repo.folder,
              id,
            ]);
            let output = "";
            let errors = "";
            child.stdout.on("data", (chunk) => (output += String(chunk)));
            child.stderr.on("data", (chunk) => (errors += String(chunk)));
            child.on("close", (code) => (code === 0 ? resolve(output) : reject(new Error(errors))));
          }),
      ),
    );
    expect(repo.state()).toEqual(before);
    for (const [index, id] of ids.entries()) {
      expect(repo.git("rev-parse", `refs/sextant/runs/${id}`).trim()).toBe(commits[index]);
      expect(Object.keys(repo.tree(commits[index]!))).toHaveLength(51);
    }
  }, 60_000);

  test("cancelled: silent, and no ref", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    const repository = await repo.open();
    const abort = new AbortController();
    const taken = repository.createSnapshot({
      runId,
      prefixRoot: repo.folder,
      signal: abort.signal,
    });
    abort.abort();
    await expect(taken).rejects.toBeInstanceOf(CancelledError);
    expect(repo.git("for-each-ref")).toBe("");
  });

  test("a ref that cannot be written is an error that names command and folder", async () => {
    const repo = createRepository();
    repo.write("a", "1");
    repo.commit();
    repo.git("update-ref", "refs/sextant/runs", "HEAD");
    repo.write("a", "2");
    await expect(snapshot(repo)).rejects.toMatchObject({
      name: "AppError",
      code: "git-failed",
      message: expect.stringContaining(`git update-ref failed in ${repo.folder}`) as string,
    });
  });

  test("for a user who may not write: an error for changes, none for a clean tree", () => {
    const repo = createRepository();
    repo.write("a", "1");
    repo.commit();
    execFileSync("chmod", ["-R", "a+rX,a-w", repo.folder]);
    // Root may write everywhere: then the snapshot is taken by nobody, who owns the files.
    const isRoot = process.getuid?.() === 0;
    const own = (file: string): void => {
      if (isRoot) execFileSync("chown", ["-R", "65534:65534", path.join(repo.folder, file)]);
    };
    const script = `
      import { openRepository } from ${JSON.stringify(repositoryModule)};
      if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
      process.env.HOME = "/nonexistent";
      try {
        const repo = await openRepository(process.argv[1], { isTrusted: true });
        const state = await repo.createSnapshot({ runId: "r", prefixRoot: process.argv[1] });
        console.log("dirty " + state.isDirty);
      } catch (error) { console.log(error.code + ": " + error.message); }`;
    const run = (): string =>
      spawnSync(process.execPath, ["--input-type=module", "-e", script, repo.folder], {
        encoding: "utf8",
      }).stdout.trim();
    if (isRoot) expect(run()).toMatch(/^git-unsafe-owner: git refuses to read .* another user/);
    own(".");
    expect(run()).toBe("dirty false");
    execFileSync("chmod", ["u+w", repo.folder, path.join(repo.folder, "a")]);
    repo.write("a", "2");
    repo.write("secret", "s");
    own(".");
    expect(run()).toMatch(/^git-read-only: git update-index may not write/);
    execFileSync("chmod", ["-R", "u+w", repo.folder]);
    chmodSync(path.join(repo.folder, "secret"), 0);
    expect(run()).toBe("dirty true");
    const message = execFileSync(
      "git",
      ["-c", "safe.directory=*", "log", "-1", "--format=%B", "refs/sextant/runs/r"],
      {
        cwd: repo.folder,
        encoding: "utf8",
        env: {
          ...process.env,
          GIT_CONFIG_COUNT: "1",
          GIT_CONFIG_KEY_0: "safe.directory",
          GIT_CONFIG_VALUE_0: "*",
        },
      },
    );
    expect(parseOmitted(message)).toEqual([{ path: "secret", sizeBytes: 1, sha256: "" }]);
  }, 30_000);
});

test("10,000 files, a thousand of them changed", async () => {
  const repo = createRepository();
  for (let i = 0; i < 10_000; i++) repo.write(`d${i % 100}/f${i}`, String(i));
  repo.commit();
  for (let i = 0; i < 1000; i++) repo.write(`d${i % 100}/f${i}`, `changed ${i}`);
  const before = repo.state();
  const state = await snapshot(repo);
  expect(repo.state()).toEqual(before);
  const changed = repo.git("diff", "--name-only", "HEAD", state.snapshot!).trim().split("\n");
  expect(changed).toHaveLength(1000);
  expect(repo.git("diff", "--name-only", state.snapshot!)).toBe("");
}, 60_000);
