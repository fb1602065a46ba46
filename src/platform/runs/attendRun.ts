import { setTimeout as delay } from "node:timers/promises";
import { background, Coalescer } from "../../base/async.ts";
import { DisposableStore, toDisposable } from "../../base/disposables.ts";
import { describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import type { Clock } from "../../core/ports.ts";
import type { ProcessIdentity } from "../process/processTable.ts";
import { ResourceSampler } from "../process/resourceSampler.ts";
import type { ProcessEnd } from "../process/spawnLogged.ts";
import { stopProcessTree, type StopGraces } from "../process/stopProcessTree.ts";
import { MetricsFile, type MetricsCursor } from "./metricsFile.ts";
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
  /** What an earlier supervisor has already taken in. */
  readonly metricsFrom?: MetricsCursor;
}

const metricsIntervalMs = 200;

/**
 * Stays with a script until it has ended: samples what it uses, takes in the metrics it writes to
 * its file, stops it with all its children when that is wished.
 */
export async function attendRun(options: AttendOptions): Promise<ProcessEnd> {
  const store = new DisposableStore();
  try {
    keepHeartbeat(options, store);
    keepSampling(options, store);
    const metrics = keepTakingMetrics(options, store);
    const stopping = stopWhenWished(options);
    const end = await options.ended;
    await stopping.finished();
    await metrics.finished();
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

function keepTakingMetrics(
  { record, clock, log, metricsFrom }: AttendOptions,
  store: DisposableStore,
): { finished(): Promise<void> } {
  const { journal, paths } = record;
  const file = new MetricsFile({
    path: paths.metrics,
    journal,
    clock,
    log,
    ...(metricsFrom && { from: metricsFrom }),
  });
  const draining = new Coalescer(() => file.drain());
  const drain = (): void => background(draining.request(), "metrics file", log);
  const timer = setInterval(drain, metricsIntervalMs);
  const ticking = store.add(toDisposable(() => clearInterval(timer)));
  return {
    async finished() {
      ticking.dispose();
      await draining.request();
      await file.drain({ isLast: true });
    },
  };
}

function keepSampling(options: AttendOptions, store: DisposableStore): void {
  const { runId, record, script, clock, log } = options;
  const sampler = store.add(new ResourceSampler(script.pid));
  const startMs = clock.now();
  let timer: NodeJS.Timeout;
  const sample = async (): Promise<void> => {
    const metrics = await sampler.sample();
    if (store.isDisposed || Object.keys(metrics).length === 0) return;
    record.journal.append({ type: "system", time: clock.now(), metrics });
  };
  const schedule = (): void => {
    if (store.isDisposed) return;
    timer = setTimeout(
      () => {
        const sampling = sample().catch((error: unknown) => {
          log.debug(`no sample of run ${runId}: ${describeError(error)}`);
        });
        background(sampling.finally(schedule), "sampling", log);
      },
      sampleIntervalMs(clock.now() - startMs),
    );
  };
  schedule();
  store.add(toDisposable(() => clearTimeout(timer)));
}

/** Often at first, when somebody looks and short runs end; seldom in runs of days. */
export function sampleIntervalMs(ageMs: number): number {
  if (ageMs < 5000) return 1000;
  if (ageMs < 10 * 60_000) return 5000;
  return ageMs < 2 * 3_600_000 ? 15_000 : 60_000;
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
