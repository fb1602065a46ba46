import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../../base/errors.ts";
import { silentLog, type Log } from "../../base/logging.ts";
import { thisMachine } from "../process/processHost.ts";
import { isProcessAlive } from "../process/processTable.ts";
import { stopProcessTree, type StopGraces } from "../process/stopProcessTree.ts";
import { closeLostRun } from "./lostRuns.ts";
import {
  childIdentity,
  hasSupervisorFile,
  readSupervisor,
  readSupervisorState,
  supervisorIdentity,
  type SupervisorRecord,
} from "./supervisorFile.ts";

export interface StopOptions {
  /** Kills at once instead of asking the script to end. */
  readonly force?: boolean;
  /** Gives up waiting; the stop itself goes on. */
  readonly signal?: AbortSignal;
  readonly graces?: StopGraces;
  readonly log?: Log;
}

const pollIntervalMs = 100;
/** Longer than all graces of a polite stop together. */
const waitLimitMs = 30_000;
const requestTimeoutMs = 3000;
const secondSignalAfterMs = 200;

/**
 * Stops a run from outside its supervisor, and waits until it has ended. "ended" when it had
 * ended before. AppError `run-on-other-machine`, `stop-timeout`.
 */
export async function stopRun(
  root: string,
  runId: string,
  options: StopOptions = {},
): Promise<"stopped" | "ended"> {
  const record = readSupervisor(root, runId);
  if (!record) return "ended";
  const state = await readSupervisorState(root, runId, record);
  if (state.isForeign) {
    throw new AppError(
      "run-on-other-machine",
      `Run ${runId} was started on the machine ${record.host}: stop it there.`,
    );
  }
  if (!state.isAlive) return stopAbandoned({ root, runId, record }, options);
  await askSupervisor(record, options);
  await waitForEnd({ root, runId, record }, options);
  return "stopped";
}

interface OpenRun {
  readonly root: string;
  readonly runId: string;
  readonly record: SupervisorRecord;
}

async function stopAbandoned(run: OpenRun, options: StopOptions): Promise<"stopped" | "ended"> {
  const { root, runId, record } = run;
  const script = childIdentity(record);
  const isAlive = script !== null && (await isProcessAlive(script));
  if (isAlive) await killTree(record, options);
  const status = isAlive ? "stopped" : "interrupted";
  await closeLostRun(root, runId, { status, log: options.log ?? silentLog });
  return isAlive ? "stopped" : "ended";
}

/** By its endpoint; by a signal where there is none or it does not answer. */
async function askSupervisor(record: SupervisorRecord, options: StopOptions): Promise<void> {
  const { force = false, log = silentLog } = options;
  if (await postStop(record, force)) return;
  log.debug(`The supervisor ${record.pid} has no endpoint that answers: signalling it.`);
  const { pid } = supervisorIdentity(record);
  // Windows has no signals: its supervisor is not asked, and sees that the script was ended.
  if (thisMachine.platform === "win32") return killTree(record, options);
  thisMachine.kill(pid, "SIGTERM");
  if (!force) return;
  // Two signals at once may arrive as one.
  await delay(secondSignalAfterMs);
  thisMachine.kill(pid, "SIGTERM");
}

async function killTree(record: SupervisorRecord, options: StopOptions): Promise<void> {
  const script = childIdentity(record);
  if (!script) return;
  await stopProcessTree(script, {
    ...(options.force === true && { force: AbortSignal.abort() }),
    ...(options.graces && { graces: options.graces }),
  });
}

/** True when the supervisor has accepted the request. */
function postStop({ port, secret }: SupervisorRecord, force: boolean): Promise<boolean> {
  if (port === null || secret === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const post = request(
      {
        host: "127.0.0.1",
        port,
        path: `/l/${secret}/sextant/stop`,
        method: "POST",
        headers: { "content-type": "application/json" },
        timeout: requestTimeoutMs,
        agent: false,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    post.on("timeout", () => post.destroy());
    post.on("error", () => resolve(false));
    post.on("close", () => resolve(false));
    post.end(JSON.stringify({ force }));
  });
}

async function waitForEnd({ root, runId, record }: OpenRun, options: StopOptions): Promise<void> {
  const deadline = Date.now() + waitLimitMs;
  while (hasSupervisorFile(root, runId)) {
    if (options.signal?.aborted === true) return;
    if (Date.now() > deadline) {
      throw new AppError(
        "stop-timeout",
        `Run ${runId} was asked to stop but has not ended within ${waitLimitMs / 1000} s.`,
      );
    }
    // A supervisor that dies now leaves its run to be closed here.
    if (!(await isProcessAlive(supervisorIdentity(record)))) {
      await stopAbandoned({ root, runId, record }, options);
      return;
    }
    await delay(pollIntervalMs);
  }
}
