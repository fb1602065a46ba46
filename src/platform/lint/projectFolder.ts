import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
  type Dirent,
} from "node:fs";
import path from "node:path";
import type { FileText, ProjectFiles } from "../../core/ports.ts";
import { decodeText } from "./decodeText.ts";
import type { TrackedSet } from "./trackedSet.ts";

type Kind = "file" | "directory" | "missing";

/** Larger files are nothing that someone wrote. */
const maxBytes = 8 * 1024 * 1024;
/** JSON is a configuration only when it is small. */
const maxJsonBytes = 1024 * 1024;
/** Enough for nearly every configuration: one read gives it whole. */
const bufferBytes = 64 * 1024;
/** Listings of larger folders, which are of data, are not kept. */
const maxKept = 5000;
/** Each path costs a look at all that is known: for more than that all is looked at anew. */
const maxForgotten = 100;
/** Never waits for a pipe's other end, never follows a link unseen. */
const openFlags = constants.O_RDONLY | flag("O_NONBLOCK") | flag("O_NOFOLLOW");
const canRefuseLinks = flag("O_NOFOLLOW") !== 0;

export interface FolderEntry {
  readonly name: string;
  /** `other`: a socket, a pipe, a device, or a link that leads nowhere. */
  readonly kind: "file" | "directory" | "other";
  readonly isLink: boolean;
}

/**
 * A project's files on the disk. What was looked at is kept until it is forgotten, so that one
 * linting sees one state.
 *
 * Invariant: files are read only where they really are below the root: links out of it count as
 * existing, but have no content.
 */
export class ProjectFolder implements ProjectFiles {
  /** Absolute. */
  readonly root: string;
  readonly #buffer = Buffer.allocUnsafeSlow(bufferBytes);
  readonly #kinds = new Map<string, Kind>();
  readonly #entries = new Map<string, ReadonlyMap<string, FolderEntry>>();
  readonly #lists = new Map<string, readonly string[]>();
  /** Folders, and whether they really are below the root. */
  readonly #inside = new Map<string, boolean>();
  #tracked: TrackedSet | undefined;
  #isTrackedThere = false;
  #realRoot: string | undefined;

  constructor(root: string, tracked?: TrackedSet) {
    this.root = path.resolve(root);
    this.#tracked = tracked;
  }

  /**
   * Undefined: not known. `isThere`: tracked files count as existing, be they on the disk or not:
   * who gives a list of them may have taken the configuration only.
   */
  setTracked(tracked: TrackedSet | undefined, { isThere = false } = {}): void {
    this.#tracked = tracked;
    this.#isTrackedThere = isThere;
    this.#lists.clear();
  }

  kindOf(asked: string): Kind {
    const name = innerPath(asked);
    if (name === undefined) return "missing";
    const kind = this.#kindOnDisk(name);
    if (kind !== "missing" || !this.#isTrackedThere) return kind;
    return this.#tracked?.kindOf(name) ?? "missing";
  }

  #kindOnDisk(name: string): Kind {
    if (name === "") return this.#look("");
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    const listed = this.#listedEntry(name);
    let kind: Kind;
    if (listed === null) kind = "missing";
    else if (listed !== undefined) kind = kindOfEntry(listed);
    else kind = this.#kindOnDisk(folderOf(name)) === "directory" ? this.#look(name) : "missing";
    this.#kinds.set(name, kind);
    return kind;
  }

  read(asked: string): FileText | undefined {
    const name = innerPath(asked);
    if (name === undefined) return undefined;
    try {
      const listed = this.#listedEntry(name);
      if (listed === null) return undefined;
      const file = this.#readable(name, listed);
      if (file === undefined) return undefined;
      const isRegular = listed?.kind === "file" && !listed.isLink;
      return this.#readFile(file, { maxBytes: limitOf(name), isRegular });
    } catch {
      // Gone meanwhile, not ours to read, or no file at all.
      return undefined;
    }
  }

  list(asked: string): readonly string[] {
    const folder = innerPath(asked);
    if (folder === undefined) return [];
    const known = this.#lists.get(folder);
    if (known !== undefined) return known;
    const onDisk = [...this.entries(folder).values()].map(({ name, kind }) =>
      kind === "directory" ? `${name}/` : name,
    );
    const listed = this.#isTrackedThere ? (this.#tracked?.namesIn(folder) ?? []) : [];
    const names = (listed.length === 0 ? onDisk : [...new Set([...onDisk, ...listed])]).sort();
    if (names.length <= maxKept) this.#lists.set(folder, names);
    return names;
  }

  isTracked(asked: string): boolean | undefined {
    const name = innerPath(asked);
    return name === undefined ? false : this.#tracked?.has(name);
  }

  /** What is in a folder, by name; nothing when it cannot be listed. */
  entries(folder: string): ReadonlyMap<string, FolderEntry> {
    const known = this.#entries.get(folder);
    if (known !== undefined) return known;
    const found = new Map<string, FolderEntry>();
    for (const entry of this.#readEntries(folder)) found.set(entry.name, entry);
    if (found.size <= maxKept) this.#entries.set(folder, found);
    return found;
  }

  /** Looks at these files and folders, and what lies below them, anew. */
  forget(paths: readonly string[]): void {
    if (paths.length > maxForgotten) {
      this.forgetAll();
      return;
    }
    for (const asked of paths) {
      const name = innerPath(asked);
      if (name === undefined) continue;
      for (const known of [this.#kinds, this.#entries, this.#lists, this.#inside]) {
        known.delete(name);
        deleteBelow(known, name === "" ? "" : `${name}/`);
      }
      // The folders above may have come or gone with it.
      for (let above = name; above !== "";) {
        above = folderOf(above);
        this.#entries.delete(above);
        this.#lists.delete(above);
        this.#kinds.delete(above);
      }
    }
  }

  forgetAll(): void {
    for (const known of [this.#kinds, this.#entries, this.#lists, this.#inside]) known.clear();
    this.#realRoot = undefined;
  }

  absolute(name: string): string {
    return name === "" ? this.root : path.join(this.root, name);
  }

  /** What an earlier listing of its folder says; null for nothing, undefined without a listing. */
  #listedEntry(name: string): FolderEntry | null | undefined {
    if (name === "") return undefined;
    const slash = name.lastIndexOf("/");
    const entries = this.#entries.get(slash < 0 ? "" : name.slice(0, slash));
    return entries === undefined ? undefined : (entries.get(name.slice(slash + 1)) ?? null);
  }

  #look(name: string): Kind {
    try {
      const stats = statSync(this.absolute(name), { throwIfNoEntry: false });
      if (stats?.isDirectory() === true) return "directory";
      return stats?.isFile() === true ? "file" : "missing";
    } catch {
      return "missing";
    }
  }

  #readEntries(folder: string): FolderEntry[] {
    let found: Dirent[];
    try {
      found = readdirSync(this.absolute(folder), { withFileTypes: true });
    } catch {
      return [];
    }
    return found.map((entry) => {
      const { name } = entry;
      if (entry.isFile()) return { name, kind: "file", isLink: false };
      if (entry.isDirectory()) return { name, kind: "directory", isLink: false };
      // A link; or a file system that does not say what its entries are.
      const kind = this.#look(folder === "" ? name : `${folder}/${name}`);
      const isLink = entry.isSymbolicLink();
      return { name, kind: kind === "missing" ? "other" : kind, isLink };
    });
  }

  /** Where a file may be read; undefined for one that is not really below the root. */
  #readable(name: string, listed: FolderEntry | undefined): string | undefined {
    if (listed?.kind === "other" || !this.#isInside(folderOf(name))) return undefined;
    const file = this.absolute(name);
    const isLink = listed?.isLink ?? (!canRefuseLinks || lstatSync(file).isSymbolicLink());
    if (!isLink) return file;
    const real = realpathSync(file);
    return this.#isBelowRoot(real) ? real : undefined;
  }

  #isInside(folder: string): boolean {
    if (folder === "") return true;
    const known = this.#inside.get(folder);
    if (known !== undefined) return known;
    const listed = this.#listedEntry(folder);
    const isLink = listed?.isLink ?? true;
    const isInside = isLink
      ? this.#isBelowRoot(realpathSync(this.absolute(folder)))
      : this.#isInside(folderOf(folder));
    this.#inside.set(folder, isInside);
    return isInside;
  }

  #isBelowRoot(real: string): boolean {
    const root = (this.#realRoot ??= realpathSync(this.root));
    return real === root || real.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
  }

  #readFile(
    file: string,
    { maxBytes: limit, isRegular }: { readonly maxBytes: number; readonly isRegular: boolean },
  ): FileText | undefined {
    const descriptor = openSync(file, openFlags);
    try {
      if (!isRegular && !fstatSync(descriptor).isFile()) return undefined;
      const length = readSync(descriptor, this.#buffer, 0, bufferBytes, 0);
      if (length < bufferBytes) return decodeText(this.#buffer.subarray(0, length));
      const { size } = fstatSync(descriptor);
      if (size > limit) return { text: "", encoding: "too-large" };
      // It may grow meanwhile: what it was is what is read.
      const whole = Buffer.allocUnsafeSlow(size);
      let end = 0;
      for (let got = -1; got !== 0 && end < size; end += got) {
        got = readSync(descriptor, whole, end, size - end, end);
      }
      return decodeText(whole.subarray(0, end));
    } finally {
      closeSync(descriptor);
    }
  }
}

function kindOfEntry({ kind }: FolderEntry): Kind {
  return kind === "other" ? "missing" : kind;
}

function limitOf(name: string): number {
  return /\.json$/i.test(name) ? maxJsonBytes : maxBytes;
}

/** The path without `.` and `..`; undefined for one that leaves the root or that no file can have. */
function innerPath(asked: string): string | undefined {
  if (asked.includes("\0") || path.isAbsolute(asked)) return undefined;
  const isPlain = !/(?:^|\/)\.{0,2}(?:\/|$)/.test(asked);
  if (isPlain || asked === "") return asked;
  const name = path.posix.normalize(asked).replace(/\/$/, "");
  if (name === "." || name === "") return "";
  return name === ".." || name.startsWith("../") ? undefined : name;
}

function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf("/")));
}

function deleteBelow(known: Map<string, unknown>, lead: string): void {
  for (const key of known.keys()) if (key.startsWith(lead)) known.delete(key);
}

/** Windows has not all of them. */
function flag(name: "O_NONBLOCK" | "O_NOFOLLOW"): number {
  const known: Readonly<Record<string, number | undefined>> = constants;
  return known[name] ?? 0;
}
