import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { findProjectRoot } from "../runs/project.ts";

/**
 * The folder whose files are linted together: the top of the git working tree that a folder lies
 * in, else that of the DVC repository, else that of Sextant's project. Rules look at what files
 * mean to each other, so that a part of a repository is never linted on its own.
 */
export function findLintRoot(folder: string): string {
  const start = path.resolve(folder);
  return nearest(start, isGitTop) ?? nearest(start, isDvcTop) ?? findProjectRoot(start);
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
