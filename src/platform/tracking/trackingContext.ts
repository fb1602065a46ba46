import type { Clock, Random } from "../../core/ports.ts";
import type { RequestFields } from "../../core/tracking/requestFields.ts";
import type { ArtifactFolders } from "./artifactFolders.ts";
import type { ExperimentStore } from "./experimentStore.ts";
import type { ModelStore } from "./modelStore.ts";
import type { RegistryStore } from "./registryStore.ts";
import type { TrackedRuns } from "./trackedRuns.ts";

/** What the handlers of requests work with. */
export interface TrackingContext {
  readonly runs: TrackedRuns;
  readonly experiments: ExperimentStore;
  readonly models: ModelStore;
  readonly registry: RegistryStore;
  readonly artifacts: ArtifactFolders;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Answers one request: the fields are those of the body or the query string, with those that are
 * part of the path. What it returns is sent as JSON; what it throws as an error.
 */
export type TrackingHandler = (context: TrackingContext, fields: RequestFields) => object;

/** The answer of what has nothing to say. */
export const emptyReply = Object.freeze({});
