import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The names inside a project's `.sextant` folder. */
export const sextantFolderName = ".sextant";

/**
 * The folder that runs of `cwd` belong to: the nearest one upwards with a `sextant.yaml` or a
 * `.sextant` folder, else the top of the git working tree, else `cwd` itself. The search does not
 * leave the working tree: what lies above it (another repository around a worktree or a submodule,
 * a home folder where somebody once ran something) has other code.
 */
export function findProjectRoot(cwd: string): string {
  const start = path.resolve(cwd);
  const top = nearest(start, (folder) => has(folder, ".git"));
  const isProject = (folder: string): boolean =>
    has(folder, "sextant.yaml") || has(folder, sextantFolderName);
  return nearest(start, isProject, top) ?? top ?? start;
}

export interface ProjectPaths {
  readonly root: string;
  readonly sextant: string;
  readonly runs: string;
  readonly models: string;
  readonly experiments: string;
  /** Registered models and their versions. */
  readonly registry: string;
  /** A cache: see fileHashes.ts. */
  readonly hashes: string;
}

export function projectPaths(root: string): ProjectPaths {
  const sextant = path.join(root, sextantFolderName);
  return {
    root,
    sextant,
    runs: path.join(sextant, "runs"),
    models: path.join(sextant, "models"),
    experiments: path.join(sextant, "experiments.jsonl"),
    registry: path.join(sextant, "registry.jsonl"),
    hashes: path.join(sextant, "hashes.json"),
  };
}

export interface RunPaths {
  readonly folder: string;
  readonly journal: string;
  readonly log: string;
  readonly artifacts: string;
  /** What the supervisor says of itself; see supervisorFile.ts. */
  readonly supervisor: string;
  /** The file that `SEXTANT_METRICS` names. */
  readonly metrics: string;
}

export function runPaths(root: string, runId: string): RunPaths {
  const folder = path.join(projectPaths(root).runs, runId);
  return {
    folder,
    journal: path.join(folder, "journal.jsonl"),
    log: path.join(folder, "log"),
    artifacts: path.join(folder, "artifacts"),
    supervisor: path.join(folder, "supervisor.json"),
    metrics: path.join(folder, "metrics.jsonl"),
  };
}

/** True when some `.git` lies in the folder or above it, be it a good one or not. */
export function isBelowGit(folder: string): boolean {
  return nearest(path.resolve(folder), (candidate) => has(candidate, ".git")) !== undefined;
}

/** Makes `.sextant` with a `.gitignore` that keeps all of it out of git. */
export function createSextantFolder(root: string): void {
  const paths = projectPaths(root);
  mkdirSync(paths.runs, { recursive: true });
  const ignoreFile = path.join(paths.sextant, ".gitignore");
  if (!existsSync(ignoreFile)) writeFileSync(ignoreFile, "*\n");
}

/** Looks up to `last` at most, which is looked at too. */
function nearest(
  start: string,
  isWanted: (folder: string) => boolean,
  last?: string,
): string | undefined {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (isWanted(folder)) return folder;
    if (folder === last || path.dirname(folder) === folder) return undefined;
  }
}

/** False also for what cannot be looked at. */
export function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function has(folder: string, name: string): boolean {
  return existsSync(path.join(folder, name));
}
