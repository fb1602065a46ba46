import path from "node:path";
import { normaliseMonitor } from "../../core/config/normaliseMonitor.ts";
import type { ColumnType } from "../../core/drift/profile/profile.ts";
import type { Behaviour, DriftReport } from "../../core/drift/report/driftReport.ts";
import { updateAlerts } from "../../core/monitors/alertLog.ts";
import { collectReport } from "../../core/monitors/collectReport.ts";
import { findAlerts } from "../../core/monitors/findAlerts.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import { readProfile } from "../../platform/monitors/readProfile.ts";
import type { ResolvedSource } from "../../platform/profile/dataJobs.ts";
import { runDataJob } from "../../platform/profile/dataClient.ts";
import { createCliLog } from "../cliLog.ts";
import type { CliIo } from "../io.ts";
import { dataProgram } from "./dataProgram.ts";
import type { CheckedMonitor } from "./driftOutcome.ts";
import { jobSettings, type DataFlags } from "./jobSettings.ts";
import { createProgressLine } from "./progressLine.ts";

export interface CompareFlags extends DataFlags {
  readonly behaviour?: Behaviour;
  readonly test?: string;
  readonly threshold?: number;
  readonly types?: Readonly<Record<string, ColumnType>>;
  readonly columns?: readonly string[];
  readonly target?: string;
  readonly prediction?: string;
}

export interface ComparedData {
  readonly report: DriftReport;
  /** As formats that tell monitors take it. */
  readonly checked: CheckedMonitor;
}

/** Two data sets, compared once: nothing of it is kept. */
export async function compareData(
  sides: { readonly reference: string; readonly current: string },
  flags: CompareFlags,
  io: CliIo,
): Promise<ComparedData> {
  const startedAt = Date.now();
  const monitor = monitorOf(sides.current, flags);
  const settings = jobSettings(io, flags);
  const progress = createProgressLine(io.stderr);
  const reference = resolveSide(sides.reference, io.cwd);
  const current = resolveSide(sides.current, io.cwd);
  try {
    const report = await runDataJob(
      {
        ...{ kind: "compare", settings, reference, current, monitor },
        test: flags.test ?? null,
        ...(flags.threshold !== undefined && { testThreshold: flags.threshold }),
      },
      {
        ...dataProgram(io),
        log: createCliLog(io),
        onProgress: (label, fraction) => progress.show("comparing", label, fraction),
      },
    );
    progress.clear();
    return { report, checked: asChecked(monitor, report, { startedAt, place: sides.current }) };
  } finally {
    progress.clear();
  }
}

/** A profile by its name's ending, else data. */
export function resolveSide(given: string, cwd: string): ResolvedSource {
  if (/\.json$/i.test(given)) {
    return { kind: "profile", profile: readProfile(path.resolve(cwd, given), given), label: given };
  }
  return { kind: "files", paths: [resolveData(cwd, given)], format: null, label: given };
}

/** Addresses of object storage stay as they are. */
export function resolveData(cwd: string, given: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(given) ? given : path.resolve(cwd, given);
}

/** A threshold is the test's where one is named, else the least effect that counts. */
function monitorOf(current: string, flags: CompareFlags): Monitor {
  const { behaviour, test, threshold, types, columns, target, prediction } = flags;
  return normaliseMonitor(current, {
    current,
    ...(behaviour !== undefined && { behaviour }),
    ...(threshold !== undefined && test === undefined && { threshold }),
    ...(target !== undefined && { target }),
    ...(prediction !== undefined && { prediction }),
    columns: {
      ...(types !== undefined && { types }),
      ...(columns !== undefined && { include: [...columns] }),
    },
  });
}

function asChecked(
  monitor: Monitor,
  drift: DriftReport,
  { startedAt, place }: { readonly startedAt: number; readonly place: string },
): CheckedMonitor {
  const { name } = monitor;
  const report = collectReport({
    monitor: name,
    checkedAt: new Date(startedAt).toISOString(),
    durationMs: Date.now() - startedAt,
    parts: { drift, performance: null, validation: null, health: null, llm: null },
    problems: drift.problems,
  });
  const { findings, isUndecided } = findAlerts(monitor, report);
  const { alerts } = updateAlerts([], { monitor: name, findings, isUndecided, now: startedAt });
  return {
    name,
    place: { path: place.replaceAll("\\", "/"), line: 0 },
    ...{ report, failure: null, retraining: null, retrained: null },
    alerts: alerts.map((alert) => ({ ...alert, line: null })),
  };
}
