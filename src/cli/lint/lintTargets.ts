import { realpathSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { AppError, describeError } from "../../base/errors.ts";
import { findLintRoot } from "../../platform/lint/lintRoot.ts";

/** A project, and what of it is asked for. */
export interface LintTarget {
  /** Absolute. */
  readonly root: string;
  /** Relative to the root, with `/`; "" for all of it. */
  readonly scopes: readonly Scope[];
}

export interface Scope {
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * The projects that paths lie in. `isRootGiven`: the one folder that is named is the project.
 * AppError `path-missing`.
 */
export function findTargets(
  paths: readonly string[],
  { cwd, isRootGiven }: { readonly cwd: string; readonly isRootGiven: boolean },
): LintTarget[] {
  const scopesByRoot = new Map<string, Scope[]>();
  for (const given of paths.length === 0 ? ["."] : paths) {
    const { absolute, isFolder } = locate(path.resolve(cwd, given), given);
    const folder = isFolder ? absolute : path.dirname(absolute);
    const root = isRootGiven ? (isFolder ? absolute : realpathSync(cwd)) : findLintRoot(folder);
    const inside = path.relative(root, absolute).split(path.sep).join("/");
    const scopes = scopesByRoot.get(root);
    if (scopes === undefined) scopesByRoot.set(root, [{ path: inside, isFolder }]);
    else scopes.push({ path: inside, isFolder });
  }
  return [...scopesByRoot].map(([root, scopes]) => ({ root, scopes }));
}

/** The files that are asked for: those below folders, and those that are named. */
export function pathsInScope(all: readonly string[], scopes: readonly Scope[]): string[] {
  const folders = scopes.filter(({ isFolder }) => isFolder).map((scope) => scope.path);
  const isBelow = (file: string): boolean =>
    folders.some((folder) => folder === "" || file.startsWith(`${folder}/`));
  const named = scopes.filter(({ isFolder }) => !isFolder).map((scope) => scope.path);
  return [...new Set([...all.filter(isBelow), ...named])].sort();
}

/** A list of files, one a line or behind each other with NUL between, as git gives them. */
export function readTrackedList(file: string, cwd: string): string[] {
  const absolute = path.resolve(cwd, file);
  let text: string;
  try {
    text = readFileSync(absolute, "utf8");
  } catch (error) {
    const reason = describeError(error);
    throw new AppError("list-unreadable", `The list ${file} cannot be read: ${reason}.`);
  }
  return text
    .split(text.includes("\0") ? "\0" : /\r?\n/)
    .map((line) => line.replace(/^\.\//, ""))
    .filter((line) => line !== "");
}

/** Links on the way are followed, as git does when it names the top of a working tree. */
function locate(absolute: string, given: string): { absolute: string; isFolder: boolean } {
  try {
    const real = realpathSync(absolute);
    return { absolute: real, isFolder: statSync(real).isDirectory() };
  } catch {
    throw new AppError("path-missing", `There is no file or folder ${given}.`);
  }
}
