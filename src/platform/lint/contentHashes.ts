import { createHash } from "node:crypto";
import { lstat, open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { background } from "../../base/async.ts";
import type { Disposable } from "../../base/disposables.ts";
import type { Log } from "../../base/logging.ts";
import type { ContentHash, HashRequest } from "../../core/lint/pipeline/stageStatus.ts";

/** Larger files are told by their size alone. */
const maxFileBytes = 1024 * 1024 * 1024;
const maxFolderFiles = 100_000;
const chunkBytes = 1024 * 1024;

export interface ContentHashesOptions {
  readonly root: string;
  readonly log: Log;
  /** Hashes that were asked for are known now. */
  readonly onDidHash: () => void;
  /** Whether DVC leaves a path out of its folder's hash (`.dvcignore`). */
  readonly isIgnored: (relativePath: string, isFolder: boolean) => boolean;
}

/**
 * MD5 of files and folders as DVC counts them, read in the background one after another and kept
 * until size or time of a file change. Questions are answered at once, with `pending` at first.
 */
export class ContentHashes implements Disposable {
  readonly #options: ContentHashesOptions;
  readonly #known = new Map<string, ContentHash>();
  readonly #files = new Map<string, { readonly mark: string; readonly md5: string }>();
  readonly #waiting = new Map<string, HashRequest>();
  readonly #end = new AbortController();
  #isRunning = false;

  constructor(options: ContentHashesOptions) {
    this.#options = options;
  }

  of(request: HashRequest): ContentHash {
    const key = keyOf(request);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#waiting.set(key, request);
    if (!this.#isRunning) {
      this.#isRunning = true;
      background(this.#run(), "hashes of pipeline files", this.#options.log);
    }
    return { kind: "pending" };
  }

  /** Looks at everything again: files whose size and time are as before are not read again. */
  forget(): void {
    this.#known.clear();
  }

  dispose(): void {
    this.#end.abort();
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    try {
      for (const [key, request] of this.#waiting) {
        this.#waiting.delete(key);
        this.#known.set(key, await this.#hash(request));
        if (this.#end.signal.aborted) return;
      }
    } finally {
      this.#isRunning = false;
    }
    this.#options.onDidHash();
  }

  async #hash(request: HashRequest): Promise<ContentHash> {
    try {
      return await this.#read(request);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      return { kind: code === "ENOENT" || code === "ENOTDIR" ? "missing" : "unread" };
    }
  }

  async #read({ path: relative, isLegacyHash, sizeBytes, md5 }: HashRequest): Promise<ContentHash> {
    const found = await stat(path.join(this.#options.root, relative));
    if (found.isDirectory()) return await this.#hashFolder(relative, isLegacyHash);
    if (!found.isFile()) return { kind: "unread" };
    const isOtherSize = sizeBytes !== null && found.size !== sizeBytes && !isLegacyHash;
    if (isOtherSize || md5.endsWith(".dir")) return { kind: "hash", md5: "" };
    const own = await this.#hashFile(relative, isLegacyHash);
    return own === undefined ? { kind: "unread" } : { kind: "hash", md5: own };
  }

  /** Undefined for files that are too large. Throws what the file system throws. */
  async #hashFile(relative: string, isLegacyHash: boolean): Promise<string | undefined> {
    const file = path.join(this.#options.root, relative);
    const { size, mtimeMs, ino } = await stat(file);
    if (size > maxFileBytes) return undefined;
    const mark = `${size} ${mtimeMs} ${ino}`;
    const key = `${relative}\n${isLegacyHash ? "legacy" : ""}`;
    const known = this.#files.get(key);
    if (known?.mark === mark) return known.md5;
    const md5 = await readMd5(file, isLegacyHash, this.#end.signal);
    this.#files.set(key, { mark, md5 });
    return md5;
  }

  /**
   * The hash of a folder: that of the JSON list of its files' hashes and paths, sorted by path
   * (`Tree.as_bytes` of dvc-data).
   */
  async #hashFolder(relative: string, isLegacyHash: boolean): Promise<ContentHash> {
    const files: string[] = [];
    if (!(await this.#listFiles(relative, "", files))) return { kind: "unread" };
    const entries: { md5: string; relpath: string }[] = [];
    for (const relpath of files.sort(byCodePoints)) {
      const md5 = await this.#hashFile(path.posix.join(relative, relpath), isLegacyHash);
      if (md5 === undefined) return { kind: "unread" };
      entries.push({ md5, relpath });
    }
    const text = `[${entries.map(renderEntry).join(", ")}]`;
    return { kind: "hash", md5: `${createHash("md5").update(text).digest("hex")}.dir` };
  }

  /** False when there are too many. */
  async #listFiles(folder: string, below: string, files: string[]): Promise<boolean> {
    const absolute = path.join(this.#options.root, folder, below);
    for (const name of await readdir(absolute)) {
      if (this.#end.signal.aborted) return false;
      const relpath = below === "" ? name : `${below}/${name}`;
      const entry = await lstat(path.join(absolute, name));
      const isFolder = entry.isSymbolicLink()
        ? (await stat(path.join(absolute, name))).isDirectory()
        : entry.isDirectory();
      if (this.#options.isIgnored(path.posix.join(folder, relpath), isFolder)) continue;
      if (files.length >= maxFolderFiles) return false;
      if (!isFolder) files.push(relpath);
      else if (entry.isSymbolicLink()) return false;
      else if (!(await this.#listFiles(folder, relpath, files))) return false;
    }
    return true;
  }
}

function keyOf({ path: relative, isLegacyHash, md5 }: HashRequest): string {
  return `${relative}\n${isLegacyHash ? "legacy" : ""}\n${md5}`;
}

/** By code points, as Python compares texts. */
function byCodePoints(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** As Python's `json.dumps` writes it: ASCII alone, a space behind colons and commas. */
function renderEntry({ md5, relpath }: { readonly md5: string; readonly relpath: string }): string {
  const name = JSON.stringify(relpath).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `{"md5": "${md5}", "relpath": ${name}}`;
}

async function readMd5(file: string, isLegacyHash: boolean, signal: AbortSignal): Promise<string> {
  const handle = await open(file, "r");
  try {
    const hash = createHash("md5");
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
      if (bytesRead === 0) return hash.digest("hex");
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(
        isLegacyHash && looksLikeText(chunk.subarray(0, 512)) ? withUnixLines(chunk) : chunk,
      );
    }
  } finally {
    await handle.close();
  }
}

function withUnixLines(chunk: Buffer): Buffer {
  return Buffer.from(chunk.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

/** No NUL, and at most three in ten bytes that are not printed (`istextblock` of dvc-data). */
function looksLikeText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  const odd = head.filter(
    (byte) => (byte < 32 && ![8, 9, 10, 12, 13].includes(byte)) || byte > 126,
  );
  return head.length === 0 || odd.length / head.length <= 0.3;
}
