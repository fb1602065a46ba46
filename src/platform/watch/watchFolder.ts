import { statSync, watch, type FSWatcher } from "node:fs";
import { toDisposable, type Disposable } from "../../base/disposables.ts";
import { describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";

export interface WatchFolderOptions {
  readonly onDidChange: () => void;
  readonly pollMs: number;
  readonly log: Log;
}

/**
 * Tells when entries of a folder come or go: at once where the operating system says so, and else
 * (network file systems and containers are silent) within `pollMs`, by the folder's own time.
 * The folder may be missing, and come and go itself.
 */
export function watchFolder(folder: string, options: WatchFolderOptions): Disposable {
  let last = readMark(folder);
  let watcher = openWatcher(folder, options);
  const timer = setInterval(() => {
    const mark = readMark(folder);
    if (mark === last) return;
    const isOther = identity(mark) !== identity(last);
    last = mark;
    if (isOther) {
      watcher?.close();
      watcher = openWatcher(folder, options);
    }
    options.onDidChange();
  }, options.pollMs);
  timer.unref();
  return toDisposable(() => {
    clearInterval(timer);
    watcher?.close();
  });
}

function openWatcher(folder: string, { onDidChange, log }: WatchFolderOptions) {
  try {
    const watcher: FSWatcher = watch(folder, { persistent: false }, onDidChange);
    watcher.on("error", (error) => {
      log.debug(`${folder} is watched by polling only: ${describeError(error)}`);
      watcher.close();
    });
    return watcher;
  } catch (error) {
    log.debug(`${folder} is watched by polling only: ${describeError(error)}`);
    return undefined;
  }
}

/** Inode and time of the last change; empty when the folder is not there. */
function readMark(folder: string): string {
  try {
    const stats = statSync(folder, { throwIfNoEntry: false });
    return stats === undefined ? "" : `${stats.ino} ${stats.mtimeMs}`;
  } catch {
    // A folder that may not be looked at is as good as missing.
    return "";
  }
}

function identity(mark: string): string {
  return mark.split(" ")[0] ?? "";
}
