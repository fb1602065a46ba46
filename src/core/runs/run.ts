/** The run: one execution of a command, whatever wrote it down. */

import type { Problem } from "../../base/errors.ts";

/**
 * - `interrupted`: the supervisor and the process are gone and nobody saw how it ended.
 * - `unknown`: the source cannot tell.
 */
export const runStatuses = [
  "queued",
  "running",
  "finished",
  "failed",
  "stopped",
  "interrupted",
  "unknown",
] as const;
export type RunStatus = (typeof runStatuses)[number];

export function isEnded(status: RunStatus): boolean {
  return status !== "queued" && status !== "running" && status !== "unknown";
}

/** An untracked file too large to store in a snapshot: named with its hash instead. */
export interface OmittedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 of the content, in hex. */
  readonly sha256: string;
}

/** The state of the repository when a run was launched. */
export interface GitState {
  /** HEAD at launch; null in a repository without commits. */
  readonly commit: string | null;
  /** Null when HEAD was detached. */
  readonly branch: string | null;
  /** URL of the branch's remote, without credentials. */
  readonly remote: string | null;
  readonly isDirty: boolean;
  /**
   * The commit that holds the exact tree: a snapshot commit (kept by `refs/sextant/runs/<id>`)
   * when the tree was dirty, else HEAD's.
   */
  readonly snapshot: string | null;
  /** First line of HEAD's message. */
  readonly subject: string | null;
  readonly author: string | null;
  /** Milliseconds since the epoch. */
  readonly committedAt: number | null;
  /** Path of the project root inside the repository, "" at its top, with `/`. */
  readonly prefix: string;
  readonly omitted: readonly OmittedFile[];
  /**
   * The source names no commit: this is the last one before the run began, on the branch that is
   * checked out now. Never shown without saying so.
   */
  readonly isGuess?: true;
}

/** The tag that tells why the code of a run could not be recorded. */
export const snapshotErrorTag = "sextant.snapshotError";

export interface RunCommand {
  readonly argv: readonly string[];
  /** Relative to the project root, with `/`; "." is the root itself. */
  readonly cwd: string;
}

/** Steps and values of one metric, rolled up. Steps of -1 mean that no finite value was seen. */
export interface MetricSummary {
  /** The value of the greatest (step, time); may be NaN or infinite. */
  readonly last: number;
  readonly lastStep: number;
  /** Milliseconds since the epoch. */
  readonly lastTime: number;
  /** Least and greatest value that is not NaN; NaN when there is none. */
  readonly min: number;
  readonly minStep: number;
  readonly max: number;
  readonly maxStep: number;
  readonly count: number;
}

/** The points of one metric of one run, in the order (step, time); three arrays of one length. */
export interface Series {
  readonly steps: Float64Array;
  /** Milliseconds since the epoch. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /**
   * The values were written as 32-bit floats: show them by `shortestFloat32`, as 0.9 and not as
   * 0.8999999761581421.
   */
  readonly isFloat32?: true;
}

/** A data set a run declared that it reads. */
export interface RunDataset {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema?: string;
  readonly profile?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Where a run that Sextant did not write is found. */
export interface RunLocation {
  /** Of its folder, database or server: relative to the project root with `/`, absolute, or a URL. */
  readonly path: string;
  /** Its id there, where one place holds many runs: MLflow's run id, a trial's number. */
  readonly key: string | null;
}

export interface Run {
  readonly id: string;
  readonly name: string;
  /** The format it was read from, a key of `formatLabels`; "sextant" for our own run folders. */
  readonly source: string;
  /** All formats that tell of this run, `source` first. */
  readonly sources: readonly string[];
  /** Null for our own runs. */
  readonly location: RunLocation | null;
  readonly status: RunStatus;
  readonly experiment: string;
  /** The run that this one is nested in. */
  readonly parentId: string | null;
  /** Milliseconds since the epoch. */
  readonly startTime: number | null;
  readonly endTime: number | null;
  /** When it was last written to, milliseconds since the epoch; null when that is not known. */
  readonly updatedAt: number | null;
  readonly exitCode: number | null;
  /** The signal that ended the process, as "SIGKILL". */
  readonly signal: string | null;
  readonly command: RunCommand | null;
  /** Name of the entry point it was launched from. */
  readonly entryPoint: string | null;
  readonly host: string | null;
  readonly user: string | null;
  /** Null outside git. */
  readonly git: GitState | null;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly note: string;
  readonly datasets: readonly RunDataset[];
  /** What is wrong with its files; they were read as far as they are good. */
  readonly problems: readonly Problem[];
  readonly isDeleted: boolean;
}

/** The default experiment, as MLflow names it. */
export const defaultExperiment = "Default";
