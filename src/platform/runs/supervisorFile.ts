import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { thisMachine, type ProcessHost } from "../process/processHost.ts";
import { isProcessAlive, type ProcessIdentity } from "../process/processTable.ts";
import { runPaths } from "./project.ts";

/**
 * What the supervisor of a run says of itself in `supervisor.json`, readable by its owner only:
 * the file holds the secret of the tracking endpoint.
 *
 * Invariant: it exists from before the run's first journal entry until after its last, so a run
 * without it is never asked about again.
 */
const supervisorSchema = z.object({
  v: z.literal(1),
  /** The machine: on a shared file system its processes are not ours to judge. */
  host: z.string(),
  pid: z.number().int().positive(),
  pidStartedAt: z.string(),
  /** Null until the script has been started. */
  childPid: z.number().int().positive().nullable(),
  childStartedAt: z.string().nullable(),
  /** Of the tracking endpoint on loopback; null while there is none. */
  port: z.number().int().min(1).max(65_535).nullable(),
  secret: z
    .string()
    .regex(/^[\w-]+$/)
    .nullable(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
});

export type SupervisorRecord = z.infer<typeof supervisorSchema>;

/** A supervisor elsewhere that has not touched its file for so long is taken for dead. */
const foreignHeartbeatLimitMs = 10 * 60_000;
export const heartbeatIntervalMs = 10_000;

/** Null when the run has no supervisor (any more) or the file cannot be read. */
export function readSupervisor(root: string, runId: string): SupervisorRecord | null {
  try {
    const text = readFileSync(runPaths(root, runId).supervisor, "utf8");
    return supervisorSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** True while `supervisor.json` is there: the run has not been closed. */
export function hasSupervisorFile(root: string, runId: string): boolean {
  const file = runPaths(root, runId).supervisor;
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Replaces the file in one step. Throws the file system's error. */
export function writeSupervisor(root: string, runId: string, record: SupervisorRecord): void {
  const file = runPaths(root, runId).supervisor;
  const temporary = `${file}.${String(process.pid)}`;
  writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

export function removeSupervisor(root: string, runId: string): void {
  rmSync(runPaths(root, runId).supervisor, { force: true });
}

/** Tells other machines, which cannot see the process, that it lives. */
export function touchSupervisor(root: string, runId: string, nowMs: number): void {
  utimesSync(runPaths(root, runId).supervisor, nowMs / 1000, nowMs / 1000);
}

export function supervisorIdentity(record: SupervisorRecord): ProcessIdentity {
  return { pid: record.pid, startedAt: record.pidStartedAt };
}

export function childIdentity(record: SupervisorRecord): ProcessIdentity | null {
  if (record.childPid === null || record.childStartedAt === null) return null;
  return { pid: record.childPid, startedAt: record.childStartedAt };
}

export interface SupervisorState {
  /** On another machine: seen only by its heartbeat. */
  readonly isForeign: boolean;
  readonly isAlive: boolean;
  readonly isChildAlive: boolean;
}

export async function readSupervisorState(
  root: string,
  runId: string,
  record: SupervisorRecord,
  host: ProcessHost = thisMachine,
): Promise<SupervisorState> {
  if (record.host !== host.hostName) {
    const touched = statSync(runPaths(root, runId).supervisor, { throwIfNoEntry: false });
    const ageMs = Date.now() - (touched?.mtimeMs ?? 0);
    return { isForeign: true, isAlive: ageMs < foreignHeartbeatLimitMs, isChildAlive: false };
  }
  const child = childIdentity(record);
  return {
    isForeign: false,
    isAlive: await isProcessAlive(supervisorIdentity(record), host),
    isChildAlive: child !== null && (await isProcessAlive(child, host)),
  };
}
