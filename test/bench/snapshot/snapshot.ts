/**
 * Time of a snapshot of a dirty tree against `git stash create` on the same tree, which stores
 * tracked changes only and keeps no ref. Before each measurement the changed files get content that
 * the repository has never seen, so both really store it; the two take turns, in alternating order.
 *
 *   node test/bench/snapshot/snapshot.ts [--rounds N]
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { formatMs, formatRatio, median, printReport } from "../report.ts";
import { openRepository, type Repository } from "../../../src/platform/git/repository.ts";

const fileCount = 10_000;
const changedCounts = [10, 1_000, 10_000];
const targetRatio = 1.5;

async function main(): Promise<void> {
  const roundsAt = process.argv.indexOf("--rounds");
  const rounds = roundsAt < 0 ? 9 : Number(process.argv[roundsAt + 1]);
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-"));
  try {
    createTree(folder);
    const repository = await openRepository(folder, { isTrusted: true });
    if (repository === null) throw new Error("no repository");
    const rows: string[][] = [];
    for (const changedFiles of changedCounts) {
      rows.push(await measure(repository, changedFiles, rounds));
    }
    printReport({
      title: `Snapshot of a dirty tree of ${fileCount.toLocaleString("en")} files`,
      method: `A snapshot commit (untracked files included, kept by a ref) against \`git stash create\` (tracked files only, no ref) on the same changes, ${rounds} rounds in turn, medians. Every changed file has content that git has not seen. Target: at most ${targetRatio} ×.`,
      columns: ["changed files", "Sextant", "git stash create", "Sextant / git"],
      rows,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(repository: Repository, changed: number, rounds: number): Promise<string[]> {
  const folder = repository.top;
  const times: Record<"snapshot" | "stash", number[]> = { snapshot: [], stash: [] };
  const take = {
    snapshot: (id: string) => repository.createSnapshot({ runId: id, prefixRoot: folder }),
    stash: () => promisify(execFile)("git", ["stash", "create"], { cwd: folder }),
  };
  for (let round = 0; round <= rounds; round++) {
    const order =
      round % 2 === 0 ? (["snapshot", "stash"] as const) : (["stash", "snapshot"] as const);
    for (const name of order) {
      changeFiles(folder, changed, `${name} ${changed} ${round}`);
      const start = performance.now();
      await take[name](`bench-${changed}-${round}`);
      // The first round warms the file cache and the compiler.
      if (round > 0) times[name].push(performance.now() - start);
    }
    execFileSync("git", ["checkout", "-q", "--", "."], { cwd: folder });
  }
  const snapshotMs = median(times.snapshot);
  const stashCreateMs = median(times.stash);
  return [
    changed.toLocaleString("en"),
    formatMs(snapshotMs),
    formatMs(stashCreateMs),
    formatRatio(snapshotMs / stashCreateMs),
  ];
}

/** Ten thousand small sources in a hundred folders. */
function createTree(folder: string): void {
  const git = (...args: string[]): void => void execFileSync("git", args, { cwd: folder });
  git("init", "-q");
  git("config", "user.name", "Bench");
  git("config", "user.email", "bench@example.org");
  for (let i = 0; i < 100; i++) mkdirSync(path.join(folder, `package${i}`));
  changeFiles(folder, fileCount, "first");
  git("add", "-A");
  git("commit", "-qm", "first");
}

function changeFiles(folder: string, count: number, content: string): void {
  for (let i = 0; i < count; i++) {
    const file = path.join(folder, `package${i % 100}`, `module${i}.py`);
    writeFileSync(file, `# ${content}\n${`value = ${i}\n`.repeat(100)}`);
  }
}

await main();
