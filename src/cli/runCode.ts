import { AppError } from "../base/errors.ts";
import { snapshotErrorTag, type Run } from "../core/runs/run.ts";
import { openRepository, type Repository } from "../platform/git/repository.ts";

/** The repository that a project lies in. Who starts a command there trusts it. */
export async function requireRepository(root: string, signal: AbortSignal): Promise<Repository> {
  const repository = await openRepository(root, { isTrusted: true, signal });
  if (repository !== null) return repository;
  throw new AppError(
    "no-repository",
    `${root} is not in a git repository: Sextant ties code to runs in git repositories only.`,
  );
}

/** The commit that holds the code of a run, known to be in the repository. */
export async function requireCode(repository: Repository, run: Run): Promise<string> {
  const commit = run.git?.snapshot ?? null;
  if (commit === null) {
    const error = run.tags[snapshotErrorTag];
    const reason = error ?? "it was started with --no-snapshot, or by another tool.";
    throw new AppError(
      "run-without-code",
      `Run ${run.name} (${run.id}) has no recorded code: ${reason}`,
    );
  }
  await repository.requireCommit(commit);
  return commit;
}
