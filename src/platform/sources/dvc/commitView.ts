import { joinPath } from "../../../core/formats/filePaths.ts";
import type { FoundFile, FoundFolder, StateView } from "../../../core/formats/dvc/readRow.ts";
import type { ObjectStore, Tree, TreeEntry } from "../../git/objectStore.ts";
import type { DvcCache } from "./dvcCache.ts";

const maxDepth = 8;
const maxFiles = 1000;

/** By hash of a tree: the folders in it that hold a `dvc.yaml`. */
export type KnownPipelines = Map<string, readonly string[]>;

export interface CommitPlace {
  readonly store: ObjectStore;
  readonly cache: DvcCache;
  readonly known: KnownPipelines;
  /** Path of DVC's root in the repository; "" at its top. */
  readonly prefix: string;
}

/** The files of a commit. */
export class CommitView implements StateView {
  readonly #place: CommitPlace;
  readonly #tree: string;

  /** `tree` is the hash of the commit's own tree. */
  constructor(place: CommitPlace, tree: string) {
    this.#place = place;
    this.#tree = tree;
  }

  /** The hash of DVC's root; null where the commit has no such folder. */
  rootTree(): string | null | undefined {
    const root: TreeEntry = { kind: "folder", hash: this.#tree };
    const entry = this.#walk(root, this.#place.prefix);
    if (entry === undefined || entry === null) return entry;
    return entry.kind === "folder" ? entry.hash : null;
  }

  pipelineFolders(): readonly string[] | undefined {
    const root = this.rootTree();
    if (root === null) return [];
    return root === undefined ? undefined : this.#findPipelines(root, 0);
  }

  find(path: string): FoundFile | FoundFolder | null | undefined {
    const entry = this.entry(path);
    if (entry === undefined || entry === null) return entry;
    if (entry.kind === "file") return { kind: "file", id: entry.hash };
    const files = this.listFiles(entry.hash);
    return files === undefined ? undefined : { kind: "folder", files };
  }

  findCached(md5: string): FoundFile | null {
    return this.#place.cache.find(md5);
  }

  content({ id }: FoundFile): Uint8Array | null | undefined {
    return id.startsWith("md5:") ? this.#place.cache.content(id) : this.#place.store.blob(id);
  }

  /** What is at a path below DVC's root. */
  entry(path: string): TreeEntry | null | undefined {
    const root = this.rootTree();
    if (root === undefined || root === null) return root;
    return this.#walk({ kind: "folder", hash: root }, path);
  }

  /** Files in a tree and below, by path. */
  listFiles(hash: string, depth = 0): readonly string[] | undefined {
    const tree = this.#place.store.tree(hash);
    if (tree === undefined) return undefined;
    const files: string[] = [];
    let isWhole = true;
    for (const [name, entry] of tree ?? []) {
      if (files.length >= maxFiles) break;
      if (entry.kind === "file") files.push(name);
      else if (depth < maxDepth) {
        const inner = this.listFiles(entry.hash, depth + 1);
        if (inner === undefined) isWhole = false;
        for (const file of inner ?? []) files.push(`${name}/${file}`);
      }
    }
    return isWhole ? files : undefined;
  }

  #walk(from: TreeEntry, path: string): TreeEntry | null | undefined {
    let entry = from;
    for (const name of path === "" ? [] : path.split("/")) {
      if (entry.kind === "file") return null;
      const tree = this.#place.store.tree(entry.hash);
      if (tree === undefined || tree === null) return tree;
      const next = tree.get(name);
      if (next === undefined) return null;
      entry = next;
    }
    return entry;
  }

  /** Folders of other DVC projects inside this one have pipelines of their own. */
  #findPipelines(hash: string, depth: number): readonly string[] | undefined {
    const { store, known } = this.#place;
    const remembered = known.get(hash);
    if (remembered !== undefined) return remembered;
    const tree = store.tree(hash);
    if (tree === undefined) return undefined;
    const folders = tree?.get("dvc.yaml")?.kind === "file" ? [""] : [];
    let isWhole = true;
    for (const [name, entry] of tree === null ? [] : foldersToSearch(tree, depth)) {
      const inner = this.#findPipelines(entry.hash, depth + 1);
      if (inner === undefined) isWhole = false;
      else if (store.tree(entry.hash)?.has(".dvc") !== true) {
        folders.push(...inner.map((folder) => (folder === "" ? name : joinPath(name, folder))));
      }
    }
    if (!isWhole) return undefined;
    known.set(hash, folders);
    return folders;
  }
}

function foldersToSearch(tree: Tree, depth: number): (readonly [string, TreeEntry])[] {
  if (isLiveFolder(tree) || depth >= maxDepth) return [];
  return [...tree].filter(([name, entry]) => entry.kind === "folder" && !name.startsWith("."));
}

/** What DVCLive wrote holds no pipelines, and there is one of it for each experiment. */
function isLiveFolder(tree: Tree): boolean {
  return tree.has("metrics.json") && tree.get("plots")?.kind === "folder";
}
