import { AppError, CancelledError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { Git, type GitOptions } from "./git.ts";

/**
 * The files below a folder that git tracks, by their path relative to it, with `/`. Undefined
 * outside of git, without git, and where git refuses to read the repository.
 */
export async function readTrackedFiles(
  { folder, isTrusted }: GitOptions,
  { log, signal }: { readonly log: Log; readonly signal?: AbortSignal | undefined },
): Promise<readonly string[] | undefined> {
  try {
    const git = new Git({ folder, isTrusted });
    const { exitCode, stdout } = await git.call(["ls-files", "-z"], { signal });
    if (exitCode !== 0) return undefined;
    return stdout.toString("utf8").split("\0").slice(0, -1);
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    if (!AppError.is(error, "git-missing")) log.warn(`tracked files: ${describeError(error)}`);
    return undefined;
  }
}
