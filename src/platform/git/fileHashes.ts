import { createHash } from "node:crypto";
import { createReadStream, lstatSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { BigIntStats } from "node:fs";
import * as z from "zod";
import { throwIfAborted } from "../../base/async.ts";

/** More files are hashed, but not remembered. */
const maxRemembered = 1000;
const maxCacheBytes = 4 * 1024 * 1024;
/**
 * A file that changed so shortly before it was read may change again without its times telling:
 * some file systems count them in steps of two seconds.
 */
const settledMs = 3000;

/** By path; `state` is everything that tells one content of a file from the next. */
const cacheSchema = z.record(
  z.string(),
  z.object({ state: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
);
type Remembered = z.infer<typeof cacheSchema>[string];

/**
 * SHA-256 of large files, remembered between runs: a data set of gigabytes is read once and not at
 * every launch. A cache: what cannot be read or written is done without.
 */
export class FileHashes {
  readonly #cacheFile: string | null;
  readonly #known: ReadonlyMap<string, Remembered>;
  readonly #now: () => number;
  readonly #used = new Map<string, Remembered>();

  private constructor(cacheFile: string | null, now: () => number) {
    this.#cacheFile = cacheFile;
    this.#now = now;
    this.#known = cacheFile === null ? new Map() : readCache(cacheFile);
  }

  /** Null remembers nothing. `now` is in milliseconds since the epoch. */
  static open(cacheFile: string | null, now: () => number = Date.now): FileHashes {
    return new FileHashes(cacheFile, now);
  }

  /** Rejects when the file cannot be read, or with CancelledError. */
  async hash(file: string | Buffer, signal?: AbortSignal): Promise<string> {
    const key = typeof file === "string" ? file : file.toString("latin1");
    const stat = lstatSync(file, { bigint: true });
    const state = describeState(stat);
    const known = this.#known.get(key);
    if (known?.state === state) {
      this.#used.set(key, known);
      return known.sha256;
    }
    const startedAt = this.#now();
    const sha256 = await readHash(file, signal);
    const isSettled = startedAt - newestTimeMs(stat) > settledMs;
    const after = lstatSync(file, { bigint: true, throwIfNoEntry: false });
    if (isSettled && after !== undefined && describeState(after) === state) {
      this.#used.set(key, { state, sha256 });
    }
    return sha256;
  }

  /** Remembers the files that were asked for, and no others. */
  save(): void {
    if (this.#cacheFile === null) return;
    const isSame =
      this.#used.size === this.#known.size &&
      [...this.#used].every(([key, { state }]) => this.#known.get(key)?.state === state);
    if (isSame) return;
    const entries = [...this.#used].slice(0, maxRemembered);
    const temporary = `${this.#cacheFile}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, JSON.stringify(Object.fromEntries(entries)), { mode: 0o600 });
      renameSync(temporary, this.#cacheFile);
    } catch {
      // The next run reads the files again.
    }
  }
}

function readCache(file: string): ReadonlyMap<string, Remembered> {
  try {
    const { size } = lstatSync(file);
    if (size > maxCacheBytes) return new Map();
    const parsed = cacheSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return new Map(parsed.success ? Object.entries(parsed.data) : []);
  } catch {
    return new Map();
  }
}

/** The time of the last change of the file's record cannot be set back, unlike that of its content. */
function describeState({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
}

function newestTimeMs({ mtimeMs, ctimeMs }: BigIntStats): number {
  return Number(mtimeMs > ctimeMs ? mtimeMs : ctimeMs);
}

async function readHash(file: string | Buffer, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file, { signal, highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
    }
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
  return hash.digest("hex");
}
