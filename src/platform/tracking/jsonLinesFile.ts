import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { parseTolerantJson } from "../../core/formats/text/tolerantJson.ts";
import { finiteOrName } from "../../core/tracking/wireValues.ts";

const newline = 0x0a;

/**
 * A small append-only file of JSON lines that several processes write: reads what is new, never a
 * torn last line.
 */
export class JsonLinesFile {
  readonly #path: string;
  readonly #onLine: (value: unknown) => void;
  #offset = 0;
  /** There was something behind the last whole line. */
  #hasTornLine = false;

  /** `onLine` is given every line once, in the order of the file. */
  constructor(filePath: string, onLine: (value: unknown) => void) {
    this.#path = filePath;
    this.#onLine = onLine;
  }

  /**
   * Appends lines in one write, so that another process's never end up between their bytes. What
   * a writer that died, or a full disk, has left of a line is ended first.
   */
  append(values: readonly unknown[]): void {
    mkdirSync(path.dirname(this.#path), { recursive: true });
    this.refresh();
    const lines = values.map((value) => `${JSON.stringify(value, byName)}\n`).join("");
    appendFileSync(this.#path, this.#hasTornLine ? `\n${lines}` : lines);
    this.refresh();
  }

  /** Reads the lines that were added since; nothing when the file is not there. */
  refresh(): void {
    const bytes = this.#readRest();
    const end = bytes.lastIndexOf(newline) + 1;
    this.#offset += end;
    this.#hasTornLine = end < bytes.length;
    for (const line of bytes.toString("utf8", 0, end).split("\n")) {
      if (line !== "") this.#onLine(parseTolerantJson(line));
    }
  }

  #readRest(): Buffer {
    const file = openExisting(this.#path);
    if (file === undefined) return Buffer.alloc(0);
    try {
      const length = Math.max(0, fstatSync(file).size - this.#offset);
      const bytes = Buffer.alloc(length);
      const read = length === 0 ? 0 : readSync(file, bytes, 0, length, this.#offset);
      return bytes.subarray(0, read);
    } finally {
      closeSync(file);
    }
  }
}

/** JSON has no NaN or infinity: they are written by name. */
function byName(_key: string, value: unknown): unknown {
  return typeof value === "number" ? finiteOrName(value) : value;
}

/** A file descriptor for reading; undefined when there is no such file. */
export function openExisting(filePath: string): number | undefined {
  try {
    return openSync(filePath, "r");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** True for the file system's "there is no such file or folder". */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

export function errorCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
