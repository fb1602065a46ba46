import * as vscode from "vscode";
import { AppError } from "../../base/errors.ts";

/** Contents kept for the reads that follow a `stat`; diff editors ask for both, twice. */
const maxCachedBytes = 32 * 1024 * 1024;

/**
 * Read-only documents of bytes that never change: `read` gives what a URI names. A file system
 * rather than a text provider, so that images and other binary files are shown as such.
 */
export class ReadOnlyDocuments implements vscode.FileSystemProvider {
  readonly #read: (uri: vscode.Uri) => Promise<Uint8Array>;
  readonly #cache = new Map<string, Uint8Array>();
  #cachedBytes = 0;
  /** Nothing ever changes. */
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]> = () =>
    new vscode.Disposable(() => undefined);

  constructor(read: (uri: vscode.Uri) => Promise<Uint8Array>) {
    this.#read = read;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { byteLength } = await this.readFile(uri);
    const permissions = vscode.FilePermission.Readonly;
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: byteLength, permissions };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const key = uri.toString();
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    try {
      const content = await this.#read(uri);
      this.#keep(key, content);
      return content;
    } catch (error) {
      if (AppError.is(error)) throw vscode.FileSystemError.FileNotFound(error.message);
      throw error;
    }
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  /** Oldest first out. */
  #keep(key: string, content: Uint8Array): void {
    if (content.byteLength > maxCachedBytes / 4) return;
    this.#cache.set(key, content);
    this.#cachedBytes += content.byteLength;
    for (const [oldest, bytes] of this.#cache) {
      if (this.#cachedBytes <= maxCachedBytes) break;
      this.#cache.delete(oldest);
      this.#cachedBytes -= bytes.byteLength;
    }
  }
}
