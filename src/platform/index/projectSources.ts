import { statSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { AppError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { maxMediaItems, type MediaItem } from "../../core/formats/media.ts";
import type { Clock } from "../../core/ports.ts";
import type { Run, Series } from "../../core/runs/run.ts";
import { CommitLog } from "../git/commitLog.ts";
import { openRepository } from "../git/repository.ts";
import { FolderRun } from "../sources/folderRun.ts";
import { withSourceFile } from "../sources/sourceFile.ts";
import { SourceEngine } from "../sources/sourceEngine.ts";
import { createMlflowServerSource } from "../sources/mlflow/mlflowServer.ts";
import type { RunSource } from "../sources/runSource.ts";
import type { SourceSettings } from "../sources/sourceSettings.ts";
import type { SourceProgress } from "./indexMessages.ts";
import type { RefreshResult, RunIndex } from "./runIndex.ts";

const maxMediaBytes = 64 * 1024 * 1024;

export interface ProjectSourcesOptions {
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: SourceSettings;
  readonly isTrusted: boolean;
  readonly onDidChange?: (result: RefreshResult) => void;
  /** The commits that these runs were probably made from have changed. */
  readonly onHistory?: (runIds: readonly string[]) => void;
  readonly onProgress?: (progress: SourceProgress | null) => void;
}

/**
 * The runs of a project that other tools wrote: found, read into the index, and their points and
 * media read from where they are.
 */
export class ProjectSources {
  readonly #index: RunIndex;
  readonly #options: ProjectSourcesOptions;
  readonly #listed = new Map<string, ReadonlySet<string>>();
  readonly #engine: SourceEngine;
  /** Null outside git; undefined before it was looked for. */
  #commitLog: CommitLog | null | undefined;

  constructor(index: RunIndex, options: ProjectSourcesOptions) {
    this.#index = index;
    this.#options = options;
    this.#engine = this.#start();
  }

  /** Looks for runs everywhere and reads what is new; see `settled`. */
  async scan(): Promise<void> {
    await this.#engine.scan();
    await this.#lookAtHistory();
  }

  /** Ends when the index holds what databases, git and servers have to say, too. */
  async settled(): Promise<void> {
    await this.#engine.settled();
  }

  async poll(): Promise<void> {
    await this.#engine.poll();
  }

  /** Points by metric; those that the run does not have are left out. */
  async series(
    run: Run,
    metrics: readonly string[],
    isRaw: boolean,
  ): Promise<ReadonlyMap<string, Series>> {
    const key = this.#index.sourceOf(run.id);
    const source = key === undefined ? undefined : await this.#engine.source(key);
    if (key === undefined || source === undefined) return new Map();
    const series = await source.series(run, metrics, isRaw);
    this.#engine.limitHeldPoints(key);
    return series;
  }

  /** At most `maxMediaItems`, evenly thinned out. */
  async media(run: Run): Promise<readonly MediaItem[]> {
    const source = await this.#sourceOf(run.id);
    const all = (await source?.media(run)) ?? [];
    const step = Math.ceil(all.length / maxMediaItems);
    const items = all.length <= maxMediaItems ? all : all.filter((_, index) => index % step === 0);
    const files = items.flatMap(({ content }) => (content.kind === "file" ? [content.path] : []));
    this.#listed.set(run.id, new Set(files));
    return items;
  }

  /** A file that `media` listed; AppError `media-unreadable` for any other, and one too large. */
  async readMedia(
    run: Run,
    file: string,
    part: { readonly offset: number; readonly length: number } | null,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.#listed.has(run.id)) await this.media(run);
    const source = await this.#sourceOf(run.id);
    if (source === undefined || this.#listed.get(run.id)?.has(file) !== true) {
      throw unreadable(file, "it is not a file of this run");
    }
    const { root, settings } = this.#options;
    const base = source instanceof FolderRun ? source.base : root;
    const allowed = source instanceof FolderRun ? [base] : [root, ...settings.folders];
    return await readBounded(path.resolve(base, file), part, allowed);
  }

  dispose(): void {
    this.#engine.dispose();
  }

  /** Commits of runs that name none are guessed from the history of what is checked out. */
  async #lookAtHistory(): Promise<void> {
    const { root, isTrusted, log } = this.#options;
    try {
      if (this.#commitLog === undefined) {
        const repository = await openRepository(root, { isTrusted });
        this.#commitLog = repository && new CommitLog(repository.git, repository.place, root);
      }
      const history = (await this.#commitLog?.read()) ?? null;
      const changed = this.#index.setHistory(history);
      if (changed.length > 0) this.#options.onHistory?.(changed);
    } catch (error) {
      if (!AppError.is(error)) throw error;
      log.debug(`commits of ${root}: ${error.message}`);
    }
  }

  async #sourceOf(runId: string): Promise<RunSource | undefined> {
    const key = this.#index.sourceOf(runId);
    return key === undefined ? undefined : await this.#engine.source(key);
  }

  #start(): SourceEngine {
    const { root, clock, log, env, settings, isTrusted } = this.#options;
    const { onDidChange, onProgress } = this.#options;
    const context = { root, clock, log, env, isTrusted };
    return new SourceEngine({
      ...{ ...context, settings },
      remote: settings.servers.map((url) => createMlflowServerSource(url, context)),
      marks: this.#index.sourceMarks(),
      onUpdates: (updates, goneKeys) => {
        const result = this.#index.applySources(updates, goneKeys);
        onDidChange?.(result);
      },
      ...(onProgress !== undefined && { onProgress }),
    });
  }
}

/** `inside` are the folders in one of which the file must be, wherever links lead. */
async function readBounded(
  file: string,
  part: { readonly offset: number; readonly length: number } | null,
  inside: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const real = await realpath(file);
    if (!(await isInOne(inside, real))) throw unreadable(file, "it lies outside of the project");
    const stats = statSync(real);
    if (!stats.isFile()) throw unreadable(file, "it is not a file");
    const length = part?.length ?? stats.size;
    if (length > maxMediaBytes) throw unreadable(file, "it is larger than 64 MiB");
    if (part === null) return new Uint8Array(await readFile(real));
    return await readPart(real, part);
  } catch (error) {
    if (AppError.is(error)) throw error;
    throw unreadable(file, describeError(error));
  }
}

async function readPart(
  file: string,
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<Uint8Array<ArrayBuffer>> {
  return await withSourceFile(file, (open) => {
    const bytes = new Uint8Array(Math.max(0, length));
    return Promise.resolve(bytes.subarray(0, open.readAt(offset, bytes)).slice());
  });
}

async function isInOne(folders: readonly string[], file: string): Promise<boolean> {
  for (const folder of folders) if (isWithin(await realpath(folder), file)) return true;
  return false;
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function unreadable(file: string, reason: string): AppError {
  return new AppError("media-unreadable", `${file} cannot be shown: ${reason}.`);
}
