import type { CommitHistory, HistoryCommit } from "../../core/runs/guessCommit.ts";
import type { Git } from "./git.ts";
import { firstOf, type LoggedCommit } from "./refs.ts";
import { prefixOf, type RepositoryPlace } from "./locate.ts";

/** Older commits than so many are not looked at. */
const maxCommits = 20_000;

export interface LogOptions {
  readonly maxCount?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Commits that the revisions lead to by first parents alone, newest first; none in a repository
 * without commits.
 */
export async function readFirstParents(
  git: Git,
  revisions: readonly string[],
  { maxCount = maxCommits, signal }: LogOptions = {},
): Promise<LoggedCommit[]> {
  const args = [
    "rev-list",
    "--first-parent",
    "--ignore-missing",
    `--max-count=${maxCount}`,
    "--format=%T%x00%P%x00%ct%x00%an%x00%s",
    ...revisions,
    "--",
  ];
  const { exitCode, stdout } = await git.call(args, { signal });
  // HEAD names nothing before the first commit.
  if (exitCode !== 0) return [];
  const commits: LoggedCommit[] = [];
  let hash = "";
  for (const line of stdout.toString("utf8").split("\n")) {
    if (line.startsWith("commit ") && !line.includes("\0")) {
      hash = line.slice(7);
      continue;
    }
    const fields = line.split("\0");
    if (fields.length < 5) continue;
    const field = (index: number): string => fields[index] ?? "";
    commits.push({
      ...{ hash, tree: field(0), firstParent: firstOf(field(1)) },
      ...{ committedAt: Number(field(2)) * 1000, author: field(3), subject: field(4) },
    });
  }
  return commits;
}

/**
 * The history of what is checked out, for telling runs' commits by their times. It is read anew only
 * when HEAD has moved.
 */
export class CommitLog {
  readonly #git: Git;
  readonly #place: RepositoryPlace;
  readonly #root: string;
  #history: CommitHistory | undefined;
  #head = "";

  /** `root` is the project's root, a folder in the working tree. */
  constructor(git: Git, place: RepositoryPlace, root: string) {
    this.#git = git;
    this.#place = place;
    this.#root = root;
  }

  async read(signal?: AbortSignal): Promise<CommitHistory> {
    const head = await this.#readHead(signal);
    if (this.#history !== undefined && head === this.#head) return this.#history;
    const [, branch = ""] = head.split("\n");
    const logged = await readFirstParents(this.#git, ["HEAD"], { signal });
    const commits = logged.map(({ hash, committedAt, subject, author }): HistoryCommit => ({
      ...{ hash, committedAt, subject, author },
    }));
    this.#history = {
      branch: branch === "" ? null : branch,
      prefix: prefixOf(this.#place.top, this.#root),
      commits,
    };
    this.#head = head;
    return this.#history;
  }

  /** Hash and branch of HEAD, each on its own line; "" for what there is not. */
  async #readHead(signal: AbortSignal | undefined): Promise<string> {
    const format = "--format=%(if)%(HEAD)%(then)%(objectname)%0a%(refname:lstrip=2)%(end)";
    const output = await this.#git.run(["for-each-ref", format, "refs/heads/"], { signal });
    const text = output.toString("utf8").trim();
    if (text !== "") return text;
    const detached = await this.#git.call(["rev-parse", "--verify", "--quiet", "HEAD"], { signal });
    return detached.stdout.toString("latin1").trim();
  }
}
