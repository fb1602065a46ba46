import { setTimeout as delay } from "node:timers/promises";
import { background } from "../../base/async.ts";
import { DisposableStore, toDisposable } from "../../base/disposables.ts";
import { describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import type { Clock } from "../../core/ports.ts";
import type { ProcessIdentity } from "../process/processTable.ts";
import type { ProcessEnd } from "../process/spawnLogged.ts";
import { stopProcessTree, type StopGraces } from "../process/stopProcessTree.ts";
import type { RunRecord } from "./runRecord.ts";
import type { StopControl } from "./stopControl.ts";
import { heartbeatIntervalMs, touchSupervisor } from "./supervisorFile.ts";

export interface AttendOptions {
  readonly root: string;
  readonly runId: string;
  readonly record: RunRecord;
  readonly script: ProcessIdentity;
  readonly ended: Promise<ProcessEnd>;
  readonly stop: StopControl;
  readonly clock: Clock;
  readonly log: Log;
  readonly graces?: StopGraces;
}

/**
 * Stays with a script until it has ended: samples what it uses, takes in the metrics it writes to
 * its file, stops it with all its children when that is wished.
 */
export async function attendRun(options: AttendOptions): Promise<ProcessEnd> {
  const store = new DisposableStore();
  try {
    keepHeartbeat(options, store);
    const stopping = stopWhenWished(options);
    const end = await options.ended;
    await stopping.finished();
    return end;
  } finally {
    store.dispose();
  }
}

function keepHeartbeat({ root, runId, clock, log }: AttendOptions, store: DisposableStore): void {
  const timer = setInterval(() => {
    try {
      touchSupervisor(root, runId, clock.now());
    } catch (error) {
      log.debug(`heartbeat of run ${runId}: ${describeError(error)}`);
    }
  }, heartbeatIntervalMs);
  store.add(toDisposable(() => clearInterval(timer)));
}

/** A script that has ended may leave children behind: a stop is finished when they are gone too. */
function stopWhenWished(options: AttendOptions): { finished(): Promise<void> } {
  const { stop, script, graces, log } = options;
  let stopping: Promise<void> = Promise.resolve();
  const begin = (): void => {
    stopping = stopProcessTree(script, {
      force: stop.forceSignal,
      ...(graces && { graces }),
    }).then((isGone) => {
      if (!isGone) log.warn("Some processes of the run could not be ended.");
    });
    background(stopping, "stopping the run", log);
  };
  if (stop.signal.aborted) begin();
  else stop.signal.addEventListener("abort", begin, { once: true });
  return {
    async finished() {
      stop.signal.removeEventListener("abort", begin);
      await stopping;
    },
  };
}

/** Requests that were under way when the script ended are still answered. */
export const lateRequestGraceMs = 200;

export function lateRequestGrace(): Promise<void> {
  return delay(lateRequestGraceMs);
}
