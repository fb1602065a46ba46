import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { AppError, describeError } from "../../base/errors.ts";
import { alertSchema, type Alert } from "../../core/monitors/alert.ts";
import {
  applyAlertAction,
  updateAlerts,
  type AlertAction,
  type AlertUpdate,
} from "../../core/monitors/alertLog.ts";
import { findFailure, type FoundAlerts } from "../../core/monitors/findAlerts.ts";
import { monitorReportSchema, type MonitorReport } from "../../core/monitors/monitorReport.ts";
import {
  monitorStateSchema,
  stateAfter,
  summariseReport,
  toPastCheck,
  unknownState,
  type StoredState,
} from "../../core/monitors/reportSummary.ts";
import { launchSchema, type RetrainLaunch } from "../../core/monitors/retrainPolicy.ts";
import { createSextantFolder, projectPaths } from "../runs/project.ts";
import { withFileLock } from "../runs/runLock.ts";
import { appendHistory, readHistoryFile, type HistoryEntry } from "./monitorHistory.ts";
import { replaceFile } from "./replaceFile.ts";

const claimSchema = z.object({
  /** What the monitor's files looked like. */
  signature: z.string(),
  /** Milliseconds since the epoch. */
  time: z.number(),
});
/** The newest check that began by itself, in whatever window. */
export type CheckClaim = z.infer<typeof claimSchema>;

const launchClaimSchema = z.object({ time: z.number() });

const comparisonClaimSchema = z.object({
  /** The run whose model is compared. */
  run: z.string(),
  /** Milliseconds since the epoch. */
  time: z.number(),
  /** Why the models could not be compared; null while they are, and when they were. */
  failure: z.string().nullable(),
});
/** The newest comparison of models that began by itself, in whatever window. */
export type ComparisonClaim = z.infer<typeof comparisonClaimSchema>;

const storedReportSchema = z.object({
  /** The last check that succeeded. */
  report: z.nullable(monitorReportSchema),
  /** Why the last check failed; null when it did not. */
  failure: z.object({ time: z.string(), message: z.string() }).nullable(),
});
export type StoredReport = z.infer<typeof storedReportSchema>;

const maxLaunches = 200;
/** A launch or a comparison takes minutes; an older claim is of a window that was closed. */
const maxClaimMs = 3_600_000;
const maxFileBytes = 64 * 1024 * 1024;

/**
 * What is known of a project's monitors: `.sextant/monitors/<slug>/`, a folder a monitor. Windows
 * and commands share it: everything is changed under a short lock, and files are replaced in one
 * step. What cannot be read there is as good as missing, and never an error.
 */
export class MonitorStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  folder(monitor: string): string {
    return path.join(projectPaths(this.#root).sextant, "monitors", monitorSlug(monitor));
  }

  /** Oldest first; the newest of them where there are more than wanted. */
  readHistory(monitor: string, maxEntries?: number): readonly HistoryEntry[] {
    return readHistoryFile(this.#file(monitor, "history.jsonl"), maxEntries);
  }

  /** The whole report: megabytes where data are wide. */
  readReport(monitor: string): StoredReport {
    const stored = this.#readReportFile(monitor);
    const { failure } = this.#readStateFile(monitor) ?? stored;
    return { report: stored.report, failure };
  }

  /** How a monitor stands, which is small; made of the report and history where it is missing. */
  readState(monitor: string): StoredState {
    const state = this.#readStateFile(monitor);
    if (state !== null) return state;
    const { report, failure } = this.#readReportFile(monitor);
    if (report === null) return { ...unknownState, failure };
    const past = this.readHistory(monitor).flatMap(({ time, verdict, figures }) =>
      verdict === "failed" ? [] : [toPastCheck({ checkedAt: time, verdict, figures })],
    );
    return { summary: summariseReport(report), failure, past: past.slice(-200) };
  }

  readAlerts(monitor: string): readonly Alert[] {
    return readList(this.#file(monitor, "alerts.json"), alertSchema);
  }

  readLaunches(monitor: string): readonly RetrainLaunch[] {
    return readList(this.#file(monitor, "launches.json"), launchSchema);
  }

  /** Null before the first check that began by itself. */
  readClaim(monitor: string): CheckClaim | null {
    const stored = parseJson(readText(this.#file(monitor, "claim.json")) ?? "");
    return claimSchema.safeParse(stored).data ?? null;
  }

  /**
   * Whether this process is the one to check a monitor now: of several windows on a project one
   * does. `isTaken` says of the newest claim whether it stands for this check too.
   */
  async claimCheck(
    monitor: string,
    claim: CheckClaim,
    isTaken: (newest: CheckClaim) => boolean,
  ): Promise<boolean> {
    return this.#change(monitor, () => {
      const newest = this.readClaim(monitor);
      if (newest !== null && isTaken(newest)) return false;
      writeJson(this.#file(monitor, "claim.json"), claim);
      return true;
    });
  }

  /** Gives a claim back whose check was cancelled: another window, or a later look, may make it. */
  async releaseCheck(monitor: string, claim: CheckClaim): Promise<void> {
    await this.#change(monitor, () => {
      const newest = this.readClaim(monitor);
      const isMine = newest?.time === claim.time && newest.signature === claim.signature;
      if (isMine) rmSync(this.#file(monitor, "claim.json"), { force: true });
    });
  }

  /**
   * Whether this process may launch a retraining now: two at once, of this window or of others, do
   * not. `isWanted` is asked under the lock: what it reads here is what holds. `releaseLaunch`
   * follows, however the launch ends.
   */
  async claimLaunch(monitor: string, now: number, isWanted: () => boolean): Promise<boolean> {
    return this.#change(monitor, () => {
      const file = this.#file(monitor, "launching.json");
      const claim = launchClaimSchema.safeParse(parseJson(readText(file) ?? "")).data;
      const isTaken = claim !== undefined && Math.abs(now - claim.time) < maxClaimMs;
      if (isTaken || !isWanted()) return false;
      writeJson(file, { time: now });
      return true;
    });
  }

  async releaseLaunch(monitor: string): Promise<void> {
    await this.#change(monitor, () =>
      rmSync(this.#file(monitor, "launching.json"), { force: true }),
    );
  }

  readComparisonClaim(monitor: string): ComparisonClaim | null {
    const stored = parseJson(readText(this.#file(monitor, "compared.json")) ?? "");
    return comparisonClaimSchema.safeParse(stored).data ?? null;
  }

  /**
   * Whether this process is the one to compare the model of a run: one window does, once. A
   * comparison that failed may be made again when the monitor was checked since, at `checkedAt`.
   */
  async claimComparison(
    monitor: string,
    { run, now, checkedAt }: { run: string; now: number; checkedAt: number },
  ): Promise<boolean> {
    return this.#change(monitor, () => {
      const newest = this.readComparisonClaim(monitor);
      const isSame = newest?.run === run;
      const isOver = newest !== null && now - newest.time >= maxClaimMs;
      const isFailed = newest !== null && newest.failure !== null;
      const isTaken = isSame && (isFailed ? newest.time >= checkedAt : !isOver);
      if (isTaken) return false;
      writeJson(this.#file(monitor, "compared.json"), { run, time: now, failure: null });
      return true;
    });
  }

  /** How a comparison that was claimed ended; null: it was not made, and may be. */
  async endComparison(monitor: string, claim: ComparisonClaim | null): Promise<void> {
    const file = this.#file(monitor, "compared.json");
    await this.#change(monitor, () => {
      if (claim === null) rmSync(file, { force: true });
      else writeJson(file, claim);
    });
  }

  /** Keeps a report and what it means for the alerts. */
  async recordCheck(report: MonitorReport, found: FoundAlerts): Promise<AlertUpdate> {
    const { monitor } = report;
    const now = timeOf(report.checkedAt);
    return this.#change(monitor, () => {
      const state = stateAfter(this.readState(monitor), report);
      writeJson(this.#file(monitor, "report.json"), { report, failure: null });
      writeJson(this.#file(monitor, "state.json"), state);
      appendHistory(this.#file(monitor, "history.jsonl"), {
        time: report.checkedAt,
        verdict: report.verdict,
        reason: report.reason,
        figures: report.figures,
        reference: report.drift?.reference.fingerprint ?? null,
        current: report.drift?.current.fingerprint ?? null,
        durationMs: report.durationMs,
      });
      return this.#updateAlerts(monitor, found, now);
    });
  }

  /** Keeps that a check failed: the last good report, and its alerts, stay. */
  async recordFailure(monitor: string, message: string, now: number): Promise<AlertUpdate> {
    const time = new Date(now).toISOString();
    return this.#change(monitor, () => {
      const state = this.readState(monitor);
      writeJson(this.#file(monitor, "state.json"), { ...state, failure: { time, message } });
      const entry = { time, verdict: "failed", reason: message, durationMs: 0 } as const;
      const nothing = { figures: {}, reference: null, current: null };
      appendHistory(this.#file(monitor, "history.jsonl"), { ...entry, ...nothing });
      return this.#updateAlerts(monitor, findFailure(message), now);
    });
  }

  /** What somebody did with an alert. */
  async changeAlert(monitor: string, key: string, action: AlertAction): Promise<readonly Alert[]> {
    return this.#change(monitor, () => {
      const alerts = applyAlertAction(this.readAlerts(monitor), key, action);
      writeJson(this.#file(monitor, "alerts.json"), alerts);
      return alerts;
    });
  }

  /** That a retraining was launched, and because of which alerts. */
  async recordLaunch(
    monitor: string,
    launch: RetrainLaunch,
    alertKeys: readonly string[],
  ): Promise<void> {
    await this.#change(monitor, () => {
      const launches = [...this.readLaunches(monitor), launch].slice(-maxLaunches);
      writeJson(this.#file(monitor, "launches.json"), launches);
      const action: AlertAction = { kind: "retrain", run: launch.run };
      const alerts = alertKeys.reduce(
        (list, key) => applyAlertAction(list, key, action),
        this.readAlerts(monitor),
      );
      writeJson(this.#file(monitor, "alerts.json"), alerts);
    });
  }

  #file(monitor: string, name: string): string {
    return path.join(this.folder(monitor), name);
  }

  #updateAlerts(monitor: string, found: FoundAlerts, now: number): AlertUpdate {
    const { findings, isUndecided } = found;
    const previous = this.readAlerts(monitor);
    const update = updateAlerts(previous, { monitor, findings, isUndecided, now });
    writeJson(this.#file(monitor, "alerts.json"), update.alerts);
    return update;
  }

  #readReportFile(monitor: string): StoredReport {
    const stored: unknown = parseJson(readText(this.#file(monitor, "report.json")) ?? "");
    return storedReportSchema.safeParse(stored).data ?? { report: null, failure: null };
  }

  #readStateFile(monitor: string): StoredState | null {
    const stored = parseJson(readText(this.#file(monitor, "state.json")) ?? "");
    const parsed = z.safeParse(monitorStateSchema, stored);
    return parsed.success ? parsed.data : null;
  }

  async #change<T>(monitor: string, work: () => T): Promise<T> {
    const folder = this.folder(monitor);
    try {
      createSextantFolder(this.#root);
      mkdirSync(folder, { recursive: true });
      return await withFileLock(path.join(folder, "lock"), work, () => {
        const message = `The state of the monitor ${monitor} is being changed by another process. Try again in a moment.`;
        return new AppError("monitor-locked", message);
      });
    } catch (error) {
      if (!isFileError(error)) throw error;
      const message = `What is known of the monitor ${monitor} could not be kept: ${describeError(error)}. Check that ${folder} may be written and that the disk has room.`;
      throw new AppError("monitor-not-written", message, { cause: error });
    }
  }
}

/** A folder's name for a monitor: readable, the same on every system, different for each name. */
export function monitorSlug(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9_-]+/g, "-");
  const short = plain.slice(0, 60).replace(/^-+|-+$/g, "");
  if (short === name && !/^(con|prn|aux|nul|com\d|lpt\d)$/.test(short)) return short;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${short}-${hash}`;
}

function readList<T>(file: string, schema: z.core.$ZodType<T>): readonly T[] {
  const list = parseJson(readText(file) ?? "");
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const parsed = z.safeParse(schema, item);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Null for a file that is missing, too large, or cannot be read. */
function readText(file: string): string | null {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > maxFileBytes) return null;
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function writeJson(file: string, value: unknown): void {
  replaceFile(file, `${JSON.stringify(value)}\n`);
}

/** What the file system refuses; faults of the program are none. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  return Number.isNaN(time) ? Date.now() : time;
}
