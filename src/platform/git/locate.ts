import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Git } from "./git.ts";
import { type CallOptions } from "./git.ts";

/** Where a repository is. All paths absolute, with links resolved as git resolves them. */
export interface RepositoryPlace {
  /** Top of the working tree. */
  readonly top: string;
  /** Of this working tree: holds HEAD and index. */
  readonly gitDir: string;
  /** Shared by all working trees of the repository: holds objects and refs. */
  readonly commonDir: string;
}

const questions = ["--show-toplevel", "--absolute-git-dir", "--git-common-dir"] as const;

/**
 * The repository whose working tree holds `folder`. Null where there is none: outside git, inside a
 * `.git` folder, in a bare repository, behind a `.git` file that points nowhere, or where the
 * configuration puts the working tree elsewhere. A repository that
 * git refuses to read for its owner is an AppError.
 */
export async function locateRepository(
  git: Git,
  signal?: AbortSignal,
): Promise<RepositoryPlace | null> {
  if (statSync(git.folder, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
  const result = await git.call(["rev-parse", ...questions], { signal });
  if (result.exitCode !== 0) {
    const failure = git.failure(["rev-parse"], result);
    if ("code" in failure && failure.code === "git-unsafe-owner") throw failure;
    return null;
  }
  const lines = result.stdout.toString("utf8").split("\n").slice(0, -1);
  const [top = "", gitDir = "", commonDir = ""] =
    lines.length === questions.length ? lines : await askOneByOne(git, { signal });
  if (!isWithin(path.resolve(top), realpathSync(git.folder))) return null;
  return {
    top: path.resolve(top),
    gitDir: path.resolve(gitDir),
    commonDir: path.resolve(git.folder, commonDir),
  };
}

/** A path with a newline in it makes the common answer ambiguous. */
async function askOneByOne(git: Git, options: CallOptions): Promise<string[]> {
  const answers: string[] = [];
  for (const question of questions) {
    const answer = await git.run(["rev-parse", question], options);
    answers.push(answer.toString("utf8").replace(/\n$/, ""));
  }
  return answers;
}

/** A repository may be configured to have its working tree somewhere else. */
function isWithin(top: string, folder: string): boolean {
  const relative = path.relative(top, folder);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Path of a folder inside a repository: "" at its top, with `/`. */
export function prefixOf(top: string, folder: string): string {
  const inside = realpathSync(folder);
  return isWithin(top, inside) ? path.relative(top, inside).split(path.sep).join("/") : "";
}
