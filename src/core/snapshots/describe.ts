import type { GitState, Run } from "../runs/run.ts";

/** A commit's hash as people write it. */
export function shortHash(hash: string): string {
  return hash.slice(0, 7);
}

/** Said of a commit that nobody recorded. */
export const guessedCommit = "Guessed from the time the run began";

/** A commit's hash or name, marked where it is a guess: `≈ 1a2b3c4`. */
export function markGuess(label: string, git: Pick<GitState, "isGuess">): string {
  return git.isGuess === true ? `≈ ${label}` : label;
}

/** One line on the code of a run: `commit 1a2b3c4 on main + uncommitted changes`. */
export function describeGitState(git: GitState | null): string {
  if (git === null) return "not in a git repository";
  if (git.isGuess === true && git.commit !== null) {
    return `commit ≈ ${shortHash(git.commit)}, guessed from the time the run began`;
  }
  const base = git.commit === null ? "no commit yet" : `commit ${shortHash(git.commit)}`;
  const branch = git.branch === null ? " (detached)" : ` on ${git.branch}`;
  const changes = git.isDirty ? " + uncommitted changes" : "";
  return base + branch + changes + describeOmittedCount(git.omitted.length);
}

function describeOmittedCount(count: number): string {
  if (count === 0) return "";
  return `, without ${count} large untracked ${count === 1 ? "file" : "files"}`;
}

/**
 * A branch name for the code of a run that is not taken yet: `sextant/brave-otter`, then
 * `sextant/brave-otter-2`. Letters of any script stay; what git forbids becomes a dash.
 */
export function suggestBranchName(
  run: Pick<Run, "id" | "name">,
  taken: ReadonlySet<string> = new Set(),
): string {
  const cleaned = run.name
    .normalize("NFC")
    // Not allowed in refs: control characters, space, ~ ^ : ? * [ \ and the sequences .. and @{
    .replace(/[\u0000-\u0020\u007f~^:?*[\\/{}"'`$&|<>;!()#%]+/gu, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/-{2,}/g, "-")
    .slice(0, 60)
    .replace(/^[-.@]+|[-.]+$/g, "")
    .replace(/\.lock$/i, "");
  const base = `sextant/${cleaned === "" ? run.id : cleaned}`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(name)) return name;
  }
}
