import { AppError, CancelledError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import type { AlertUpdate } from "../../core/monitors/alertLog.ts";
import { newestMetrics, type KnownRun } from "../../core/monitors/chooseRun.ts";
import { findAlerts } from "../../core/monitors/findAlerts.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import type { MonitorReport } from "../../core/monitors/monitorReport.ts";
import { decideRetraining, type RetrainDecision } from "../../core/monitors/retrainPolicy.ts";
import { parseCondition } from "../../core/monitors/alertRules.ts";
import type { DataJob, JobAnswer, JobSettings } from "../profile/dataJobs.ts";
import { MonitorStore } from "./monitorStore.ts";
import { resolveSources } from "./resolveSources.ts";

export interface JobCall {
  readonly signal: AbortSignal;
  readonly onProgress: (label: string, fraction: number | null) => void;
}

/** Runs a job in the data process. */
export type RunJob = <K extends DataJob["kind"]>(
  job: Extract<DataJob, { kind: K }>,
  call: JobCall,
) => Promise<JobAnswer<K>>;

/** What a host gives to those who check its monitors. */
export interface MonitorHost {
  readonly root: string;
  readonly settings: Omit<JobSettings, "root" | "now">;
  /** Whether servers that a monitor names may be asked. */
  readonly isTrusted: boolean;
  readonly runJob: RunJob;
  /** All runs of the project; asked only where a monitor needs them. */
  readRuns(): Promise<readonly KnownRun[]>;
  /** Milliseconds since the epoch. */
  now(): number;
  readonly log: Log;
}

export interface MonitorCheck {
  readonly report: MonitorReport;
  readonly alerts: AlertUpdate;
  readonly retraining: RetrainDecision;
}

/** History that is handed to the data process: what is expected is learnt from it. */
const maxHistory = 200;

/**
 * Checks a monitor from its sources to its alerts, and keeps what was found. A check that fails
 * keeps the last good report, opens an alert, and rejects with its AppError; one that is cancelled
 * leaves no trace.
 */
export async function checkMonitor(
  monitor: Monitor,
  host: MonitorHost,
  call: JobCall,
): Promise<MonitorCheck> {
  const store = new MonitorStore(host.root);
  const started = host.now();
  try {
    const report = await runCheck(monitor, host, { store, call });
    const runs = needsRuns(monitor) ? await host.readRuns() : [];
    const metrics = newestMetrics(runs, monitor.retrain?.run ?? null);
    const found = findAlerts(monitor, report, metrics);
    const complete = { ...report, problems: [...report.problems, ...found.problems] };
    const alerts = await store.recordCheck(complete, found);
    const retraining = decideRetraining({
      monitor,
      report: complete,
      alerts: alerts.alerts,
      launches: store.readLaunches(monitor.name),
      runningRun: runningLaunch(store, monitor, runs),
      now: host.now(),
    });
    host.log.info(`${monitor.name}: ${report.verdict}, ${host.now() - started} ms`);
    return { report: complete, alerts, retraining };
  } catch (error) {
    if (error instanceof CancelledError || call.signal.aborted) throw error;
    if (AppError.is(error)) await keepFailure(monitor, error.message, { store, host });
    throw error;
  }
}

/** Why the check failed is more important than that this could not be kept. */
async function keepFailure(
  { name }: Monitor,
  message: string,
  { store, host }: { readonly store: MonitorStore; readonly host: MonitorHost },
): Promise<void> {
  try {
    await store.recordFailure(name, message, host.now());
  } catch (error) {
    if (!AppError.is(error)) throw error;
    host.log.warn(error.message);
  }
}

interface Checking {
  readonly store: MonitorStore;
  readonly call: JobCall;
}

async function runCheck(
  monitor: Monitor,
  host: MonitorHost,
  { store, call }: Checking,
): Promise<MonitorReport> {
  const sources = await resolveSources(monitor, host);
  // Only health and logs of language models learn from it; of wide data it has megabytes.
  const isLearnt = monitor.health !== null || monitor.llm !== null;
  const history = isLearnt
    ? store.readHistory(monitor.name).filter(({ verdict }) => verdict !== "failed")
    : [];
  const report = await host.runJob(
    {
      kind: "check",
      settings: { ...host.settings, root: host.root, now: host.now() },
      monitor,
      ...sources,
      history: history.slice(-maxHistory).map(({ figures }) => figures),
      isTrusted: host.isTrusted,
    },
    call,
  );
  return report;
}

function needsRuns({ alerts, retrain }: Monitor): boolean {
  if (retrain) return true;
  return alerts.some(({ when }) => {
    const condition = parseCondition(when);
    return !("problem" in condition) && condition.figure.startsWith("run.");
  });
}

function runningLaunch(
  store: MonitorStore,
  monitor: Monitor,
  runs: readonly KnownRun[],
): string | null {
  const last = store.readLaunches(monitor.name).at(-1);
  const run = runs.find(({ id }) => id === last?.run);
  return run && (run.status === "running" || run.status === "queued") ? run.name : null;
}
