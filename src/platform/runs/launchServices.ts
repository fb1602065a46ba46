import type { GitState, RunStatus } from "../../core/runs/run.ts";
import type { RunJournal } from "./runJournal.ts";

/** What launching needs besides processes and files; tests hand in their own. */
export interface LaunchServices {
  /** Records the state of the repository that `folder` lies in; null outside git. */
  readonly takeSnapshot: (request: SnapshotRequest) => Promise<GitState | null>;
  readonly startTracking: (request: TrackingRequest) => Promise<TrackingEndpoint>;
}

export interface SnapshotRequest {
  readonly root: string;
  readonly runId: string;
  readonly signal: AbortSignal;
}

export interface TrackingRequest {
  readonly root: string;
  readonly runId: string;
  /** Shared with the supervisor; the endpoint does not close it. */
  readonly journal: RunJournal;
  readonly experiment: string;
  /** True when the user named the run: what the script calls it does not count then. */
  readonly isNameChosen: boolean;
  /** Those of an endpoint that is to be replaced. */
  readonly port?: number;
  readonly secret?: string;
  readonly onStopRequest: (request: { readonly force: boolean }) => void;
}

/** The run's tracking endpoint. */
export interface TrackingEndpoint {
  readonly uri: string;
  readonly port: number;
  readonly secret: string;
  /** Ends the runs that the script created and left open. */
  closeOpenRuns(outcome: { readonly status: RunStatus; readonly time: number }): void;
  close(): Promise<void>;
}
