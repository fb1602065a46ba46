import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { FoundFile, FoundFolder, StateView } from "../../../core/formats/dvc/readRow.ts";
import { readSmallFile, type DvcCache } from "./dvcCache.ts";

const maxFiles = 1000;
const maxDepth = 8;

/** The files on disk: of the workspace, or of the folder in which an experiment runs. */
export class WorkingView implements StateView {
  /** When the newest file that was looked at was written, milliseconds since the epoch. */
  newest = 0;
  readonly #root: string;
  readonly #cache: DvcCache;
  readonly #folders: readonly string[];
  readonly #files = new Map<string, string>();

  /** `folders` are those that hold a `dvc.yaml`, as far as they are known. */
  constructor(root: string, folders: readonly string[], cache: DvcCache) {
    this.#root = root;
    this.#folders = [...new Set(["", ...folders])];
    this.#cache = cache;
  }

  pipelineFolders(): readonly string[] {
    return this.#folders;
  }

  find(name: string): FoundFile | FoundFolder | null {
    const file = path.join(this.#root, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) return { kind: "folder", files: listFiles(file, "", 0) };
    if (stat?.isFile() !== true) return null;
    const id = `disk:${name}:${stat.mtimeMs}:${stat.size}:${stat.ino}`;
    this.#files.set(id, file);
    this.newest = Math.max(this.newest, stat.mtimeMs);
    return { kind: "file", id };
  }

  findCached(md5: string): FoundFile | null {
    return this.#cache.find(md5);
  }

  content({ id }: FoundFile): Uint8Array | null {
    if (id.startsWith("md5:")) return this.#cache.content(id);
    return readSmallFile(this.#files.get(id) ?? "");
  }
}

export function listFiles(folder: string, prefix: string, depth: number): string[] {
  const found: string[] = [];
  for (const entry of entriesOf(folder)) {
    if (found.length >= maxFiles) break;
    if (entry.isFile()) found.push(prefix + entry.name);
    else if (entry.isDirectory() && depth < maxDepth) {
      found.push(...listFiles(path.join(folder, entry.name), `${prefix}${entry.name}/`, depth + 1));
    }
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
