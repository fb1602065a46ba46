import { readdirSync } from "node:fs";
import { describeError } from "../../base/errors.ts";
import { silentLog, type Log } from "../../base/logging.ts";
import type { Clock } from "../../core/ports.ts";
import { isEnded, type RunStatus } from "../../core/runs/run.ts";
import { isRunId } from "../../core/runs/runId.ts";
import { thisMachine, type ProcessHost } from "../process/processHost.ts";
import { endChildRuns, readLastStatus } from "./childRuns.ts";
import { MetricsFile, readMetricsCursor } from "./metricsFile.ts";
import { projectPaths, runPaths } from "./project.ts";
import { RunJournal } from "./runJournal.ts";
import { withRunLock } from "./runLock.ts";
import {
  hasSupervisorFile,
  readSupervisor,
  readSupervisorState,
  removeSupervisor,
} from "./supervisorFile.ts";
import { systemClock } from "./systemPorts.ts";

export interface LostRunsOptions {
  /** Starts a process that goes on supervising the run: `sextant adopt <id>`. */
  readonly startAdopter: (runId: string) => void;
  readonly clock?: Clock;
  readonly host?: ProcessHost;
  readonly log?: Log;
}

export interface LostRuns {
  /** Their scripts live on; they were given a new supervisor. */
  readonly revived: readonly string[];
  /** Nothing of them lived any more; they were marked interrupted. */
  readonly closed: readonly string[];
}

/**
 * Finds runs whose supervisor died. Costs one look at each run folder, more only for runs that
 * have not been closed. A run that cannot be looked at is logged and left alone.
 */
export async function reviveOrCloseLostRuns(
  root: string,
  options: LostRunsOptions,
): Promise<LostRuns> {
  const revived: string[] = [];
  const closed: string[] = [];
  for (const runId of listOpenRuns(root)) {
    try {
      const fate = await lookAfter(root, runId, options);
      if (fate === "revived") revived.push(runId);
      if (fate === "closed") closed.push(runId);
    } catch (error) {
      options.log?.warn(`Run ${runId} could not be looked after: ${describeError(error)}`);
    }
  }
  return { revived, closed };
}

async function lookAfter(
  root: string,
  runId: string,
  options: LostRunsOptions,
): Promise<"fine" | "revived" | "closed"> {
  const state = await readLostState(root, runId, options.host);
  switch (state) {
    case "attended":
      return "fine";
    case "abandoned":
      options.startAdopter(runId);
      return "revived";
    case "over":
      return (await closeLostRun(root, runId, options)) ? "closed" : "fine";
  }
}

/**
 * - `attended`: a supervisor lives, or the run was closed properly
 * - `abandoned`: the script lives without a supervisor
 * - `over`: neither lives, and the run was not closed
 */
export type LostState = "attended" | "abandoned" | "over";

export async function readLostState(
  root: string,
  runId: string,
  host: ProcessHost = thisMachine,
): Promise<LostState> {
  const record = readSupervisor(root, runId);
  // A file that cannot be read was torn by a power cut: nobody can be asked.
  if (!record) return hasSupervisorFile(root, runId) ? "over" : "attended";
  const { isAlive, isChildAlive } = await readSupervisorState(root, runId, record, host);
  if (isAlive) return "attended";
  return isChildAlive ? "abandoned" : "over";
}

export interface CloseOptions {
  /** `interrupted` unless somebody knows better. */
  readonly status?: RunStatus;
  readonly clock?: Clock;
  readonly host?: ProcessHost;
  readonly log?: Log;
}

/**
 * Says of a run that is over that nobody saw its end, and takes in what its script still wrote.
 * Done once, whoever notices; false when another process has done it.
 */
export async function closeLostRun(
  root: string,
  runId: string,
  options: CloseOptions = {},
): Promise<boolean> {
  const { status = "interrupted", clock = systemClock, host, log = silentLog } = options;
  return withRunLock(root, runId, async () => {
    if ((await readLostState(root, runId, host)) !== "over") return false;
    const { journal: journalPath, metrics } = runPaths(root, runId);
    const from = readMetricsCursor(journalPath);
    const last = readLastStatus(root, runId)?.status;
    const journal = new RunJournal(journalPath);
    try {
      await new MetricsFile({ path: metrics, journal, clock, log, from }).drain({ isLast: true });
      const timeMs = clock.now();
      // A supervisor that was killed after its last word has said what there is to say.
      if (last === undefined || !isEnded(last)) {
        const reason = "The process that supervised the run was lost.";
        journal.append({ type: "status", status, time: timeMs, reason });
      }
      endChildRuns(root, runId, { status, timeMs });
    } finally {
      journal.dispose();
    }
    removeSupervisor(root, runId);
    return true;
  });
}

function listOpenRuns(root: string): readonly string[] {
  try {
    return readdirSync(projectPaths(root).runs).filter(
      (name) => isRunId(name) && hasSupervisorFile(root, name),
    );
  } catch {
    // No run was ever recorded here.
    return [];
  }
}
