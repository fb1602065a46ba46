import path from "node:path";
import type { Command } from "commander";
import type { OmittedFile, Run } from "../../core/runs/run.ts";
import { shortHash, suggestBranchName } from "../../core/snapshots/describe.ts";
import type { Repository } from "../../platform/git/repository.ts";
import type { Restored } from "../../platform/git/restore.ts";
import { exitCodes, type CliContext, type CliIo } from "../io.ts";
import { withProjectIndex } from "../projectIndex.ts";
import { printable } from "../reporters/textTable.ts";
import { requireCode, requireRepository } from "../runCode.ts";

interface RestoreFlags {
  readonly path?: string;
  readonly worktree?: string;
  /** True when no name was given. */
  readonly branch?: string | true;
  readonly inPlace?: boolean;
  readonly overwrite?: boolean;
}

interface RestoreWork {
  readonly repository: Repository;
  readonly run: Run;
  readonly commit: string;
  readonly flags: RestoreFlags;
  readonly io: CliIo;
}

export function registerRestore(program: Command, context: CliContext): void {
  const command = program.command("restore");
  command
    .summary("bring back the code of a run")
    .description(
      "Brings back the exact code that a run used, uncommitted changes included, in one of\n" +
        "three ways. The files of the working tree are touched by --in-place only.",
    )
    .argument("<run>", "id, beginning of an id, name, @latest or @latest~1")
    .option("--worktree <folder>", "into a new working tree of the repository")
    .option("--branch [name]", "as a branch, which is made but not switched to")
    .option("--in-place", "into the working tree; HEAD and index stay as they are")
    .option("--overwrite", "with --in-place: over uncommitted work, after keeping it as a commit")
    .option("--path <folder>", "the project, or a folder inside it (default: the current one)")
    .action(async (reference: string, flags: RestoreFlags) => {
      const fault = findFault(flags);
      if (fault !== null) command.error(`error: ${fault}`, { exitCode: exitCodes.usage });
      await withProjectIndex({ io: context.io, folder: flags.path }, async ({ root, resolve }) => {
        const run = resolve(reference);
        const repository = await requireRepository(root, context.io.signal);
        const commit = await requireCode(repository, run);
        await restore({ repository, run, commit, flags, io: context.io });
      });
    });
}

function findFault({ worktree, branch, inPlace, overwrite }: RestoreFlags): string | null {
  const ways = [worktree, branch, inPlace].filter((way) => way !== undefined);
  if (ways.length !== 1) return "choose one of --worktree <folder>, --branch [name], --in-place";
  if (overwrite === true && inPlace !== true) return "--overwrite goes with --in-place only";
  return null;
}

async function restore(work: RestoreWork): Promise<void> {
  const { flags } = work;
  if (flags.worktree !== undefined) await toWorktree(work, flags.worktree);
  else if (flags.branch !== undefined) await toBranch(work, flags.branch);
  else await inPlace(work);
}

async function toWorktree({ repository, run, commit, io }: RestoreWork, folder: string) {
  const target = path.resolve(io.cwd, folder);
  const restored = await repository.restoreToWorktree(commit, target, io.signal);
  io.stdout.write(`${describeCode(run, commit)} is in ${target}\n`);
  explainMissing(restored, io);
}

async function toBranch({ repository, run, commit, io }: RestoreWork, named: string | true) {
  const name = named === true ? suggestBranchName(run, await repository.branches()) : named;
  const restored = await repository.restoreToBranch(commit, name, io.signal);
  io.stdout.write(`${describeCode(run, commit)} is on the new branch ${name}\n`);
  explainMissing(restored, io);
}

async function inPlace({ repository, run, commit, flags, io }: RestoreWork) {
  const overwrite = flags.overwrite === true;
  const restored = await repository.restoreInPlace(commit, { overwrite, signal: io.signal });
  io.stdout.write(`${describeCode(run, commit)} is in ${repository.top}\n`);
  if (restored.backup !== null) {
    const { ref, commit: kept } = restored.backup;
    io.stdout.write(`What was uncommitted there is kept as commit ${shortHash(kept)} (${ref})\n`);
  }
  explainMissing(restored, io);
}

function describeCode(run: Run, commit: string): string {
  return `The code of ${printable(run.name)} (${run.id}, commit ${shortHash(commit)})`;
}

function explainMissing({ missing, nestedMissing }: Restored, { stderr }: CliIo): void {
  for (const file of missing) stderr.write(`sextant: missing: ${describeFile(file)}\n`);
  for (const nested of nestedMissing) {
    stderr.write(`sextant: not restored: the repository in ${printable(nested)}\n`);
  }
}

function describeFile({ path: name, sizeBytes, sha256 }: OmittedFile): string {
  const reason = sha256 === "" ? "could not be read" : "was too large to store";
  const hash = sha256 === "" ? "" : `, SHA-256 ${sha256}`;
  return `${printable(name)} ${reason} (${sizeBytes} bytes${hash})`;
}
