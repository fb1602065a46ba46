import path from "node:path";
import { setImmediate as giveWay } from "node:timers/promises";
import picomatch from "picomatch";
import { throwIfAborted } from "../../base/async.ts";
import { joinPath } from "../../core/formats/filePaths.ts";
import { groupClaims, type ClaimedRun, type FormatClaim } from "../../core/formats/groupClaims.ts";
import type { RunFormat } from "../../core/formats/runFormat.ts";
import { isUnchanged, listFolder, realFolder, type ListedFolder } from "./folderTree.ts";
import type { SourceKind } from "./runSource.ts";

/** Folders that hold programs and caches, by name; nobody's runs are there. */
const ignoredNames: ReadonlySet<string> = new Set([
  "node_modules",
  "site-packages",
  "dist-packages",
  "__pycache__",
  "__pypackages__",
]);
/** Hidden folders in which tools leave runs; others are not looked into. */
const visibleHidden: ReadonlySet<string> = new Set([".wandb"]);
/** What the system makes up: `/proc` leads to the working folder of every process, say. */
const systemFolders: readonly string[] =
  process.platform === "win32" ? [] : ["/proc", "/sys", "/dev"];
const maxDepth = 40;
/** A project has fewer; a home folder or the whole disk has more, and is not searched to its end. */
export const maxFolders = 250_000;
/** The thread answers others at least this often. */
const maxBusyMs = 15;

export interface FolderSearchOptions {
  /** Absolute. */
  readonly base: string;
  /** Globs of files and folders to leave out, relative to the base. */
  readonly exclude: readonly string[];
  readonly formats: readonly RunFormat[];
  readonly kinds: readonly SourceKind[];
  /** False: links to folders are left alone, as in Restricted Mode, where they could lead anywhere. */
  readonly followsLinks: boolean;
}

export interface FoundSource {
  readonly kind: SourceKind;
  /** Relative to the base. */
  readonly path: string;
}

export interface Found {
  readonly runs: readonly ClaimedRun[];
  readonly sources: readonly FoundSource[];
  /** There are more than `maxFolders` folders: the others were not looked into. */
  readonly isCut: boolean;
}

export interface SearchControl {
  readonly signal?: AbortSignal;
  /** Told now and then how many folders were looked into, and how much was found there. */
  readonly onProgress?: (folderCount: number, foundCount: number) => void;
}

/** What one folder was found to hold, and when to look again. */
interface Looked {
  readonly dependencies: ReadonlyMap<string, string>;
  readonly claims: readonly FormatClaim[];
  readonly sources: readonly FoundSource[];
  readonly folders: readonly string[];
  /** Folders at any depth below that belong to what was found here. */
  readonly owned: ReadonlySet<string>;
}

/**
 * Looks for runs below a folder. A second search lists only those folders again in which something
 * changed. Links to folders are followed when they lead out of the base, each folder once.
 */
export class FolderSearch {
  readonly #options: FolderSearchOptions;
  readonly #isExcluded: (relative: string) => boolean;
  #looked = new Map<string, Looked>();

  constructor(options: FolderSearchOptions) {
    this.#options = options;
    this.#isExcluded = createExclusion(options.exclude);
  }

  async search(control: SearchControl = {}): Promise<Found> {
    const walk = new Walk(realFolder(this.#options.base));
    const seen = new Map<string, Looked>();
    const owned = new Set<string>();
    let foundCount = 0;
    const pending: { relative: string; depth: number }[] = [{ relative: "", depth: 0 }];
    let lastPause = performance.now();
    let isCut = false;
    for (let next = pending.pop(); next !== undefined && !isCut; next = pending.pop()) {
      const { relative, depth } = next;
      if (owned.has(relative)) continue;
      const looked = this.#lookInto(relative, walk);
      if (looked === undefined) continue;
      seen.set(relative, looked);
      isCut = seen.size >= maxFolders;
      foundCount += looked.claims.length + looked.sources.length;
      for (const folder of looked.owned) owned.add(folder);
      if (depth < maxDepth) {
        // The last one pushed is looked into first: reversed, so that the order is that of names.
        for (const folder of [...looked.folders].reverse()) {
          pending.push({ relative: folder, depth: depth + 1 });
        }
      }
      if (performance.now() - lastPause < maxBusyMs) continue;
      control.onProgress?.(seen.size, foundCount);
      await giveWay();
      throwIfAborted(control.signal);
      lastPause = performance.now();
    }
    this.#looked = seen;
    control.onProgress?.(seen.size, foundCount);
    const all = [...seen.values()];
    return {
      runs: groupClaims(all.flatMap(({ claims }) => claims)),
      sources: all.flatMap(({ sources }) => sources),
      isCut,
    };
  }

  #lookInto(relative: string, walk: Walk): Looked | undefined {
    const known = this.#looked.get(relative);
    if (known !== undefined && isUnchanged(known)) return known;
    const folder = listFolder(this.#options.base, relative);
    return folder === undefined ? undefined : this.#look(folder, walk);
  }

  #look(listed: ListedFolder, walk: Walk): Looked {
    const isEnvironment = listed.hasFile("pyvenv.cfg") || listed.hasFolder("conda-meta");
    if (isEnvironment) {
      return {
        dependencies: listed.dependencies,
        claims: [],
        sources: [],
        folders: [],
        owned: new Set(),
      };
    }
    const folder = this.#withoutExcluded(listed);
    const owned = new Set<string>();
    const sources = this.#options.kinds.flatMap((kind) =>
      kind.detect(folder).map((found) => {
        for (const name of found.ownedFolders) owned.add(name);
        return { kind, path: found.path };
      }),
    );
    const claims = this.#options.formats.flatMap((format) =>
      format.detect(folder).map((claim) => {
        for (const name of claim.ownedFolders ?? []) owned.add(name);
        return { format: format.id, claim };
      }),
    );
    const links = listed.links.filter(
      (name) =>
        this.#options.followsLinks && walk.isWorthFollowing(path.join(listed.absolute, name)),
    );
    const folders = [...folder.folders, ...links]
      .filter(isVisible)
      .filter((name) => !systemFolders.includes(path.join(listed.absolute, name)))
      .map((name) => joinPath(listed.path, name))
      .filter((name) => !this.#isExcluded(name));
    return { dependencies: listed.dependencies, claims, sources, folders, owned };
  }

  /** Files that are excluded are nobody's business. */
  #withoutExcluded(listed: ListedFolder): ListedFolder {
    if (this.#options.exclude.length === 0) return listed;
    const files = listed.files.filter((name) => !this.#isExcluded(joinPath(listed.path, name)));
    if (files.length === listed.files.length) return listed;
    const names = new Set(files);
    return { ...listed, files, hasFile: (name) => names.has(name) };
  }
}

/** Which links of one walk have been followed. */
class Walk {
  readonly #base: string | undefined;
  readonly #followed = new Set<string>();

  constructor(base: string | undefined) {
    this.#base = base;
  }

  /** A link that leads back into the base shows what is found there anyway. */
  isWorthFollowing(link: string): boolean {
    const target = realFolder(link);
    if (target === undefined || this.#base === undefined) return false;
    const isInside = (inner: string, outer: string): boolean =>
      inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);
    if (isInside(target, this.#base) || isInside(this.#base, target)) return false;
    if (systemFolders.some((folder) => isInside(target, folder))) return false;
    if ([...this.#followed].some((known) => isInside(target, known))) return false;
    this.#followed.add(target);
    return true;
  }
}

function isVisible(name: string): boolean {
  if (name.startsWith(".")) return visibleHidden.has(name);
  return !ignoredNames.has(name);
}

function createExclusion(globs: readonly string[]): (relative: string) => boolean {
  if (globs.length === 0) return () => false;
  // A folder is excluded by `**/data/**` as well as by `**/data`.
  const patterns = globs.flatMap((glob) =>
    glob.endsWith("/**") ? [glob, glob.slice(0, -3)] : [glob],
  );
  return picomatch(patterns, { dot: true });
}
