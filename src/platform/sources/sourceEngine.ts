import path from "node:path";
import { setImmediate as giveWay } from "node:timers/promises";
import { background, throwIfAborted } from "../../base/async.ts";
import { AppError, CancelledError, describeError } from "../../base/errors.ts";
import { runFormats } from "../../core/formats/formats.ts";
import type { ClaimedRun } from "../../core/formats/groupClaims.ts";
import { FolderRun, keyOf } from "./folderRun.ts";
import { FolderSearch, maxFolders, type FoundSource } from "./folderSearch.ts";
import { withoutSuperseded, type PendingUpdate } from "./pendingUpdates.ts";
import type { RunSource, SourceContext } from "./runSource.ts";
import { sourceKinds } from "./sourceKinds.ts";
import type { SourceSettings } from "./sourceSettings.ts";

/** Points that runs keep in memory for charts, all together: 96 MB. */
const maxHeldPoints = 4_000_000;
/** Runs whose readers are kept because they are still written to. */
const maxLiveRuns = 1000;
/** Updates are handed on in portions, so that the table fills while the rest is being read. */
const maxUpdates = 200;
const maxDelayMs = 150;
const progressMs = 200;
/** The thread answers others at least this often. */
const maxBusyMs = 15;
/** Below this all is read at once: a tenth of a second. */
const minPeekedBytes = 64 * 1024 * 1024;

export interface EngineProgress {
  readonly folderCount: number;
  readonly foundCount: number;
  readonly readCount: number;
}

export interface SourceEngineOptions extends SourceContext {
  readonly settings: SourceSettings;
  /** Sources that no folder leads to, as servers. */
  readonly remote: readonly RunSource[];
  /** What earlier processes read of each source, by its key. */
  readonly marks: ReadonlyMap<string, string>;
  readonly onUpdates: (updates: readonly PendingUpdate[], goneKeys: readonly string[]) => void;
  /** Null at the end of a scan. */
  readonly onProgress?: (progress: EngineProgress | null) => void;
}

interface Tracked {
  readonly source: RunSource;
  /** What it is given at its first refresh; later it knows itself. */
  mark: string | null;
  isRefreshing: Promise<void> | undefined;
  lastFailure: string;
}

/**
 * Finds the places that hold runs, reads them, and goes on reading as they are written to. `scan`
 * looks at everything, `poll` only at what was written to lately: the cost of a new point does not
 * depend on how many runs there are.
 */
export class SourceEngine {
  readonly #options: SourceEngineOptions;
  readonly #searches: readonly { readonly base: string; readonly search: FolderSearch }[];
  readonly #tracked = new Map<string, Tracked>();
  readonly #abort = new AbortController();
  #pending: PendingUpdate[] = [];
  #pendingGone = new Set<string>();
  #lastFailure = "";
  #lastFlush = 0;
  #marks: ReadonlyMap<string, string>;
  /** What `poll` looks at, as far as it is live. */
  #watched: readonly (readonly [string, Tracked])[] = [];
  #scanning: Promise<void> | undefined;
  #searching: Promise<void> | undefined;
  #hasSearched = false;
  #folderCount = 0;
  #foundCount = 0;
  #lastTold = -Infinity;
  #hasWarned = false;
  #readCount = 0;
  /** Keys of opened sources by kind and place. */
  readonly #opened = new Map<string, string>();

  constructor(options: SourceEngineOptions) {
    this.#options = options;
    this.#marks = options.marks;
    const bases = [...new Set([options.root, ...options.settings.folders])];
    this.#searches = bases.map((base) => {
      const { exclude } = options.settings;
      return {
        base,
        search: new FolderSearch({
          ...{ base, exclude, formats: runFormats, kinds: sourceKinds },
          followsLinks: options.isTrusted,
        }),
      };
    });
  }

  /**
   * Looks for runs everywhere and reads what is new in folders; databases, git and servers are only
   * asked by then (`settled`). One scan at a time: a second call joins it.
   */
  scan(): Promise<void> {
    this.#scanning ??= this.#scan().finally(() => (this.#scanning = undefined));
    return this.#scanning;
  }

  /** Ends when every source that was asked has answered. */
  async settled(): Promise<void> {
    for (const { isRefreshing } of [...this.#tracked.values()]) await isRefreshing;
    this.#flush();
  }

  /** Reads on in sources that were written to within the last minutes. */
  async poll(): Promise<void> {
    const pause = this.#createPause();
    for (const [key, tracked] of this.#watched) {
      // A scan that is under way may have found that it is gone.
      if (!tracked.source.isLive || this.#tracked.get(key) !== tracked) continue;
      const refreshed = this.#refresh(key, tracked);
      if (tracked.source instanceof FolderRun) await refreshed;
      else this.#flushAfter(refreshed);
      await pause();
    }
    this.#flush();
  }

  /** The source of that key, once all folders have been searched; undefined when it is gone. */
  async source(key: string): Promise<RunSource | undefined> {
    if (!this.#hasSearched) {
      const scan = this.scan();
      // Reading everything goes on while somebody looks at one run.
      background(scan, "looking for runs", this.#options.log);
      await this.#searching;
    }
    return this.#tracked.get(key)?.source;
  }

  /** Call after points were read for charts: those of other runs may have to go. */
  limitHeldPoints(latestKey: string): void {
    const holding = [...this.#tracked].flatMap(([key, { source }]) =>
      source instanceof FolderRun && source.heldPoints > 0 ? [{ key, source }] : [],
    );
    let held = holding.reduce((sum, { source }) => sum + source.heldPoints, 0);
    for (const { key, source } of holding) {
      if (held <= maxHeldPoints) return;
      if (key === latestKey) continue;
      held -= source.heldPoints;
      source.releasePoints();
    }
  }

  dispose(): void {
    this.#abort.abort();
    for (const { source } of this.#tracked.values()) source.dispose();
    for (const source of this.#options.remote) source.dispose();
    this.#tracked.clear();
  }

  async #scan(): Promise<void> {
    const isFirst = !this.#hasSearched;
    this.#readCount = 0;
    try {
      this.#searching = this.#search(isFirst);
      await this.#searching;
      this.#hasSearched = true;
      if (isFirst) await this.#peekAll();
      await this.#refreshAll(isFirst);
    } finally {
      if (isFirst) this.#options.onProgress?.(null);
    }
  }

  async #search(isFirst: boolean): Promise<void> {
    const keys = new Set<string>();
    const before = { folderCount: 0, foundCount: 0 };
    for (const { base, search } of this.#searches) {
      const onProgress = (folders: number, found: number): void => {
        this.#folderCount = before.folderCount + folders;
        this.#foundCount = before.foundCount + found;
        if (isFirst) this.#tell();
      };
      const found = await search.search({ signal: this.#abort.signal, onProgress });
      if (found.isCut) this.#warnOfLimit(base);
      before.folderCount = this.#folderCount;
      before.foundCount = this.#foundCount;
      const pause = this.#createPause();
      for (const run of found.runs) {
        keys.add(this.#trackRun(base, run));
        await pause();
      }
      for (const source of found.sources) keys.add(this.#trackSource(base, source));
    }
    for (const source of this.#options.remote) keys.add(this.#track(source));
    this.#forgetAllBut(keys);
    this.#foundCount = this.#tracked.size;
  }

  #warnOfLimit(base: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#options.log.warn(
      `${base} holds more than ${maxFolders} folders: runs in the others are not shown. ` +
        "Open a folder inside it, or exclude folders in the setting sextant.sources.exclude.",
    );
  }

  #tell(): void {
    const now = performance.now();
    if (now - this.#lastTold < progressMs) return;
    this.#lastTold = now;
    this.#options.onProgress?.({
      folderCount: this.#folderCount,
      foundCount: this.#foundCount,
      readCount: this.#readCount,
    });
  }

  /** Where reading everything takes seconds, the table has the last values of every run first. */
  async #peekAll(): Promise<void> {
    const pause = this.#createPause();
    const unread: { readonly key: string; readonly source: FolderRun }[] = [];
    let unreadBytes = 0;
    for (const [key, { source, mark }] of [...this.#tracked]) {
      await pause();
      const sizeBytes = source instanceof FolderRun ? source.unreadBytes(mark) : 0;
      unreadBytes += sizeBytes;
      if (source instanceof FolderRun && sizeBytes > 0) unread.push({ key, source });
    }
    if (unreadBytes < minPeekedBytes) return;
    for (const { key, source } of unread) {
      try {
        const update = await source.peek();
        if (update !== undefined) this.#pending.push({ key, update });
      } catch (error) {
        // The file went away, or cannot be opened: the refresh tells.
        this.#options.log.debug(`looking at ${source.key}: ${describeError(error)}`);
      }
      if (this.#pending.length >= maxUpdates) this.#flush();
      await pause();
    }
    this.#flush();
  }

  async #refreshAll(isFirst: boolean): Promise<void> {
    const pause = this.#createPause(() => {
      if (isFirst) this.#tell();
    });
    let liveRuns = 0;
    for (const [key, tracked] of [...this.#tracked]) {
      const refreshed = this.#refresh(key, tracked);
      if (tracked.source instanceof FolderRun) {
        await refreshed;
        if (tracked.source.isLive && ++liveRuns > maxLiveRuns) tracked.source.release();
      } else this.#flushAfter(refreshed);
      this.#readCount++;
      await pause();
    }
    this.#flush();
    this.#watch();
  }

  /**
   * Thousands of runs were all written to lately when they were just copied or checked out: then
   * those that were written to last are watched, and the others looked at with the next scan.
   */
  #watch(): void {
    const all = [...this.#tracked];
    const live = all.flatMap(([key, tracked]) => {
      const { source } = tracked;
      if (!(source instanceof FolderRun) || !source.isLive) return [];
      return [{ entry: [key, tracked] as const, changedAt: source.changedAt }];
    });
    live.sort((a, b) => b.changedAt - a.changedAt);
    this.#watched = [
      ...all.filter(([, { source }]) => !(source instanceof FolderRun)),
      ...live.slice(0, maxLiveRuns).map(({ entry }) => entry),
    ];
  }

  /** To be called between pieces of work: gives way to others when they have lasted. */
  #createPause(onPause?: () => void): () => Promise<void> {
    let last = performance.now();
    return async () => {
      if (performance.now() - last < maxBusyMs) return;
      onPause?.();
      await giveWay();
      throwIfAborted(this.#abort.signal);
      last = performance.now();
    };
  }

  /** A server or a database may take its time: nobody waits for it. */
  #flushAfter(refreshed: Promise<void>): void {
    background(
      refreshed.then(() => this.#flush()),
      "runs of another tool",
      this.#options.log,
    );
  }

  #trackRun(base: string, run: ClaimedRun): string {
    const { root, clock } = this.#options;
    const options = { base, shownBase: base === root ? "" : base, now: () => clock.now() };
    const key = keyOf(run, options);
    const known = this.#tracked.get(key);
    if (known?.source instanceof FolderRun) known.source.setClaim(run);
    else this.#track(new FolderRun(run, options));
    return key;
  }

  #trackSource(base: string, { kind, path: relative }: FoundSource): string {
    const opened = this.#opened.get(`${kind.format}\0${base}\0${relative}`);
    if (opened !== undefined && this.#tracked.has(opened)) return opened;
    const source = kind.open(path.join(base, relative), this.#options);
    this.#opened.set(`${kind.format}\0${base}\0${relative}`, source.key);
    return this.#track(source);
  }

  #track(source: RunSource): string {
    const { key } = source;
    const known = this.#tracked.get(key);
    this.#pendingGone.delete(key);
    if (known === undefined) {
      const mark = this.#marks.get(key) ?? null;
      this.#tracked.set(key, { source, mark, isRefreshing: undefined, lastFailure: "" });
    } else if (known.source !== source) source.dispose();
    return key;
  }

  #forgetAllBut(keys: ReadonlySet<string>): void {
    const gone = [...this.#tracked.keys(), ...this.#marks.keys()].filter((key) => !keys.has(key));
    this.#marks = new Map();
    if (gone.length === 0) return;
    for (const key of gone) {
      this.#tracked.get(key)?.source.dispose();
      this.#tracked.delete(key);
    }
    for (const key of gone) this.#pendingGone.add(key);
    this.#flush();
  }

  /** One refresh of a source at a time. Failures are logged, once while they last. */
  #refresh(key: string, tracked: Tracked): Promise<void> {
    tracked.isRefreshing ??= this.#refreshNow(key, tracked).finally(() => {
      tracked.isRefreshing = undefined;
    });
    return tracked.isRefreshing;
  }

  async #refreshNow(key: string, tracked: Tracked): Promise<void> {
    try {
      const update = await tracked.source.refresh(tracked.mark);
      tracked.lastFailure = "";
      if (update === undefined || this.#abort.signal.aborted) return;
      tracked.mark = update.mark;
      this.#pending.push({ key, update });
      const isDue = performance.now() - this.#lastFlush > maxDelayMs;
      if (isDue || this.#pending.length >= maxUpdates) this.#flush();
    } catch (error) {
      if (error instanceof CancelledError) return;
      const message = describeError(error);
      if (message === tracked.lastFailure) return;
      tracked.lastFailure = message;
      const log = this.#options.log;
      if (AppError.is(error)) log.warn(message);
      else log.error(`reading runs of ${key.replaceAll("\0", " ")}: ${message}`, error);
    }
  }

  /**
   * Hands on what was read. What cannot be taken now (the disk is full, another process holds the
   * index) is kept for the next time: its source would not tell it again.
   */
  #flush(): void {
    this.#lastFlush = performance.now();
    const updates = this.#pending;
    const gone = this.#pendingGone;
    if (updates.length + gone.size === 0 || this.#abort.signal.aborted) return;
    this.#pending = [];
    this.#pendingGone = new Set();
    try {
      this.#options.onUpdates(updates, [...gone]);
      this.#lastFailure = "";
    } catch (error) {
      this.#pending = withoutSuperseded([...updates, ...this.#pending]);
      this.#pendingGone = new Set([...gone, ...this.#pendingGone]);
      const message = describeError(error);
      if (message !== this.#lastFailure) this.#options.log.error(message, error);
      this.#lastFailure = message;
    }
  }
}
