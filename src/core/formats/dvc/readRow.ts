import type { Problem } from "../../../base/errors.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import type { DvcRow } from "./dvcRow.ts";
import { parseLockFile, type LockedOutput } from "./lockFile.ts";
import { joinPath, parentOf } from "../filePaths.ts";
import { isBelow } from "./paths.ts";
import { collectDeclared, parsePipeline, type Declared, type Pipeline } from "./pipeline.ts";
import {
  extractMetrics,
  flattenParams,
  lookUp,
  readValues,
  selectKeys,
  type FileValues,
  type MetricLeaves,
} from "./values.ts";

/**
 * One state of a project: a commit's tree, or the files on disk. Nothing is read while it is asked:
 * `undefined` says that the answer is being fetched and the question is to be put again; null that
 * there is nothing. Paths are relative to DVC's root, with `/`.
 */
export interface StateView {
  /** Folders that hold a `dvc.yaml`. */
  pipelineFolders(): readonly string[] | undefined;
  find(path: string): FoundFile | FoundFolder | null | undefined;
  /** The content that the cache holds under a hash. */
  findCached(md5: string): FoundFile | null | undefined;
  content(file: FoundFile): Uint8Array | null | undefined;
}

export interface FoundFile {
  readonly kind: "file";
  /** The same for the same content. */
  readonly id: string;
}

export interface FoundFolder {
  readonly kind: "folder";
  /** Files in it and below, by path relative to it; bounded. */
  readonly files: readonly string[];
}

/** What was parsed before, by content: thousands of experiments share most of their files. */
export type ParsedFiles = Map<string, unknown>;

const maxFilesOfFolder = 1000;

/** Parameters and metrics of a state; undefined while the view is fetching some of it. */
export function readRow(view: StateView, parsed: ParsedFiles): DvcRow | undefined {
  return new RowReading(view, parsed).read();
}

/** One attempt: asks for everything it comes to, also after something was found to be missing. */
class RowReading {
  readonly #view: StateView;
  readonly #parsed: ParsedFiles;
  readonly #problems: Problem[] = [];
  #isWhole = true;

  constructor(view: StateView, parsed: ParsedFiles) {
    this.#view = view;
    this.#parsed = parsed;
  }

  read(): DvcRow | undefined {
    const folders = this.#view.pipelineFolders();
    if (folders === undefined) return undefined;
    const pipelines: Pipeline[] = [];
    const locked = new Map<string, LockedOutput>();
    for (const folder of folders) {
      const pipeline = this.#parse(joinPath(folder, "dvc.yaml"), (text) =>
        parsePipeline(text, folder),
      );
      const wdirs = pipeline?.wdirs ?? new Map<string, string>();
      const lock = this.#parse(joinPath(folder, "dvc.lock"), (text) =>
        parseLockFile(text, folder, wdirs),
      );
      if (pipeline !== null) pipelines.push(pipeline);
      for (const [path, output] of lock ?? []) locked.set(path, output);
    }
    if (!this.#isWhole) return undefined;
    const declared = collectDeclared(pipelines, locked);
    this.#problems.push(...pipelines.flatMap((pipeline) => pipeline.problems.slice(0, 1)));
    const row: DvcRow = {
      params: this.#readParams(declared),
      metrics: this.#readMetrics(declared, locked),
      liveFolders: declared.liveFolders,
      problems: this.#problems,
    };
    return this.#isComplete() ? row : undefined;
  }

  #isComplete(): boolean {
    return this.#isWhole;
  }

  #readMetrics(
    declared: Declared,
    locked: ReadonlyMap<string, LockedOutput>,
  ): Map<string, MetricLeaves> {
    const metrics = new Map<string, MetricLeaves>();
    for (const path of declared.metrics) {
      for (const [file, found] of this.#filesAt(path, locked)) {
        const values = this.#valuesOf(file, found);
        if (values === undefined) continue;
        const leaves = this.#memo(`metrics ${found.id} ${endingOf(file)}`, () =>
          extractMetrics(values),
        );
        metrics.set(file, leaves);
      }
    }
    return metrics;
  }

  #readParams(declared: Declared): Map<string, ReadonlyMap<string, string>> {
    const params = new Map<string, ReadonlyMap<string, string>>();
    for (const [path, keys] of declared.params) {
      for (const [file, found] of this.#filesAt(path, new Map())) {
        const values = this.#valuesOf(file, found);
        if (values === undefined) continue;
        const leaves =
          keys === null
            ? this.#memo(`params ${found.id} ${endingOf(file)}`, () => flattenParams(values))
            : flattenParams(selectKeys(values, keys));
        params.set(file, leaves);
      }
    }
    this.#addVars(declared, params);
    return params;
  }

  /** Of files that `vars` name, DVC shows what the stages refer to. */
  #addVars(declared: Declared, params: Map<string, ReadonlyMap<string, string>>): void {
    for (const file of declared.vars) {
      if (params.has(file)) continue;
      const found = this.#view.find(file);
      if (found === undefined) this.#isWhole = false;
      const values = found?.kind === "file" ? this.#valuesOf(file, found) : undefined;
      if (values === undefined) continue;
      const used = declared.references.filter((path) => lookUp(values, path) !== undefined);
      if (used.length > 0) params.set(file, flattenParams(selectKeys(values, used)));
    }
  }

  /** The file, or the files of the folder, at a path: in the state itself, else in the cache. */
  #filesAt(path: string, locked: ReadonlyMap<string, LockedOutput>): [string, FoundFile][] {
    const found = this.#view.find(path);
    if (found === undefined) this.#isWhole = false;
    if (found?.kind === "file") return [[path, found]];
    if (found?.kind === "folder") return this.#filesOfFolder(path, found.files);
    if (found === undefined) return [];
    const output = locked.get(path) ?? this.#enclosing(path, locked);
    if (output === undefined) return [];
    if (!output.md5.endsWith(".dir")) return this.#cached(path, output.md5);
    return this.#filesOfCachedFolder(path, output);
  }

  #filesOfFolder(path: string, names: readonly string[]): [string, FoundFile][] {
    return names.slice(0, maxFilesOfFolder).flatMap((name): [string, FoundFile][] => {
      const found = this.#view.find(joinPath(path, name));
      if (found === undefined) this.#isWhole = false;
      return found?.kind === "file" ? [[joinPath(path, name), found]] : [];
    });
  }

  /** The output that is a folder above the path. */
  #enclosing(path: string, locked: ReadonlyMap<string, LockedOutput>): LockedOutput | undefined {
    for (let folder = parentOf(path); folder !== ""; folder = parentOf(folder)) {
      const output = locked.get(folder);
      if (output?.md5.endsWith(".dir") === true) return output;
    }
    return undefined;
  }

  #cached(path: string, md5: string): [string, FoundFile][] {
    const found = this.#view.findCached(md5);
    if (found === undefined) this.#isWhole = false;
    return found === undefined || found === null ? [] : [[path, found]];
  }

  #filesOfCachedFolder(path: string, output: LockedOutput): [string, FoundFile][] {
    const [[, listing] = []] = this.#cached(output.path, output.md5);
    if (listing === undefined) return [];
    const values = this.#valuesOf("folder.json", listing);
    const entries = Array.isArray(values) ? (values as unknown[]) : [];
    return entries.slice(0, maxFilesOfFolder).flatMap((entry): [string, FoundFile][] => {
      const { md5, relpath } = (entry ?? {}) as { md5?: unknown; relpath?: unknown };
      if (typeof md5 !== "string" || typeof relpath !== "string") return [];
      const file = joinPath(output.path, relpath);
      return isBelow(file, path) ? this.#cached(file, md5) : [];
    });
  }

  /** The values of a file; undefined when there are none, which is a problem, or none yet. */
  #valuesOf(path: string, found: FoundFile): unknown {
    const known = this.#load<FileValues>(`values ${found.id} ${endingOf(path)}`, found, (bytes) =>
      readValues(path, bytes),
    );
    if (known === undefined || known === null) return undefined;
    if ("value" in known) return known.value;
    const message = `${path} cannot be read: ${known.fault}`;
    this.#problems.push({
      ...{ code: "dvc-unreadable", message, severity: "warning", location: { path } },
    });
    return undefined;
  }

  #parse<T>(path: string, parse: (text: string) => T): T | null {
    const found = this.#view.find(path);
    if (found === undefined) this.#isWhole = false;
    if (found?.kind !== "file") return null;
    return (
      this.#load(`file ${found.id} ${path}`, found, (bytes) => parse(decodeUtf8(bytes))) ?? null
    );
  }

  #load<T>(key: string, found: FoundFile, parse: (bytes: Uint8Array) => T): T | null | undefined {
    if (this.#parsed.has(key)) return this.#parsed.get(key) as T;
    const bytes = this.#view.content(found);
    if (bytes === undefined) this.#isWhole = false;
    if (bytes === undefined || bytes === null) return bytes;
    return this.#memo(key, () => parse(bytes));
  }

  #memo<T>(key: string, make: () => T): T {
    if (this.#parsed.has(key)) return this.#parsed.get(key) as T;
    const made = make();
    this.#parsed.set(key, made);
    return made;
  }
}

function endingOf(path: string): string {
  return /\.\w+$/.exec(path)?.[0] ?? "";
}
