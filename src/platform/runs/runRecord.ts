import { mkdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { AppError, describeError } from "../../base/errors.ts";
import type { Disposable } from "../../base/disposables.ts";
import type { JournalEntry } from "../../core/formats/sextant/entries.ts";
import type { Parameters } from "../../core/launch/parameters.ts";
import { givenParamsTag } from "../../core/launch/composeLaunch.ts";
import { maskArgv, maskParameters } from "../../core/launch/secrets.ts";
import type { RunStatus } from "../../core/runs/run.ts";
import { isRunId } from "../../core/runs/runId.ts";
import { readProcessIdentity } from "../process/processTable.ts";
import type { ProcessEnd } from "../process/spawnLogged.ts";
import { createSextantFolder, runPaths, type RunPaths } from "./project.ts";
import { RunJournal } from "./runJournal.ts";
import { removeSupervisor, writeSupervisor, type SupervisorRecord } from "./supervisorFile.ts";

export interface RunDescription {
  readonly root: string;
  readonly runId: string;
  readonly name: string;
  readonly experiment: string;
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly params: Parameters;
  readonly tags: Parameters;
  readonly entryPoint?: string;
  readonly parentId?: string;
}

/** A run's folder while its supervisor lives. */
export class RunRecord implements Disposable {
  readonly paths: RunPaths;
  readonly journal: RunJournal;
  readonly #root: string;
  readonly #runId: string;
  #supervisor: SupervisorRecord;

  constructor(root: string, runId: string, supervisor: SupervisorRecord) {
    this.#root = root;
    this.#runId = runId;
    this.#supervisor = supervisor;
    this.paths = runPaths(root, runId);
    writeSupervisor(root, runId, supervisor);
    this.journal = new RunJournal(this.paths.journal);
  }

  get supervisor(): SupervisorRecord {
    return this.#supervisor;
  }

  updateSupervisor(changes: Partial<SupervisorRecord>): void {
    this.#supervisor = { ...this.#supervisor, ...changes };
    writeSupervisor(this.#root, this.#runId, this.#supervisor);
  }

  /** The last words on a run. Throws when they cannot be written: then the run stays open. */
  close(status: RunStatus, end: ProcessEnd, details: { timeMs: number; reason?: string }): void {
    const { timeMs, reason } = details;
    this.journal.append({
      type: "status",
      status,
      time: timeMs,
      exitCode: end.exitCode,
      signal: end.signal,
      ...(reason !== undefined && { reason }),
    });
    removeSupervisor(this.#root, this.#runId);
  }

  dispose(): void {
    this.journal.dispose();
  }
}

/**
 * Makes the run's folder and writes what is known before it starts. Throws an AppError
 * (`run-exists`, `project-not-writable`) before anything has been started.
 */
export async function createRunRecord(
  description: RunDescription,
  nowMs: number,
): Promise<RunRecord> {
  const { root, runId } = description;
  if (!isRunId(runId)) {
    throw new AppError(
      "invalid-run-id",
      `"${runId}" cannot be a run's id: use letters, digits, "-" and "_".`,
    );
  }
  const supervisor = await describeSupervisor(nowMs);
  try {
    createSextantFolder(root);
    createRunFolder(root, runId);
    return beginRecord(description, supervisor, nowMs);
  } catch (error) {
    throw AppError.is(error) ? error : projectNotWritable(root, error);
  }
}

/** A folder that could not be filled (the disk is full) is not left behind as half a run. */
function beginRecord(
  description: RunDescription,
  supervisor: SupervisorRecord,
  nowMs: number,
): RunRecord {
  const { root, runId } = description;
  let record: RunRecord | undefined;
  try {
    record = new RunRecord(root, runId, supervisor);
    mkdirSync(record.paths.artifacts, { recursive: true });
    record.journal.append(...firstEntries(description, nowMs));
    return record;
  } catch (error) {
    record?.dispose();
    rmSync(runPaths(root, runId).folder, { recursive: true, force: true });
    throw error;
  }
}

/** This process as a supervisor that has started nothing yet. */
export async function describeSupervisor(nowMs: number): Promise<SupervisorRecord> {
  const self = await readProcessIdentity(process.pid);
  return {
    v: 1,
    host: os.hostname(),
    pid: process.pid,
    pidStartedAt: self?.startedAt ?? "",
    childPid: null,
    childStartedAt: null,
    port: null,
    secret: null,
    startedAt: nowMs,
  };
}

function createRunFolder(root: string, runId: string): void {
  try {
    mkdirSync(runPaths(root, runId).folder);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    throw new AppError("run-exists", `There is already a run with the id ${runId}.`, {
      cause: error,
    });
  }
}

function firstEntries(description: RunDescription, nowMs: number): readonly JournalEntry[] {
  const { root, cwd, argv, params, tags } = description;
  const relative = path.relative(root, cwd).replaceAll(path.sep, "/");
  return [
    {
      type: "run",
      v: 1,
      id: description.runId,
      name: description.name,
      experiment: description.experiment,
      time: nowMs,
      command: { argv: [...maskArgv(argv)], cwd: relative === "" ? "." : relative },
      host: os.hostname(),
      user: userName(),
      ...(description.entryPoint !== undefined && { entryPoint: description.entryPoint }),
      ...(description.parentId !== undefined && { parentId: description.parentId }),
    },
    ...(isEmpty(params) ? [] : [{ type: "params" as const, params: maskParameters(params) }]),
    ...(isEmpty(tags) ? [] : [{ type: "tags" as const, tags: maskTags(tags) }]),
    { type: "status", status: "queued", time: nowMs },
  ];
}

/** The parameters that a tag of the launcher holds as JSON were masked one by one. */
function maskTags(tags: Parameters): Parameters {
  const given = tags[givenParamsTag];
  const masked = maskParameters(tags);
  return given === undefined ? masked : { ...masked, [givenParamsTag]: given };
}

function isEmpty(values: Parameters): boolean {
  return Object.keys(values).length === 0;
}

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "");
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission was denied",
  EPERM: "permission was denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "something else than a folder is in its place",
  EEXIST: "something else than a folder is in its place",
};

/** For the error of a write that failed before anything was started. */
export function projectNotWritable(root: string, error: unknown): AppError {
  const reason = reasons[errorCode(error) ?? ""] ?? describeError(error);
  return new AppError(
    "project-not-writable",
    `The run could not be recorded in ${root}: ${reason}. Nothing was started.`,
    { cause: error },
  );
}

function errorCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
