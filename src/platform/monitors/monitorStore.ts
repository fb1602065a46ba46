import { createHash } from "node:crypto";
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import { alertSchema, type Alert } from "../../core/monitors/alert.ts";
import {
  applyAlertAction,
  updateAlerts,
  type AlertAction,
  type AlertUpdate,
} from "../../core/monitors/alertLog.ts";
import { findFailure, type FoundAlerts } from "../../core/monitors/findAlerts.ts";
import {
  monitorReportSchema,
  monitorVerdicts,
  type MonitorReport,
} from "../../core/monitors/monitorReport.ts";
import { launchSchema, type RetrainLaunch } from "../../core/monitors/retrainPolicy.ts";
import { createSextantFolder, projectPaths } from "../runs/project.ts";
import { withFileLock } from "../runs/runLock.ts";

const historySchema = z.object({
  /** ISO 8601. */
  time: z.string(),
  verdict: z.enum([...monitorVerdicts, "failed"]),
  reason: z.string(),
  figures: z.record(z.string(), z.number()),
  /** Fingerprints of what was compared. */
  reference: z.string().nullable(),
  current: z.string().nullable(),
  durationMs: z.number(),
});
const claimSchema = z.object({
  /** What the monitor's files looked like. */
  signature: z.string(),
  /** Milliseconds since the epoch. */
  time: z.number(),
});
/** The newest check that began by itself, in whatever window. */
export type CheckClaim = z.infer<typeof claimSchema>;

/** One check, as history keeps it. */
export type HistoryEntry = z.infer<typeof historySchema>;

const storedReportSchema = z.object({
  /** The last check that succeeded. */
  report: z.nullable(monitorReportSchema),
  /** Why the last check failed; null when it did not. */
  failure: z.object({ time: z.string(), message: z.string() }).nullable(),
});
export type StoredReport = z.infer<typeof storedReportSchema>;

const maxHistory = 2000;
/** History is cut when it is so much longer, not at every check. */
const historySlack = 500;
const maxLaunches = 200;
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

  /** Oldest first. */
  readHistory(monitor: string): readonly HistoryEntry[] {
    return readLines(this.#file(monitor, "history.jsonl")).flatMap((line) => {
      const entry = historySchema.safeParse(parseJson(line)).data;
      return entry ? [entry] : [];
    });
  }

  readReport(monitor: string): StoredReport {
    const stored: unknown = parseJson(readText(this.#file(monitor, "report.json")) ?? "");
    return storedReportSchema.safeParse(stored).data ?? { report: null, failure: null };
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

  /** Keeps a report and what it means for the alerts. */
  async recordCheck(report: MonitorReport, found: FoundAlerts): Promise<AlertUpdate> {
    const { monitor } = report;
    const now = timeOf(report.checkedAt);
    return this.#change(monitor, () => {
      writeJson(this.#file(monitor, "report.json"), { report, failure: null });
      this.#appendHistory(monitor, {
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
      const { report } = this.readReport(monitor);
      writeJson(this.#file(monitor, "report.json"), { report, failure: { time, message } });
      const entry = { time, verdict: "failed", reason: message, durationMs: 0 } as const;
      const nothing = { figures: {}, reference: null, current: null };
      this.#appendHistory(monitor, { ...entry, ...nothing });
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

  #appendHistory(monitor: string, entry: HistoryEntry): void {
    const file = this.#file(monitor, "history.jsonl");
    const line = `${JSON.stringify(entry)}\n`;
    const text = readText(file) ?? "";
    const isTorn = text !== "" && !text.endsWith("\n");
    const lines = readLines(file);
    if (lines.length < maxHistory + historySlack) {
      appendFileSync(file, isTorn ? `\n${line}` : line);
      return;
    }
    const kept = lines.slice(1 - maxHistory).map((item) => `${item}\n`);
    replaceFile(file, `${kept.join("")}${line}`);
  }

  async #change<T>(monitor: string, work: () => T): Promise<T> {
    const folder = this.folder(monitor);
    createSextantFolder(this.#root);
    mkdirSync(folder, { recursive: true });
    return withFileLock(path.join(folder, "lock"), work, () => {
      const message = `The state of the monitor ${monitor} is being changed by another process. Try again in a moment.`;
      return new AppError("monitor-locked", message);
    });
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

function readLines(file: string): readonly string[] {
  return (readText(file) ?? "").split("\n").filter((line) => line !== "");
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

/** In one step: who reads meanwhile has the old text or the new. */
export function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${String(process.pid)}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  return Number.isNaN(time) ? Date.now() : time;
}
