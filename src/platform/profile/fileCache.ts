import { createHash, randomUUID } from "node:crypto";
import { access, constants, mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";

/**
 * Files that are computed from others and kept: text converted to Parquet, profiles. What is kept
 * is found by a key that names everything it was made of, so an entry is never out of date; those
 * that were used least recently are thrown out. Any number of processes may share a folder.
 */

const partialSuffix = ".partial";
/** Another process may be reading what was used so recently. */
const protectedMs = 60 * 60 * 1000;
export const defaultCacheBytes = 8 * 1024 ** 3;

export interface FileCacheOptions {
  /** Where entries go that the folder does not take: it, or its disk, may be read-only. */
  readonly fallbackFolder?: string;
  readonly maxBytes?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export class FileCache {
  readonly #folder: string;
  readonly #fallbackFolder: string | null;
  readonly #maxBytes: number;
  readonly #now: () => number;

  constructor(
    folder: string,
    { fallbackFolder, maxBytes = defaultCacheBytes, now = Date.now }: FileCacheOptions = {},
  ) {
    this.#folder = folder;
    this.#fallbackFolder = fallbackFolder ?? null;
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  /** The path of the entry that was made of these parts; null when there is none. */
  async find(parts: readonly string[], extension: string): Promise<string | null> {
    const name = nameOf(parts, extension);
    for (const folder of [this.#folder, this.#fallbackFolder]) {
      const file = folder === null ? null : path.join(folder, name);
      if (file === null || (await stat(file).catch(() => null)) === null) continue;
      const now = this.#now() / 1000;
      // The time of a file is when it was used last. Read-only folders keep what they hold.
      await utimes(file, now, now).catch(() => undefined);
      return file;
    }
    return null;
  }

  /**
   * Has `write` make a file, which becomes the entry at once or not at all. A process that made the
   * same meanwhile made the same.
   */
  async add(
    parts: readonly string[],
    extension: string,
    write: (file: string) => Promise<void>,
  ): Promise<string> {
    const folder = await this.#writableFolder();
    const file = path.join(folder, nameOf(parts, extension));
    const partial = path.join(folder, `${randomUUID()}${partialSuffix}`);
    try {
      await write(partial);
      await rename(partial, file).catch(async (error: unknown) => {
        // Windows keeps a file that another process reads from being replaced.
        if ((await stat(file).catch(() => null)) === null) throw error;
      });
    } finally {
      await rm(partial, { force: true }).catch(() => undefined);
    }
    const now = this.#now() / 1000;
    await utimes(file, now, now).catch(() => undefined);
    await this.#throwOut();
    return file;
  }

  async #writableFolder(): Promise<string> {
    try {
      await mkdir(this.#folder, { recursive: true });
      await access(this.#folder, constants.W_OK);
      return this.#folder;
    } catch (error) {
      if (this.#fallbackFolder === null) throw error;
      await mkdir(this.#fallbackFolder, { recursive: true });
      return this.#fallbackFolder;
    }
  }

  async #throwOut(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const entries = await Promise.all(
      names.map(async (name) => {
        const file = path.join(this.#folder, name);
        const found = await stat(file).catch(() => null);
        return found === null ? [] : [{ file, bytes: found.size, usedAt: found.mtimeMs }];
      }),
    );
    const byUse = entries.flat().toSorted((a, b) => a.usedAt - b.usedAt);
    let total = byUse.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { file, bytes, usedAt } of byUse) {
      const isRecent = this.#now() - usedAt < protectedMs;
      // What a process that died left half written counts as unused.
      const isLitter = file.endsWith(partialSuffix) && !isRecent;
      if (isRecent || (total <= this.#maxBytes && !isLitter)) continue;
      await rm(file, { force: true }).catch(() => undefined);
      total -= bytes;
    }
  }
}

function nameOf(parts: readonly string[], extension: string): string {
  const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 40);
  return `${key}${extension}`;
}
