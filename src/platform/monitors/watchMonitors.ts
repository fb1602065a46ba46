import path from "node:path";
import { background } from "../../base/async.ts";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { CancelledError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import { watchFolder } from "../watch/watchFolder.ts";
import { fileSignature, isMissing, watchedFolder } from "./fileSignature.ts";

export type CheckReason = "interval" | "change";

export interface WatchMonitorsOptions {
  readonly root: string;
  readonly monitors: readonly Monitor[];
  /** Checks one monitor; told by the signal when nobody waits any more. */
  readonly check: (monitor: Monitor, reason: CheckReason, signal: AbortSignal) => Promise<unknown>;
  /** What the files were when a change of them was checked last; null: never. */
  readonly lastSignature?: (monitor: string) => string | null;
  /** When a monitor was checked last, milliseconds since the epoch; null: never. */
  readonly lastChecked: (monitor: string) => number | null;
  readonly now: () => number;
  readonly log: Log;
  /** Files must rest so long before they are read; how often silent file systems are asked. */
  readonly restMs?: number;
  readonly pollMs?: number;
}

/** No monitor is due more often, whatever it says. */
const leastIntervalMs = 10_000;
/** Of the time that passes no more than a fiftieth is spent on looking at files. */
const restPerLook = 50;
/** Longer waits than a timer can hold are waited in pieces. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Checks monitors when they are due and when their files change, until it is disposed. A monitor is
 * checked once at a time; what happens meanwhile means one more check, however often it happens.
 * Files that are being written are waited for: a check begins when they rest.
 */
export function watchMonitors(options: WatchMonitorsOptions): Disposable {
  const store = new DisposableStore();
  for (const monitor of options.monitors) {
    if (monitor.everyMs !== null || monitor.onChange) {
      store.add(new WatchedMonitor(monitor, options));
    }
  }
  return store;
}

/** Changes when a file does that the monitor looks at. */
export function monitorSignature(monitor: Monitor, root: string): string {
  return fileSignature(watchedPaths(monitor, root));
}

function watchedPaths({ current }: Monitor, root: string): readonly string[] {
  const paths = current.kind === "files" ? current.paths : [];
  return paths.map((item) => path.resolve(root, item));
}

class WatchedMonitor implements Disposable {
  readonly #monitor: Monitor;
  readonly #options: WatchMonitorsOptions;
  readonly #paths: readonly string[];
  readonly #store = new DisposableStore();
  readonly #abort = new AbortController();
  #dueTimer: NodeJS.Timeout | undefined;
  #restTimer: NodeJS.Timeout | undefined;
  #lookTimer: NodeJS.Timeout | undefined;
  /** When the files may be looked at again, on the clock of `performance`. */
  #restsUntil = 0;
  #signature = "";
  #isChecking = false;
  #waiting: CheckReason | null = null;

  constructor(monitor: Monitor, options: WatchMonitorsOptions) {
    this.#monitor = monitor;
    this.#options = options;
    this.#paths = watchedPaths(monitor, options.root);
    if (monitor.onChange) this.#watch();
    this.#schedule();
  }

  dispose(): void {
    this.#abort.abort();
    clearTimeout(this.#dueTimer);
    clearTimeout(this.#restTimer);
    clearTimeout(this.#lookTimer);
    this.#store.dispose();
  }

  #watch(): void {
    const { log, pollMs = 5000 } = this.#options;
    const { lastSignature } = this.#options;
    // Files that are not there yet have not changed.
    const isKnown = lastSignature === undefined || isMissing(this.#paths);
    this.#signature = isKnown
      ? fileSignature(this.#paths)
      : (lastSignature(this.#monitor.name) ?? "");
    const onDidChange = (): void => this.#lookSoon();
    for (const folder of new Set(this.#paths.map(watchedFolder))) {
      this.#store.add(watchFolder(folder, { onDidChange, pollMs, log }));
    }
    // Changes inside of files, and deeper folders, are not told of everywhere.
    const timer = setInterval(onDidChange, pollMs);
    timer.unref();
    this.#store.add({ dispose: () => clearInterval(timer) });
    this.#look();
  }

  /**
   * Looks at once, unless looking takes long and was done a moment ago: next to data a log may be
   * written that tells of a change a thousand times, and folders on a network answer slowly.
   */
  #lookSoon(): void {
    if (this.#lookTimer !== undefined) return;
    const wait = this.#restsUntil - performance.now();
    if (wait <= 0) {
      this.#look();
      return;
    }
    this.#lookTimer = setTimeout(() => {
      this.#lookTimer = undefined;
      this.#look();
    }, wait);
    this.#lookTimer.unref();
  }

  /** A check follows when the files were changed, and have rested since. */
  #look(): void {
    if (this.#restTimer !== undefined || this.#abort.signal.aborted) return;
    const started = performance.now();
    const seen = fileSignature(this.#paths);
    const ended = performance.now();
    this.#restsUntil = ended + (ended - started) * restPerLook;
    if (seen === this.#signature) return;
    this.#restTimer = setTimeout(() => {
      this.#restTimer = undefined;
      if (fileSignature(this.#paths) !== seen) {
        this.#look();
        return;
      }
      this.#signature = seen;
      this.#request("change");
    }, this.#options.restMs ?? 1000);
  }

  #schedule(): void {
    const { everyMs, name } = this.#monitor;
    if (everyMs === null || this.#abort.signal.aborted) return;
    clearTimeout(this.#dueTimer);
    const { now, lastChecked } = this.#options;
    const interval = Math.max(everyMs, leastIntervalMs);
    const last = lastChecked(name);
    const wait = last === null ? 0 : Math.min(interval, Math.max(0, last + interval - now()));
    this.#dueTimer = setTimeout(
      () => {
        if (wait > longestTimerMs) this.#schedule();
        else this.#request("interval");
      },
      Math.min(wait, longestTimerMs),
    );
    this.#dueTimer.unref();
  }

  #request(reason: CheckReason): void {
    if (this.#isChecking) {
      this.#waiting = reason;
      return;
    }
    this.#isChecking = true;
    background(this.#check(reason), `checking ${this.#monitor.name}`, this.#options.log);
  }

  async #check(reason: CheckReason): Promise<void> {
    try {
      await this.#options.check(this.#monitor, reason, this.#abort.signal);
    } catch (error) {
      if (!(error instanceof CancelledError)) {
        this.#options.log.warn(`${this.#monitor.name}: ${describeError(error)}`);
      }
    } finally {
      this.#isChecking = false;
    }
    if (this.#abort.signal.aborted) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) this.#request(waiting);
    else this.#rest();
  }

  /** A check that left no time behind must not make the next one due at once. */
  #rest(): void {
    const { everyMs, name } = this.#monitor;
    if (everyMs === null) return;
    const { now, lastChecked } = this.#options;
    const isRecorded = (lastChecked(name) ?? -Infinity) + leastIntervalMs > now();
    if (isRecorded) this.#schedule();
    else {
      clearTimeout(this.#dueTimer);
      const wait = Math.min(Math.max(everyMs, leastIntervalMs), longestTimerMs);
      this.#dueTimer = setTimeout(() => this.#request("interval"), wait);
      this.#dueTimer.unref();
    }
  }
}
