import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { findProjectRoot } from "../runs/project.ts";

/**
 * The folder whose files are linted together: the top of the git working tree that a folder lies
 * in, else that of the DVC repository, else that of Sextant's project. Rules look at what files
 * mean to each other, so that a part of a repository is never linted on its own.
 *
 * The home folder and those above it count only when they are asked for themselves: who keeps
 * settings there in git does not want everything in it read for one project.
 */
export function findLintRoot(folder: string, home = homedir()): string {
  const start = path.resolve(folder);
  const isAllowed = (top: string): boolean => top === start || !isAtOrAbove(top, home);
  const top =
    nearest(start, (one) => isAllowed(one) && isGitTop(one)) ??
    nearest(start, (one) => isAllowed(one) && isDvcTop(one)) ??
    findProjectRoot(start);
  return isAllowed(top) ? top : start;
}

function isAtOrAbove(folder: string, other: string): boolean {
  const below = path.relative(folder, other);
  return below.split(path.sep)[0] !== ".." && !path.isAbsolute(below);
}

function isGitTop(folder: string): boolean {
  return existsSync(path.join(folder, ".git"));
}

function isDvcTop(folder: string): boolean {
  try {
    return statSync(path.join(folder, ".dvc")).isDirectory();
  } catch {
    return false;
  }
}

function nearest(start: string, isWanted: (folder: string) => boolean): string | undefined {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (isWanted(folder)) return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}
