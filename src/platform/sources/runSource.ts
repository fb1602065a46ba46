import type { Disposable } from "../../base/disposables.ts";
import type { Log } from "../../base/logging.ts";
import type { FormatId } from "../../core/formats/formatIds.ts";
import type { FolderView } from "../../core/formats/runFormat.ts";
import type { MediaItem } from "../../core/formats/media.ts";
import type { Clock } from "../../core/ports.ts";
import type { Run, Series } from "../../core/runs/run.ts";

/** A place that holds runs which Sextant did not write: folders, a database, git, a server. */
export interface RunSource extends Disposable {
  /**
   * Names the source for ever: its format and where it is. The ids of its runs are made of it
   * (sourceRunId.ts).
   */
  readonly key: string;
  /**
   * What changed since this object was last asked; at first, since `mark`, which is what an earlier
   * object of the same key gave (null for none: then everything). Undefined when nothing changed.
   *
   * Called every quarter of a second for a source that `isLive`, else every few seconds: find out
   * cheaply that nothing happened. It runs in the thread that answers the panel: give way (await)
   * every 20 ms or so of work. Throws AppError when the source cannot be read now; what is known of
   * its runs is kept.
   */
  refresh(mark: string | null): Promise<SourceUpdate | undefined>;
  /** The last refresh found something written within the last minutes. */
  readonly isLive: boolean;
  /**
   * Points of the metrics, in the order (step, time); metrics it does not have are left out. With
   * `isRaw` in the order they were written, before restarts took effect.
   */
  series(
    run: Run,
    metrics: readonly string[],
    isRaw: boolean,
  ): Promise<ReadonlyMap<string, Series>>;
  media(run: Run): Promise<readonly MediaItem[]>;
}

export interface SourceUpdate {
  /** New and changed ones, whole. */
  readonly runs: readonly Run[];
  /** Ids of runs that are gone. */
  readonly removed: readonly string[];
  /** `runs` is all there is: what else was known of this source is gone. */
  readonly isComplete: boolean;
  /** Kept in the index with the runs: what `refresh` is given when the project is opened again. */
  readonly mark: string;
}

export interface SourceContext {
  /** The project's root, absolute. */
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  /** False in Restricted Mode: nothing that the folder names may be started or connected to. */
  readonly isTrusted: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How sources of one kind are found and opened. */
export interface SourceKind {
  readonly format: FormatId;
  /** What is found in a folder, as paths relative to the searched folder; usually none. */
  detect(folder: FolderView): readonly DetectedSource[];
  /** `path` is absolute. Reads nothing yet. */
  open(path: string, context: SourceContext): RunSource;
}

export interface DetectedSource {
  /** Of the file or folder, relative to the folder that is searched, with `/`. */
  readonly path: string;
  /** Folders (relative to the searched folder) that belong to it: nothing else is looked for there. */
  readonly ownedFolders: readonly string[];
}
