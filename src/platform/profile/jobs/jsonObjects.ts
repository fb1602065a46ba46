import { createReadStream } from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { AppError, describeError } from "../../../base/errors.ts";
import { isObject, type JsonObject } from "../../../core/health/otelValues.ts";
import { findSourceFiles, type DataFormat, type SourceFile } from "../sourceFiles.ts";

/** Lines longer than that are not read. */
export const MAX_LINE_BYTES = 32 * 1024 * 1024;
const MAX_PROBLEMS = 20;
const NEWLINE = 10;

export interface PlacedObject {
  readonly value: JsonObject;
  /** As people know it: relative to the project where it lies in it. */
  readonly file: string;
  /** From 1; the first of several lines. */
  readonly line: number;
}

/** What could not be read: a few sentences, and how many there were. */
export class LineProblems {
  readonly #messages: string[] = [];
  #count = 0;

  add(message: string): void {
    this.#count++;
    if (this.#messages.length < MAX_PROBLEMS) this.#messages.push(message);
  }

  sentences(): readonly string[] {
    const more = this.#count - this.#messages.length;
    return more > 0 ? [...this.#messages, `${more} more lines have problems.`] : this.#messages;
  }
}

export interface ReadObjectsOptions {
  readonly root: string;
  readonly format?: DataFormat | null;
  readonly problems: LineProblems;
  readonly report?: (label: string, fraction: number | null) => void;
  readonly signal?: AbortSignal;
}

/**
 * The objects of JSON lines, file by file, in bounded memory: one line at a time. An object that is
 * written over many lines, as exporters for consoles do, is read when it begins with a line `{` and
 * ends with a line `}`; arrays of objects are their objects. What is broken is a problem with its
 * line. Rejects with AppErrors `data-not-found` and `data-unreadable`.
 */
export async function* readObjects(
  paths: readonly string[],
  options: ReadObjectsOptions,
): AsyncGenerator<PlacedObject> {
  const files = await findSourceFiles(paths, options.format ?? null);
  for (const [index, file] of files.entries()) {
    const label = relativeTo(options.root, file.path);
    if (file.format !== "jsonl") {
      options.problems.add(`${label} was left out: only JSON lines can be read here.`);
      continue;
    }
    yield* readFileObjects(file, label, {
      ...options,
      report: (name, fraction) => options.report?.(name, (index + (fraction ?? 0)) / files.length),
    });
  }
}

async function* readFileObjects(
  file: SourceFile,
  label: string,
  { problems, report, signal }: ReadObjectsOptions,
): AsyncGenerator<PlacedObject> {
  const open = new OpenObject();
  for await (const { text, number, fraction } of linesOf(file, label, problems)) {
    signal?.throwIfAborted();
    if (number % 2000 === 1) report?.(`Reading ${path.basename(file.path)}`, fraction);
    const whole = open.take(text, number);
    if (whole === null) continue;
    const value = parse(whole.text);
    if (value === undefined) {
      problems.add(`${label}, line ${whole.line}: not valid JSON; the line was left out.`);
      continue;
    }
    const objects = Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];
    if (objects.length === 0) {
      problems.add(`${label}, line ${whole.line}: not a JSON object; the line was left out.`);
    }
    for (const each of objects) yield { value: each, file: label, line: whole.line };
  }
  const rest = open.unfinished();
  if (rest !== null) {
    problems.add(`${label}, line ${rest}: the file ends within an object, which was left out.`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface WholeText {
  readonly text: string;
  readonly line: number;
}

/** Puts lines together that are one indented object. */
class OpenObject {
  #lines: string[] | null = null;
  #length = 0;
  #start = 0;

  /** Null for blank lines and within an object. */
  take(text: string, line: number): WholeText | null {
    const trimmed = text.trimEnd();
    if (this.#lines === null) {
      if (trimmed.trim() === "") return null;
      if (trimmed !== "{") return { text, line };
      this.#lines = [text];
      this.#length = text.length;
      this.#start = line;
      return null;
    }
    this.#lines.push(text);
    this.#length += text.length;
    if (trimmed !== "}" && this.#length < MAX_LINE_BYTES) return null;
    const whole = { text: this.#lines.join("\n"), line: this.#start };
    this.#lines = null;
    return whole;
  }

  unfinished(): number | null {
    return this.#lines === null ? null : this.#start;
  }
}

interface Line {
  readonly text: string;
  readonly number: number;
  /** Of the file's bytes; null when it is compressed. */
  readonly fraction: number | null;
}

async function* linesOf(
  file: SourceFile,
  label: string,
  problems: LineProblems,
): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  let length = 0;
  let number = 0;
  let read = 0;
  const finish = (): Line | null => {
    number++;
    const isTooLong = length > MAX_LINE_BYTES;
    const bytes = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    pieces = [];
    length = 0;
    if (isTooLong) {
      problems.add(`${label}, line ${number}: longer than 32 MB; the line was left out.`);
      return null;
    }
    const text = bytes?.toString("utf8") ?? "";
    const fraction = file.compression === null ? Math.min(1, read / file.sizeBytes) : null;
    return { text: number === 1 ? text.replace(/^\uFEFF/, "") : text, number, fraction };
  };
  for await (const chunk of bytesOf(file, label)) {
    read += chunk.length;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      length += end - start;
      if (length <= MAX_LINE_BYTES) pieces.push(chunk.subarray(start, end));
      start = end + 1;
      const line = finish();
      if (line !== null) yield line;
    }
    length += chunk.length - start;
    // A line that is too long is forgotten while it goes on.
    if (length > MAX_LINE_BYTES) pieces = [];
    else if (start < chunk.length) pieces.push(chunk.subarray(start));
  }
  if (length > 0) {
    const line = finish();
    if (line !== null) yield line;
  }
}

async function* bytesOf(file: SourceFile, label: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file.path, { highWaterMark: 1 << 20 });
  let stream: Readable = source;
  if (file.compression !== null) {
    const decompress = file.compression === "gzip" ? createGunzip() : createZstdDecompress();
    source.on("error", (error) => decompress.destroy(error));
    stream = source.pipe(decompress);
  }
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw new AppError(
      "data-unreadable",
      `${label} cannot be read to its end: ${describeError(error)}. Write the file again, or leave it out.`,
      { cause: error },
    );
  } finally {
    source.destroy();
  }
}

/** A path with `/`, relative to the folder where it lies in it. */
export function relativeTo(root: string, file: string): string {
  const relative = path.relative(root, file);
  const isInside = !relative.startsWith("..") && !path.isAbsolute(relative);
  return (isInside ? relative : file).replaceAll("\\", "/");
}
