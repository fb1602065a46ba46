import path from "node:path";
import { normaliseMonitor } from "../../core/config/normaliseMonitor.ts";
import type { ColumnType } from "../../core/drift/profile/profile.ts";
import type { Behaviour, DriftReport } from "../../core/drift/report/driftReport.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import { readProfile } from "../../platform/monitors/readProfile.ts";
import type { ResolvedSource } from "../../platform/profile/dataJobs.ts";
import { runDataJob } from "../../platform/profile/dataClient.ts";
import type { CliIo } from "../io.ts";
import { dataProgram } from "./dataProgram.ts";
import { jobSettings, type DataFlags } from "./jobSettings.ts";

export interface CompareFlags extends DataFlags {
  readonly behaviour?: Behaviour;
  readonly test?: string;
  readonly threshold?: number;
  readonly types?: Readonly<Record<string, ColumnType>>;
  readonly columns?: readonly string[];
  readonly target?: string;
  readonly prediction?: string;
}

/** Two data sets, compared once. */
export async function compareData(
  sides: { readonly reference: string; readonly current: string },
  flags: CompareFlags,
  io: CliIo,
): Promise<DriftReport> {
  return await runDataJob(
    {
      kind: "compare",
      settings: jobSettings(io, flags),
      reference: resolveSide(sides.reference, io.cwd),
      current: resolveSide(sides.current, io.cwd),
      monitor: monitorOf(flags),
      test: flags.test ?? null,
    },
    dataProgram(io),
  );
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

function monitorOf(flags: CompareFlags): Monitor {
  const { behaviour, threshold, types, columns, target, prediction } = flags;
  return normaliseMonitor("comparison", {
    current: "current",
    ...(behaviour !== undefined && { behaviour }),
    ...(threshold !== undefined && { threshold }),
    ...(target !== undefined && { target }),
    ...(prediction !== undefined && { prediction }),
    columns: {
      ...(types !== undefined && { types }),
      ...(columns !== undefined && { include: [...columns] }),
    },
  });
}
