import {
  closeSync,
  constants,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
  type Dirent,
  type Stats,
} from "node:fs";
import path from "node:path";
import { joinPath } from "../../core/formats/filePaths.ts";
import type { FolderView } from "../../core/formats/runFormat.ts";

/** What `FolderView.head` reads of a file. */
const headBytes = 8192;
/** A folder with more entries is looked at no further than this: it holds data, not runs. */
const maxEntries = 50_000;
/** FAT tells times in steps of two seconds, Linux of a few milliseconds. */
const timeStepMs = 2000;

/** A folder as it was listed, and what was looked at through it. */
export interface ListedFolder extends FolderView {
  /** Absolute. */
  readonly absolute: string;
  /** Links to folders, by name. */
  readonly links: readonly string[];
  /** Files and folders that were asked about, with the state they had: see `isUnchanged`. */
  readonly dependencies: ReadonlyMap<string, string>;
}

/** Undefined for a folder that is gone or may not be read. */
export function listFolder(base: string, relative: string): ListedFolder | undefined {
  const dependencies = new Map<string, string>();
  return listInto(base, relative, dependencies);
}

/** Whether all that a listing was made of is as it was: nothing came, went or was written. */
export function isUnchanged({ dependencies }: Pick<ListedFolder, "dependencies">): boolean {
  for (const [file, state] of dependencies) if (stateOf(file) !== state) return false;
  return true;
}

function listInto(
  base: string,
  relative: string,
  dependencies: Map<string, string>,
): ListedFolder | undefined {
  const absolute = relative === "" ? base : path.join(base, relative);
  const state = settledStateOf(absolute);
  const entries = readEntries(absolute);
  if (entries === undefined) return undefined;
  dependencies.set(absolute, state);
  const files: string[] = [];
  const folders: string[] = [];
  const links: string[] = [];
  for (const entry of entries) sort(entry, absolute, { files, folders, links });
  const names = { files: new Set(files), folders: new Set(folders) };
  return {
    absolute,
    path: relative,
    name: path.basename(absolute),
    files: files.sort(),
    folders: folders.sort(),
    links,
    dependencies,
    hasFile: (name) => names.files.has(name),
    hasFolder: (name) => names.folders.has(name),
    head: (file) => readHead(path.join(absolute, file), dependencies),
    list: (folder) => listInto(base, joinPath(relative, folder), dependencies),
  };
}

function sort(
  entry: Dirent,
  folder: string,
  into: { readonly files: string[]; readonly folders: string[]; readonly links: string[] },
): void {
  if (entry.isDirectory()) into.folders.push(entry.name);
  else if (entry.isFile()) into.files.push(entry.name);
  else {
    // A link; or a file system that does not say what its entries are.
    const target = statOf(path.join(folder, entry.name));
    if (target?.isFile() === true) into.files.push(entry.name);
    else if (target?.isDirectory() === true) {
      (entry.isSymbolicLink() ? into.links : into.folders).push(entry.name);
    }
  }
}

function readEntries(folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true }).slice(0, maxEntries);
  } catch {
    // Gone meanwhile, or not ours to read: as good as empty.
    return undefined;
  }
}

/** A file that may still grow into something recognizable is looked at again when it changes. */
function readHead(file: string, dependencies: Map<string, string>): Uint8Array {
  const stats = statOf(file);
  if (stats?.isFile() !== true) return new Uint8Array(0);
  if (stats.size < headBytes) dependencies.set(file, describe(stats));
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return new Uint8Array(0);
  }
  try {
    const buffer = new Uint8Array(headBytes);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, headBytes, 0));
  } catch {
    return new Uint8Array(0);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The state of a folder by which it is known later, or one that it never has: file systems tell
 * times in steps, so that a file that comes right after the listing may leave the time as it was.
 */
function settledStateOf(folder: string): string {
  const stats = statOf(folder);
  if (stats === undefined) return "";
  return Math.abs(Date.now() - stats.mtimeMs) < timeStepMs ? "fresh" : describe(stats);
}

function stateOf(file: string): string {
  const stats = statOf(file);
  return stats === undefined ? "" : describe(stats);
}

function describe(stats: Stats): string {
  return stats.isDirectory() ? `${stats.ino} ${stats.mtimeMs}` : `${stats.size} ${stats.mtimeMs}`;
}

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    // A link that leads in a circle, or a folder on the way that may not be entered.
    return undefined;
  }
}

/** Where a folder really is; undefined for what cannot be resolved. */
export function realFolder(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined;
  }
}
