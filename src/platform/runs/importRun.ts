import {
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from "node:fs/promises";
import path from "node:path";
import { throwIfAborted } from "../../base/async.ts";
import { AppError, describeError } from "../../base/errors.ts";
import type { MediaItem } from "../../core/formats/media.ts";
import { encodeEntries } from "../../core/formats/sextant/encode.ts";
import type { JournalEntry } from "../../core/formats/sextant/entries.ts";
import {
  importedPoints,
  importedRunEntries,
  importedStatusEntry,
} from "../../core/formats/sextant/importedRun.ts";
import type { Clock, Random } from "../../core/ports.ts";
import type { Run, Series } from "../../core/runs/run.ts";
import { createRunId } from "../../core/runs/runId.ts";
import { createSextantFolder, projectPaths, runPaths } from "./project.ts";

const metricsPerRead = 50;
const writeBytes = 1024 * 1024;
const maxFiles = 2000;
const maxFileBytes = 1024 * 1024 * 1024;
const maxNameLength = 80;
/** What an import that was killed left behind is removed by a later one after this. */
const staleMs = 24 * 60 * 60_000;
const temporaryPrefix = "importing-";

/** The runs of other tools, as whoever finds them reads them. */
export interface OutsideRuns {
  /** All points of those metrics, as people wrote the values. */
  series(run: Run, metrics: readonly string[]): Promise<ReadonlyMap<string, Series>>;
  media(run: Run): Promise<readonly MediaItem[]>;
  /**
   * Content of a file that `media` named, or of the part of it that the item is. Throws AppError
   * for one that cannot be read, is no regular file, or lies outside of the searched folder.
   */
  readMedia(run: Run, item: MediaFile): Promise<Uint8Array>;
}

export type MediaFile = Extract<MediaItem["content"], { kind: "file" }>;

export interface ImportOptions {
  readonly root: string;
  readonly outside: OutsideRuns;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
}

export interface ImportedRun {
  readonly runId: string;
  readonly pointCount: number;
  readonly fileCount: number;
  /** Images and other files that could not be copied, or were too many. */
  readonly skippedFileCount: number;
}

/**
 * Copies a run of another tool into a run folder of the project: what is known of it, all points,
 * and the files of its images, sounds and videos. The new run is complete or not there at all.
 * AppError `already-own`, `import-failed`, and those of whoever reads the run.
 */
export async function importRun(run: Run, options: ImportOptions): Promise<ImportedRun> {
  const { root, clock, random } = options;
  if (run.location === null) {
    throw new AppError(
      "already-own",
      `Run ${run.name} (${run.id}) is one of Sextant's own: there is nothing to import.`,
    );
  }
  const runId = createRunId(clock, random);
  const folder = path.join(projectPaths(root).sextant, `${temporaryPrefix}${runId}`);
  try {
    createSextantFolder(root);
    await removeStale(root, clock.now());
    await mkdir(folder);
    const imported = await fill(folder, runId, run, options);
    throwIfAborted(options.signal);
    await rename(folder, runPaths(root, runId).folder);
    return imported;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw asAppError(error, run);
  }
}

async function fill(
  folder: string,
  runId: string,
  run: Run,
  options: ImportOptions,
): Promise<ImportedRun> {
  const now = options.clock.now();
  const artifacts = path.join(folder, "artifacts");
  await mkdir(artifacts);
  const journal = new JournalWriter(await open(path.join(folder, "journal.jsonl"), "wx"));
  try {
    for (const entry of importedRunEntries(run, runId, now)) journal.add(entry);
    const pointCount = await copyPoints(run, journal, options);
    const files = await copyFiles(run, artifacts, options);
    for (const { name, sizeBytes } of files.copied) {
      journal.add({ type: "artifact", path: name, sizeBytes, time: now });
    }
    journal.add(importedStatusEntry(run, now));
    await journal.finish();
    const { copied, skipped: skippedFileCount } = files;
    return { runId, pointCount, fileCount: copied.length, skippedFileCount };
  } finally {
    await journal.close();
  }
}

async function copyPoints(
  run: Run,
  journal: JournalWriter,
  { outside, signal }: ImportOptions,
): Promise<number> {
  const metrics = Object.keys(run.metrics);
  let count = 0;
  for (let start = 0; start < metrics.length; start += metricsPerRead) {
    throwIfAborted(signal);
    const series = await outside.series(run, metrics.slice(start, start + metricsPerRead));
    for (const { steps } of series.values()) count += steps.length;
    for (const row of importedPoints(series)) {
      journal.add(row);
      if (journal.isFull) await journal.flush();
    }
  }
  return count;
}

interface CopiedFiles {
  readonly copied: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly skipped: number;
}

async function copyFiles(
  run: Run,
  artifacts: string,
  { outside, signal }: ImportOptions,
): Promise<CopiedFiles> {
  const items = (await outside.media(run)).flatMap((item) =>
    item.content.kind === "file" ? [{ item, file: item.content }] : [],
  );
  const copied: { name: string; sizeBytes: number }[] = [];
  const names = new Set<string>();
  let bytesLeft = maxFileBytes;
  let skipped = 0;
  for (const { item, file } of items) {
    throwIfAborted(signal);
    const content = copied.length < maxFiles ? await readFile(run, file, outside) : undefined;
    if (content === undefined || content.length > bytesLeft) {
      skipped++;
      continue;
    }
    const name = uniqueName(fileName(item, file), names);
    const target = path.join(artifacts, ...name.split("/"));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content, { flag: "wx" });
    bytesLeft -= content.length;
    copied.push({ name, sizeBytes: content.length });
  }
  return { copied, skipped };
}

/** One that cannot be read is left out: the numbers are worth having without it. */
async function readFile(
  run: Run,
  file: MediaFile,
  outside: OutsideRuns,
): Promise<Uint8Array | undefined> {
  try {
    return await outside.readMedia(run, file);
  } catch (error) {
    if (AppError.is(error)) return undefined;
    throw error;
  }
}

/** `media/val/predictions/step-12.png`; nothing of it leads anywhere else. */
function fileName(item: MediaItem, file: MediaFile): string {
  const parts = item.name.split(/[/\\]/).map(plainName);
  const step = item.step === null ? "" : `step-${String(item.step)}`;
  const known = path.posix.extname(file.path).toLowerCase();
  const ending = file.part === undefined && known !== "" ? known : endingOf(file.mimeType);
  const last = step === "" ? plainName(path.posix.basename(file.path, known)) : plainName(step);
  return ["media", ...parts.filter((part) => part !== "").slice(0, 8), last + plainEnding(ending)]
    .filter((part) => part !== "")
    .join("/");
}

/** A name that every file system takes. */
function plainName(text: string): string {
  const plain = text.replaceAll(/[^\p{L}\p{N} _.,()+=@-]/gu, "_").replaceAll(/^[. ]+|[. ]+$/g, "");
  // Names of devices on Windows, with whatever ending.
  const isReserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(plain);
  return (isReserved ? `_${plain}` : plain).slice(0, maxNameLength);
}

function plainEnding(ending: string): string {
  return /^\.[a-z0-9]{1,10}$/.test(ending) ? ending : "";
}

function endingOf(mimeType: string): string {
  const [, type = ""] = mimeType.toLowerCase().split("/");
  const endings: Readonly<Record<string, string>> = { jpeg: ".jpg", "svg+xml": ".svg" };
  return Object.hasOwn(endings, type) ? (endings[type] ?? "") : `.${type}`;
}

/** Case does not tell files apart everywhere. */
function uniqueName(name: string, taken: Set<string>): string {
  const ending = path.posix.extname(name);
  const stem = name.slice(0, name.length - ending.length);
  let unique = name;
  for (let number = 2; taken.has(unique.toLowerCase()); number++) {
    unique = `${stem}-${String(number)}${ending}`;
  }
  taken.add(unique.toLowerCase());
  return unique;
}

/** Writes a journal that nobody reads before it is finished. */
class JournalWriter {
  readonly #file: FileHandle;
  #waiting: string[] = [];
  #length = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Enough waits to be written. */
  get isFull(): boolean {
    return this.#length >= writeBytes;
  }

  add(entry: JournalEntry): void {
    const line = encodeEntries([entry]);
    this.#waiting.push(line);
    this.#length += line.length;
  }

  async flush(): Promise<void> {
    const text = this.#waiting.join("");
    this.#waiting = [];
    this.#length = 0;
    await this.#file.appendFile(text);
  }

  async finish(): Promise<void> {
    await this.flush();
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function removeStale(root: string, nowMs: number): Promise<void> {
  const { sextant } = projectPaths(root);
  for (const name of await readdir(sextant)) {
    if (!name.startsWith(temporaryPrefix)) continue;
    const folder = path.join(sextant, name);
    const { mtimeMs } = await stat(folder);
    if (nowMs - mtimeMs > staleMs) await rm(folder, { recursive: true, force: true });
  }
}

function asAppError(error: unknown, run: Run): unknown {
  if (!(error instanceof Error) || !("code" in error) || AppError.is(error)) return error;
  return new AppError(
    "import-failed",
    `Run ${run.name} (${run.id}) could not be imported: ${describeError(error)}. Nothing was kept of it.`,
    { cause: error },
  );
}
