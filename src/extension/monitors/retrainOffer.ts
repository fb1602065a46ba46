import type { Alert } from "../../core/monitors/alert.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import type { ReportSummary } from "../../core/monitors/reportSummary.ts";
import { decideFromSummary, type RetrainLaunch } from "../../core/monitors/retrainPolicy.ts";
import type { Run, RunStatus } from "../../core/runs/run.ts";
import type { MonitorStore } from "../../platform/monitors/monitorStore.ts";
import type { RetrainOffer } from "../../protocol/driftPanel.ts";

interface OfferQuestion {
  readonly monitor: Monitor;
  readonly summary: ReportSummary | null;
  readonly alerts: readonly Alert[];
  readonly findRun: (id: string) => Pick<Run, "name" | "status"> | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Whether a retraining can be launched, and why or why not; null where nothing is configured, or
 * nothing was checked yet. What did not end well is offered again, on the same evidence too: only
 * launches by themselves are not repeated.
 */
export function offerRetraining(
  store: Pick<MonitorStore, "readLaunches" | "readComparisonClaim">,
  { monitor, summary, alerts, findRun, now }: OfferQuestion,
): RetrainOffer | null {
  const { retrain, name } = monitor;
  if (retrain === null || summary === null) return null;
  const launches = store.readLaunches(name);
  const last = lastRunOf(launches.at(-1), findRun);
  const runningRun = isOneOf(last, ["running", "queued"]) ? last.name : null;
  const question = { monitor, report: summary, alerts, launches, runningRun, now };
  const { action, document, reason } = decideFromSummary(question);
  const compared = store.readComparisonClaim(name);
  const problem = compared !== null && compared.run === last?.id ? compared.failure : null;
  const offer = { run: retrain.run, lastRun: last, problem };
  if (action === "none" && document && isOneOf(last, ["failed", "stopped", "interrupted"])) {
    return { ...offer, isOffered: true, reason: describeBroken(last) };
  }
  return { ...offer, isOffered: action !== "none", reason };
}

type LastRun = NonNullable<RetrainOffer["lastRun"]>;

function isOneOf(run: LastRun | null, statuses: readonly RunStatus[]): run is LastRun {
  return run !== null && statuses.some((status) => status === run.status);
}

function describeBroken({ name, status }: LastRun): string {
  return `The retraining ${name} ended as ${status}: read its output, mend what is wrong, and launch it again.`;
}

function lastRunOf(
  launch: RetrainLaunch | undefined,
  findRun: OfferQuestion["findRun"],
): LastRun | null {
  if (launch === undefined) return null;
  const run = findRun(launch.run);
  return {
    id: launch.run,
    name: run?.name ?? launch.run,
    status: run?.status ?? "unknown",
    startedAt: new Date(launch.time).toISOString(),
  };
}
