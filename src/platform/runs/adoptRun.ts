import { setTimeout as delay } from "node:timers/promises";
import { AppError, describeError } from "../../base/errors.ts";
import { silentLog, type Log } from "../../base/logging.ts";
import type { Clock } from "../../core/ports.ts";
import { defaultExperiment, type RunStatus } from "../../core/runs/run.ts";
import { isProcessAlive, type ProcessIdentity } from "../process/processTable.ts";
import type { ProcessEnd } from "../process/spawnLogged.ts";
import type { StopGraces } from "../process/stopProcessTree.ts";
import { attendRun, lateRequestGrace } from "./attendRun.ts";
import { endChildRuns, readRunEntry } from "./childRuns.ts";
import type { LaunchServices, TrackingEndpoint } from "./launchServices.ts";
import { closeLostRun, readLostState } from "./lostRuns.ts";
import { readMetricsCursor, type MetricsCursor } from "./metricsFile.ts";
import { runPaths } from "./project.ts";
import { withRunLock } from "./runLock.ts";
import { describeSupervisor, RunRecord } from "./runRecord.ts";
import { StopControl } from "./stopControl.ts";
import { childIdentity, readSupervisor } from "./supervisorFile.ts";

export interface AdoptOptions {
  readonly root: string;
  readonly runId: string;
  readonly startTracking: LaunchServices["startTracking"] | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly forceSignal?: AbortSignal;
  readonly graces?: StopGraces;
  readonly log?: Log;
}

const pollIntervalMs = 250;
/** The port may still be held by requests that died with the supervisor. */
const portRetryMs = 200;
const portRetries = 50;

/**
 * Goes on supervising a run whose supervisor died while its script lives: the same endpoint, the
 * same files. Resolves when the run has ended, with null when there was nothing to adopt. How the
 * script ended is seen by its parent only, so the run's status is `unknown` unless it was stopped.
 */
export async function adoptRun(options: AdoptOptions): Promise<RunStatus | null> {
  const adopted = await takeOver(options);
  if (!adopted) return null;
  const { record } = adopted;
  try {
    return await superviseAdopted(options, adopted);
  } finally {
    record.dispose();
  }
}

interface Adopted {
  readonly record: RunRecord;
  readonly script: ProcessIdentity;
  readonly metricsFrom: MetricsCursor;
}

async function takeOver({ root, runId, clock, log }: AdoptOptions): Promise<Adopted | null> {
  const adopted = await withRunLock(root, runId, async () => {
    const state = await readLostState(root, runId);
    const previous = readSupervisor(root, runId);
    const script = previous && childIdentity(previous);
    if (state !== "abandoned" || !previous || !script) return state;
    const self = await describeSupervisor(clock.now());
    const metricsFrom = readMetricsCursor(runPaths(root, runId).journal);
    const { childPid, childStartedAt, port, secret } = previous;
    const supervisor = { ...self, childPid, childStartedAt, port, secret };
    return { record: new RunRecord(root, runId, supervisor), script, metricsFrom };
  });
  if (adopted === "over") await closeLostRun(root, runId, { clock, ...(log && { log }) });
  return typeof adopted === "string" ? null : adopted;
}

async function superviseAdopted(options: AdoptOptions, adopted: Adopted): Promise<RunStatus> {
  const { root, runId, clock, signal, forceSignal, graces, log = silentLog } = options;
  const { record, script, metricsFrom } = adopted;
  const stop = new StopControl();
  stop.follow(signal, { force: false });
  if (forceSignal) stop.follow(forceSignal, { force: true });
  const tracking = await restartTracking(options, record, stop);
  const end = await attendRun({
    ...{ root, runId, record, script, stop, clock, log, metricsFrom },
    ended: gone(script),
    ...(graces && { graces }),
  });
  if (tracking) await lateRequestGrace();
  const status = stop.signal.aborted ? "stopped" : "unknown";
  const timeMs = clock.now();
  tracking?.closeOpenRuns({ status, time: timeMs });
  await tracking?.close();
  endChildRuns(root, runId, { status, timeMs });
  const reason = "The first supervisor was lost, so nobody saw how the script ended.";
  record.close(status, end, { timeMs, reason });
  return status;
}

async function gone(script: ProcessIdentity): Promise<ProcessEnd> {
  while (await isProcessAlive(script)) await delay(pollIntervalMs);
  return { exitCode: null, signal: null };
}

/** Clients wait a few minutes for their endpoint; it must be the same one. */
async function restartTracking(
  { root, runId, startTracking, log }: AdoptOptions,
  record: RunRecord,
  stop: StopControl,
): Promise<TrackingEndpoint | null> {
  const { port, secret } = record.supervisor;
  if (!startTracking || port === null || secret === null) return null;
  const experiment = readRunEntry(root, runId)?.experiment ?? defaultExperiment;
  for (let attempt = 1; ; attempt++) {
    try {
      return await startTracking({
        ...{ root, runId, experiment, port, secret },
        // The run has a name by now, and nobody remembers whose choice it was.
        isNameChosen: true,
        journal: record.journal,
        onStopRequest: (request) => stop.request(request),
      });
    } catch (error) {
      if (attempt >= portRetries || !isPortTaken(error)) {
        log?.warn(`The tracking endpoint could not be restored: ${describeError(error)}`);
        return null;
      }
    }
    await delay(portRetryMs);
  }
}

function isPortTaken(error: unknown): boolean {
  const cause = AppError.is(error) ? error.cause : error;
  return cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
}
