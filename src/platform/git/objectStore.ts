import { readObjects } from "./catFile.ts";
import type { Git } from "./git.ts";

/** Larger objects are taken for missing. */
const maxObjectBytes = 8 * 1024 * 1024;
const maxBatchBytes = 64 * 1024 * 1024;
const maxBatchObjects = 10_000;
const maxTrees = 100_000;

export interface TreeEntry {
  readonly kind: "file" | "folder";
  readonly hash: string;
}

export type Tree = ReadonlyMap<string, TreeEntry>;

/**
 * Trees and files of a repository by their hashes. Asking gives what is there; what is not is
 * fetched by the next `load`, thousands of objects with two processes. Trees are kept, contents
 * only until `release`.
 *
 * Nothing is fetched from a remote: in a partial clone, objects that are not here are missing.
 */
export class ObjectStore {
  readonly #git: Git;
  readonly #trees = new Map<string, Tree | null>();
  readonly #blobs = new Map<string, Uint8Array | null>();
  readonly #wanted = new Map<string, "tree" | "blob">();

  constructor(git: Git) {
    this.#git = git;
  }

  /** Null for what is no tree; undefined until it is loaded. */
  tree(hash: string): Tree | null | undefined {
    const tree = this.#trees.get(hash);
    if (tree === undefined) this.#wanted.set(hash, "tree");
    return tree;
  }

  /** Null for a file that is missing or too large; undefined until it is loaded. */
  blob(hash: string): Uint8Array | null | undefined {
    const blob = this.#blobs.get(hash);
    if (blob === undefined) this.#wanted.set(hash, "blob");
    return blob;
  }

  /** Fetches what was asked for in vain. */
  async load(signal?: AbortSignal): Promise<void> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    if (this.#trees.size > maxTrees) this.#trees.clear();
    // Trees are small: only of files must the size be known before they are read.
    const files = wanted.flatMap(([hash, kind]) => (kind === "blob" ? [hash] : []));
    const sizes = await readSizes(this.#git, files, signal);
    let batch: [string, "tree" | "blob"][] = [];
    let batchBytes = 0;
    for (const [hash, kind] of wanted) {
      const size = kind === "tree" ? 0 : sizes.get(hash);
      if (size === undefined || size > maxObjectBytes) {
        this.#blobs.set(hash, null);
        continue;
      }
      batch.push([hash, kind]);
      batchBytes += size;
      if (batch.length < maxBatchObjects && batchBytes < maxBatchBytes) continue;
      await this.#fetch(batch, signal);
      batch = [];
      batchBytes = 0;
    }
    if (batch.length > 0) await this.#fetch(batch, signal);
  }

  release(): void {
    this.#blobs.clear();
  }

  async #fetch(
    batch: readonly (readonly [string, "tree" | "blob"])[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const names = batch.map(([hash]) => hash);
    const objects = await readObjects(this.#git, names, signal, noFetching);
    for (const [index, [hash, kind]] of batch.entries()) {
      const object = objects[index];
      const isRight = object?.type === kind;
      if (kind === "blob") this.#blobs.set(hash, isRight ? object.content : null);
      else this.#trees.set(hash, isRight ? parseTree(object.content, hash.length / 2) : null);
    }
  }
}

/** `<mode> <name>\0<hash>`, one after the other; links and submodules are left out. */
function parseTree(content: Buffer, hashBytes: number): Tree {
  const tree = new Map<string, TreeEntry>();
  let offset = 0;
  while (offset < content.length) {
    const space = content.indexOf(0x20, offset);
    const end = content.indexOf(0, space);
    if (space < 0 || end < 0) break;
    const mode = content.toString("latin1", offset, space);
    const name = content.toString("utf8", space + 1, end);
    offset = end + 1 + hashBytes;
    const hash = content.toString("hex", end + 1, offset);
    if (mode === "40000") tree.set(name, { kind: "folder", hash });
    else if (mode.startsWith("100")) tree.set(name, { kind: "file", hash });
  }
  return tree;
}

const noFetching = { GIT_NO_LAZY_FETCH: "1" };

async function readSizes(
  git: Git,
  hashes: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Map<string, number>> {
  if (hashes.length === 0) return new Map();
  const output = await git.run(["cat-file", "--batch-check=%(objectname) %(objectsize)"], {
    input: `${hashes.join("\n")}\n`,
    env: noFetching,
    signal,
  });
  const sizes = new Map<string, number>();
  for (const line of output.toString("latin1").split("\n")) {
    const [hash = "", size = ""] = line.split(" ");
    if (/^\d+$/.test(size)) sizes.set(hash, Number(size));
  }
  return sizes;
}
