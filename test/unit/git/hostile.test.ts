import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  createRepository,
  removeFolders,
  temporaryFolder,
  TestRepository,
} from "./testRepository.ts";

afterAll(removeFolders);

/**
 * A repository that names a program in every place git knows of; each leaves a file behind when it
 * runs, so an empty folder proves that none did.
 */
function createHostile(): { repo: TestRepository; traces: () => string[] } {
  const repo = createRepository();
  repo.write("plain.txt", "1\n");
  repo.write("weights.bin", "1\n");
  repo.write("cut.txt", "1\n");
  repo.write(".gitattributes", "*.bin filter=evil diff=evil\ncut.txt filter=a=b\n");
  const first = repo.commit("first");
  repo.write("plain.txt", "2\n");
  repo.commit("second");
  const folder = temporaryFolder();
  const programs = new TestRepository(folder);
  const program = (name: string): string =>
    programs.program(`${name}.sh`, `touch '${folder}/ran-${name}'; cat`);
  const set = (key: string, name: string): string => repo.git("config", key, program(name));
  set("core.fsmonitor", "fsmonitor");
  set("core.sshCommand", "ssh");
  set("core.pager", "pager");
  set("core.editor", "editor");
  set("core.askPass", "askpass");
  set("core.alternateRefsCommand", "alternates");
  set("diff.external", "diff-external");
  set("diff.evil.command", "diff-command");
  set("diff.evil.textconv", "textconv");
  set("filter.evil.clean", "clean");
  set("filter.evil.smudge", "smudge");
  set("filter.evil.process", "process");
  set("filter.a=b.clean", "clean-cut");
  repo.git("config", "filter.evil.required", "true");
  set("gpg.program", "gpg");
  set("credential.helper", "credential");
  set("uploadpack.packObjectsHook", "pack");
  repo.git("config", "log.showSignature", "true");
  repo.git("config", "commit.gpgSign", "true");
  for (const verb of ["status", "diff", "log", "rev-parse", "cat-file"]) {
    repo.git("config", `alias.${verb}`, `!${program(`alias-${verb}`)}`);
    repo.git("config", `pager.${verb}`, program(`pager-${verb}`));
  }
  repo.git("config", "core.hooksPath", path.join(folder, "hooks"));
  const hooks = ["post-index-change", "reference-transaction", "post-checkout", "pre-commit"];
  for (const hook of hooks) {
    programs.program(`hooks/${hook}`, `touch '${folder}/ran-${hook}'`);
    repo.program(`.git/hooks/${hook}`, `touch '${folder}/ran-own-${hook}'`);
  }
  // A promisor remote: git would fetch what is missing, over a transport the config names.
  repo.git("config", "extensions.partialClone", "evil");
  repo.git("config", "remote.evil.promisor", "true");
  repo.git("config", "remote.evil.url", "ssh://example.invalid/x");
  repo.git("config", "protocol.ssh.allow", "always");
  repo.git("config", "protocol.ext.allow", "always");
  expect(first).toMatch(/^[0-9a-f]{40}$/);
  return {
    repo,
    traces: () => readdirSync(folder).filter((name) => name.startsWith("ran-")),
  };
}

describe("an untrusted repository runs nothing", () => {
  test("the trap works: plain git falls into it", () => {
    const { repo, traces } = createHostile();
    repo.write("weights.bin", "2\n");
    expect(() => repo.git("status")).toThrow();
    expect(traces()).toEqual(expect.arrayContaining(["ran-fsmonitor", "ran-process"]));
  });

  test("facts, status, history, content", async () => {
    const { repo, traces } = createHostile();
    repo.write("weights.bin", "3\n");
    repo.write("cut.txt", "4\n");
    const repository = await repo.open(false);
    const state = await repository.readState(repo.folder);
    expect(state).toMatchObject({ isDirty: true, branch: "main" });
    const head = state.commit ?? "";
    expect((await repository.commits([head])).get(head)?.subject).toBe("second");
    expect(await repository.reachable([head])).toEqual(new Set([head]));
    expect(Buffer.from(await repository.readFile(head, "weights.bin")).toString()).toBe("1\n");
    expect(await repository.resolveCommit("main~1")).toMatch(/^[0-9a-f]{40}$/);
    expect(traces()).toEqual([]);
  });

  test("comparisons, with the working tree too", async () => {
    const { repo, traces } = createHostile();
    const first = repo.git("rev-parse", "HEAD~1").trim();
    const head = repo.head();
    repo.write("weights.bin", "5\n");
    repo.write("cut.txt", "6\n");
    repo.write("new.bin", "7\n");
    const repository = await repo.open(false);
    const between = await repository.changedFiles({ commit: first }, { commit: head });
    expect(between.map(({ path }) => path)).toEqual(["plain.txt"]);
    const now = await repository.changedFiles({ commit: head }, "working-tree");
    expect(now.map(({ path }) => path)).toEqual(["cut.txt", "new.bin", "weights.bin"]);
    const patch: Buffer[] = [];
    const onOutput = (chunk: Buffer): void => void patch.push(chunk);
    await repository.patch({ commit: head }, "working-tree", { onOutput });
    expect(Buffer.concat(patch).toString()).toContain("+5");
    expect(traces()).toEqual([]);
  });

  test("a missing object is not fetched", async () => {
    const { repo, traces } = createHostile();
    const repository = await repo.open(false);
    const missing = "1".repeat(40);
    expect(await repository.commits([missing])).toEqual(new Map());
    expect(await repository.reachable([missing])).toEqual(new Set());
    await expect(repository.changedFiles({ commit: missing }, "working-tree")).rejects.toThrow();
    expect(traces()).toEqual([]);
  });

  test("a snapshot of plain files is taken; one that needs a filter is refused", async () => {
    const { repo, traces } = createHostile();
    repo.write("plain.txt", "8\n");
    const repository = await repo.open(false);
    const state = await repository.createSnapshot({ runId: "r", prefixRoot: repo.folder });
    expect(state.isDirty).toBe(true);
    repo.write("weights.bin", "9\n");
    await expect(
      repository.createSnapshot({ runId: "s", prefixRoot: repo.folder }),
    ).rejects.toMatchObject({ code: "git-filter-untrusted" });
    expect(traces()).toEqual([]);
  });

  test("a hostile repository inside: nothing either", async () => {
    const { repo: inner, traces } = createHostile();
    const repo = createRepository();
    repo.write("a", "1");
    repo.commit();
    repo.git("clone", "-q", inner.folder, "inner");
    for (const line of inner.git("config", "--list", "--local").split("\n")) {
      const [key = "", value = ""] = line.split(/=(.*)/s);
      if (/^(core\.(fsmonitor|hookspath|sshcommand)|filter\.evil)/.test(key)) {
        repo.gitIn("inner", "config", key, value);
      }
    }
    const before = traces();
    repo.write("inner/plain.txt", "2 changed\n");
    const repository = await repo.open(false);
    const state = await repository.createSnapshot({ runId: "r", prefixRoot: repo.folder });
    await repository.changedFiles({ commit: repo.head() }, "working-tree");
    expect(state.isDirty).toBe(true);
    expect(traces()).toEqual(before);
  });

  test("restoring files is refused", async () => {
    const { repo, traces } = createHostile();
    const repository = await repo.open(false);
    const folder = path.join(temporaryFolder(), "tree");
    const untrusted = { code: "restore-untrusted" };
    await expect(repository.restoreToWorktree(repo.head(), folder)).rejects.toMatchObject(
      untrusted,
    );
    await expect(repository.restoreInPlace(repo.head(), { overwrite: true })).rejects.toMatchObject(
      untrusted,
    );
    await repository.restoreToBranch(repo.head(), "kept");
    expect(repo.git("rev-parse", "kept").trim()).toBe(repo.head());
    expect(traces()).toEqual([]);
  });
});

test("a git program in the working tree is never taken for git", async () => {
  const repo = createRepository();
  repo.write("a", "1");
  repo.commit();
  const trace = path.join(temporaryFolder(), "ran");
  repo.program("git", `touch '${trace}'`);
  const searchPath = process.env["PATH"];
  const folder = process.cwd();
  try {
    process.env["PATH"] = `.::bin:${searchPath ?? ""}`;
    process.chdir(repo.folder);
    await (await repo.open(false)).readState(repo.folder);
  } finally {
    process.env["PATH"] = searchPath;
    process.chdir(folder);
  }
  expect(readdirSync(path.dirname(trace))).toEqual([]);
});
