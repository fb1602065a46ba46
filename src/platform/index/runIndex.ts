import { readdirSync } from "node:fs";
import type { Disposable } from "../../base/disposables.ts";
import { silentLog, type Log } from "../../base/logging.ts";
import { emptySeries } from "../../core/runs/series.ts";
import type { CommitHistory } from "../../core/runs/guessCommit.ts";
import type { RunOwner } from "../../core/runs/runOwners.ts";
import type { Run, Series } from "../../core/runs/run.ts";
import { isRunId } from "../../core/runs/runId.ts";
import { projectPaths, runPaths } from "../runs/project.ts";
import { deleteIndexFile, IndexDatabase } from "./indexDatabase.ts";
import { indexFiles } from "./indexLocation.ts";
import { isSameState, readFileState, type FileState } from "./journalFile.ts";
import { RunStore } from "./runStore.ts";
import { SourceStore, type KeyedUpdate } from "./sourceStore.ts";
import { isDamage } from "../sqlite/openDatabase.ts";

/** Limits of one transaction, so that other processes get their turn. */
const maxRunsInTransaction = 200;
const maxBytesInTransaction = 64 * 1024 * 1024;

export interface RunIndexOptions {
  readonly log?: Log;
  /** Tells the user's cache folder; the process's own by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whose findings among runs of other tools are seen, as `sourceScope` names them. */
  readonly sourceScope?: string;
}

export interface RefreshOptions {
  /** Look at these runs only; all of them when left out. */
  readonly runIds?: Iterable<string>;
  /** Look at no run that is known already: only at which folders came and went. */
  readonly isFoldersOnly?: boolean;
}

interface Findings {
  readonly stale: readonly string[];
  readonly gone: readonly string[];
}

/** What changed since the last refresh of this object, or since it was opened. */
export interface RefreshResult {
  /** Grows with each change of any run, by whichever process. */
  readonly revision: number;
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** A parameter, metric or tag appeared that was not there before, or runs were removed. */
  readonly areColumnsChanged: boolean;
}

/**
 * The runs of a project, read from their journals into SQLite and from there.
 *
 * Invariants (tested): the index can be deleted at any time and the same comes back; any number
 * of processes may refresh at once; a journal is read from where it was read to, unless it was
 * written anew.
 */
export class RunIndex implements Disposable {
  readonly #root: string;
  readonly #log: Log;
  readonly #scope: string;
  readonly #openDatabase: () => IndexDatabase;
  #database: IndexDatabase;
  #store: RunStore;
  #sources: SourceStore;
  readonly #known = new Map<string, FileState>();
  /** Folders without a journal, which may be about to get one. */
  readonly #awaited = new Set<string>();
  readonly #owners = new Map<string, RunOwner>();
  #ownersRevision = 0;
  #rebuildCount = 0;
  #knownRevision = 0;
  #seenRevision: number;
  #seenColumns: number;

  private constructor(
    root: string,
    openDatabase: () => IndexDatabase,
    { log = silentLog, sourceScope = "" }: RunIndexOptions,
  ) {
    this.#root = root;
    this.#log = log;
    this.#scope = sourceScope;
    this.#openDatabase = openDatabase;
    this.#database = openDatabase();
    this.#store = new RunStore(this.#database, log);
    this.#sources = this.#openSources();
    this.#seenRevision = this.#store.counter("revision");
    this.#seenColumns = this.#store.counter("columns");
  }

  /** Throws AppError `sqlite-missing` or `index-unavailable`. Reads no journal yet. */
  static open(root: string, options: RunIndexOptions = {}): RunIndex {
    const log = options.log ?? silentLog;
    const open = (): IndexDatabase => IndexDatabase.open(indexFiles(root, options.env), log);
    return new RunIndex(root, open, options);
  }

  /** Where the index is kept. */
  get file(): string {
    return this.#database.file;
  }

  /** False when the file was deleted, or another was put in its place. */
  isInPlace(): boolean {
    return this.#database.isInPlace();
  }

  /** How often the file was found damaged and made anew: outside runs are to be told again then. */
  get rebuildCount(): number {
    return this.#rebuildCount;
  }

  /** Reads what was appended to the journals. A torn last line waits for its end. */
  refresh(options: RefreshOptions = {}): RefreshResult {
    return this.#withoutDamage(() => this.#refresh(options));
  }

  #refresh(options: RefreshOptions): RefreshResult {
    this.#learnFromOthers();
    const { stale, gone } = options.runIds
      ? this.#lookAt([...options.runIds].filter(isRunId))
      : this.#lookAtAll(options.isFoldersOnly === true);
    this.#read(stale);
    this.#remove(gone);
    return this.#changes();
  }

  /** All runs in the order of their ids, which is that of time. */
  runs(options: { readonly includeDeleted?: boolean } = {}): Run[] {
    return this.#withoutDamage(() => [...this.eachRun(options)]);
  }

  /**
   * As `runs`, one at a time. The index must not be changed meanwhile. Throws SQLite's error where
   * the file is damaged (`isDamage`): some runs have been given by then.
   */
  *eachRun(options: { readonly includeDeleted?: boolean } = {}): Generator<Run> {
    for (const stored of [this.#store, this.#sources]) {
      for (const run of stored.each()) {
        if (!run.isDeleted || options.includeDeleted === true) yield run;
      }
    }
  }

  /** A deleted run too; undefined when there is none of that id. */
  run(id: string): Run | undefined {
    return this.#withoutDamage(() => this.#store.run(id) ?? this.#sources.run(id));
  }

  /** How far each source of outside runs was read, by its key. */
  sourceMarks(): Map<string, string> {
    return this.#withoutDamage(() => this.#sources.marks());
  }

  /** Key of the source that holds a run's points; undefined for runs of Sextant's own. */
  sourceOf(runId: string): string | undefined {
    return this.#withoutDamage(() => this.#sources.sourceOf(runId));
  }

  /**
   * From now on, outside runs without a commit get the one that was checked out last before they
   * began, marked as a guess. Answers the ids of runs that this may change.
   */
  setHistory(history: CommitHistory | null): string[] {
    if (this.#sources.history === history) return [];
    this.#sources.history = history;
    return this.#withoutDamage(() => this.#sources.withoutCommit());
  }

  /** Takes in what sources told, and forgets those that are gone. */
  applySources(updates: readonly KeyedUpdate[], goneKeys: readonly string[] = []): RefreshResult {
    return this.#withoutDamage(() => {
      const { length } = updates;
      for (let start = 0; start < length; start += maxRunsInTransaction) {
        const part = updates.slice(start, start + maxRunsInTransaction);
        this.#inTransaction(() => {
          for (const update of part) this.#sources.apply(update, this.#store);
        });
      }
      if (goneKeys.length > 0) {
        this.#inTransaction(() => {
          for (const key of goneKeys) this.#sources.removeSource(key, this.#store);
        });
      }
      return this.#changes();
    });
  }

  /**
   * Points of a run of Sextant's own; empty when the run or the metric is unknown, and for runs of
   * other sources, whose points are read where they are.
   */
  series(runId: string, metric: string): Series {
    return this.#withoutDamage(() => this.#store.series(runId, metric)) ?? emptySeries;
  }

  /** Reads everything anew, into a new file: for one that is damaged. */
  rebuild(): void {
    this.#log.warn(`the index ${this.file} is damaged and is built anew`);
    this.#database.dispose();
    deleteIndexFile(this.file);
    this.#rebuildCount++;
    this.#owners.clear();
    this.#ownersRevision = 0;
    this.#database = this.#openDatabase();
    this.#store = new RunStore(this.#database, this.#log);
    const { history } = this.#sources;
    this.#sources = this.#openSources();
    this.#sources.history = history;
    this.#known.clear();
    this.#knownRevision = 0;
    this.#refresh({});
    // Whoever asks next is told of every run.
    this.#seenRevision = 0;
    this.#seenColumns = 0;
  }

  close(): void {
    this.#database.dispose();
  }

  dispose(): void {
    this.close();
  }

  #openSources(): SourceStore {
    const sources = new SourceStore(this.#database, this.#scope);
    sources.owners = () => this.#ownersNow();
    return sources;
  }

  /** Only what changed since the last time is read: this is asked with every outside run. */
  #ownersNow(): Iterable<RunOwner> {
    const revision = this.#store.counter("revision");
    if (revision !== this.#ownersRevision) {
      for (const id of this.#store.removed(this.#ownersRevision)) this.#owners.delete(id);
      for (const owner of this.#store.owners(this.#ownersRevision)) {
        this.#owners.set(owner.id, owner);
      }
      this.#ownersRevision = revision;
    }
    return this.#owners.values();
  }

  /** Where the file turns out to be damaged, it is built anew and the work done again. */
  #withoutDamage<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.rebuild();
      return work();
    }
  }

  #listFolders(): string[] {
    const folder = projectPaths(this.#root).runs;
    try {
      return readdirSync(folder).filter(isRunId);
    } catch (error) {
      this.#log.debug(`no runs in ${folder}: ${String(error)}`);
      return [];
    }
  }

  /** What other processes have read meanwhile need not be read again. */
  #learnFromOthers(): void {
    const revision = this.#store.counter("revision");
    if (revision === this.#knownRevision) return;
    for (const { id, state } of this.#store.fileStates(this.#knownRevision)) {
      this.#known.set(id, state);
    }
    for (const id of this.#store.removed(this.#knownRevision)) this.#known.delete(id);
    this.#knownRevision = revision;
  }

  /** These runs, and those whose folder is there and whose journal was not yet. */
  #lookAt(runIds: readonly string[]): Findings {
    const ids = [...new Set([...runIds, ...this.#awaited])];
    return {
      stale: ids.filter((id) => this.#isStale(id)),
      gone: ids.filter((id) => this.#isGone(id)),
    };
  }

  #lookAtAll(isFoldersOnly: boolean): Findings {
    const ids = this.#listFolders();
    const listed = new Set(ids);
    this.#awaited.clear();
    const looked = isFoldersOnly ? ids.filter((id) => !this.#known.has(id)) : ids;
    const isGone = (id: string): boolean => !listed.has(id) || (!isFoldersOnly && this.#isGone(id));
    return {
      stale: looked.filter((id) => this.#isStale(id)),
      gone: [...this.#known.keys()].filter(isGone),
    };
  }

  #isStale(id: string): boolean {
    const state = readFileState(runPaths(this.#root, id).journal);
    const known = this.#known.get(id);
    if (state === undefined && known === undefined) this.#awaited.add(id);
    else this.#awaited.delete(id);
    return state !== undefined && (known === undefined || !isSameState(state, known));
  }

  #isGone(id: string): boolean {
    return this.#known.has(id) && readFileState(runPaths(this.#root, id).journal) === undefined;
  }

  #read(ids: readonly string[]): void {
    let next = 0;
    while (next < ids.length) {
      const first = next;
      next = this.#inTransaction(() => {
        let bytes = 0;
        let index = first;
        while (
          index < ids.length &&
          index - first < maxRunsInTransaction &&
          bytes < maxBytesInTransaction
        ) {
          bytes += this.#readOne(ids[index] ?? "");
          index++;
        }
        return index;
      });
    }
  }

  /** Bytes read; 0 when the file cannot be read: it may be gone by now. */
  #readOne(id: string): number {
    const { state, bytes } = this.#store.readJournal(id, runPaths(this.#root, id).journal);
    if (state !== undefined) this.#known.set(id, state);
    return bytes;
  }

  #remove(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.#inTransaction(() => {
      for (const id of ids) this.#store.remove(id);
    });
    for (const id of ids) this.#known.delete(id);
  }

  #inTransaction<T>(work: () => T): T {
    try {
      return this.#database.transaction(() => this.#store.write(work));
    } catch (error) {
      this.#store.forget();
      this.#known.clear();
      this.#knownRevision = 0;
      throw error;
    }
  }

  #changes(): RefreshResult {
    const revision = this.#store.counter("revision");
    const columns = this.#store.counter("columns");
    const since = this.#seenRevision;
    const isChanged = revision !== since;
    const result = {
      revision,
      changed: isChanged ? [...this.#store.changed(since), ...this.#sources.changed(since)] : [],
      removed: isChanged ? this.#store.removed(since) : [],
      areColumnsChanged: columns !== this.#seenColumns,
    };
    this.#seenRevision = revision;
    this.#seenColumns = columns;
    return result;
  }
}
