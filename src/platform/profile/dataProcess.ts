import { rmSync } from "node:fs";
import { AppError, CancelledError, describeError } from "../../base/errors.ts";
import { DataEngine } from "./dataEngine.ts";
import type { DataMessage, DataRequest, JobContext } from "./dataJobs.ts";
import { runJob } from "./jobs/runJob.ts";

/**
 * The data process: started by `dataClient.ts` for one job, it answers on its channel and ends. It
 * ends as well when whoever started it is gone.
 */

let engine: DataEngine | null = null;
let isCancelled = false;
let temporaryFolder: string | null = null;

process.on("message", (message) => {
  // Sent by our own program, of the same build.
  const request = message as DataRequest;
  if (request.kind === "cancel") cancel();
  else void work(request);
});
process.on("disconnect", () => {
  cancel();
  if (temporaryFolder !== null) rmSync(temporaryFolder, { recursive: true, force: true });
  process.exit(1);
});

function cancel(): void {
  isCancelled = true;
  engine?.interrupt();
}

async function work(request: Extract<DataRequest, { kind: "job" }>): Promise<void> {
  temporaryFolder = request.temporaryFolder;
  const { settings } = request.job;
  let outcome: DataMessage;
  try {
    engine = await DataEngine.open({
      temporaryFolder: request.temporaryFolder,
      memoryLimitMb: settings.memoryLimitMb,
    });
    if (isCancelled) throw new CancelledError();
    outcome = { kind: "answer", value: await runJob(engine, request.job, contextOf()) };
  } catch (error) {
    outcome = failure(error);
  }
  engine?.close();
  engine = null;
  await sendWhole(outcome);
  // Nothing else keeps the process alive.
  process.removeAllListeners("disconnect");
  process.disconnect();
}

function contextOf(): JobContext {
  return {
    report: (label, fraction) => {
      send({ kind: "progress", label, fraction });
    },
    log: (level, message) => {
      send({ kind: "log", level, message });
    },
  };
}

function failure(error: unknown): DataMessage {
  if (AppError.is(error)) {
    return { kind: "failure", code: error.code, message: error.message, details: error.details };
  }
  if (error instanceof CancelledError)
    return { kind: "failure", code: "cancelled", message: "cancelled", details: {} };
  const stack = error instanceof Error ? error.stack : undefined;
  const message = stack ?? describeError(error);
  return { kind: "failure", code: null, message, details: {} };
}

function send(message: DataMessage): void {
  process.send?.(message);
}

/** To disconnect would cut off what the channel has not taken yet: reports may be megabytes. */
function sendWhole(message: DataMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => {
      resolve();
    });
  });
}
