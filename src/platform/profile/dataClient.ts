import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AppError, CancelledError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import {
  dataMessageSchema,
  jobAnswers,
  type DataJob,
  type DataMessage,
  type DataRequest,
  type JobAnswer,
} from "./dataJobs.ts";

export interface DataJobOptions {
  /** `dist/dataProcess.cjs`. */
  readonly processPath: string;
  /** Node, or VS Code acting as Node. */
  readonly execPath: string;
  readonly log: Log;
  /** `fraction` from 0 to 1; null while it cannot be told. */
  readonly onProgress?: (label: string, fraction: number | null) => void;
  /** Interrupts the engine, and ends the process if that does not help. */
  readonly signal?: AbortSignal | undefined;
}

/** How long the process may take to end once it is cancelled, or has answered. */
const endGraceMs = 3000;
const maxTailLength = 4000;
/** What the engine does not use itself: the program's own objects. */
const minHeapMb = 512;

/**
 * Has the data process do a job. Rejects with the AppError that ended the job, with
 * CancelledError, with AppError `data-process-missing` or `data-process-crashed`, which has the last
 * words of the process; any other error is a bug of the job. The process is gone and its temporary
 * files are removed before this settles.
 */
export async function runDataJob<K extends DataJob["kind"]>(
  job: Extract<DataJob, { kind: K }>,
  options: DataJobOptions,
): Promise<JobAnswer<K>> {
  const { processPath, signal } = options;
  if (signal?.aborted === true) throw new CancelledError();
  if (!existsSync(processPath)) {
    throw new AppError(
      "data-process-missing",
      `The program that reads data is not at ${processPath}. Install Sextant again, or run \`npm run build\` in a checkout.`,
    );
  }
  const temporaryFolder = await mkdtemp(path.join(tmpdir(), "sextant-data-"));
  try {
    const value = await converse({ kind: "job", job, temporaryFolder }, options);
    return jobAnswers[job.kind].parse(value) as JobAnswer<K>;
  } finally {
    // Windows keeps files of a process for a moment after its end.
    await rm(temporaryFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What the process answered, once it has ended. */
async function converse(
  request: Extract<DataRequest, { kind: "job" }>,
  options: DataJobOptions,
): Promise<unknown> {
  const { log, signal, onProgress } = options;
  const child = start(options, request.job.settings.memoryLimitMb);
  const tail = keepTail(child);
  let last: DataMessage | undefined;
  let killer: NodeJS.Timeout | undefined;
  const killSoon = (): void => {
    killer ??= setTimeout(() => child.kill("SIGKILL"), endGraceMs);
  };
  child.on("message", (raw) => {
    const { success, data, error } = dataMessageSchema.safeParse(raw);
    if (!success) log.error(`dropped an invalid message of the data process: ${error.message}`);
    else if (data.kind === "progress") onProgress?.(data.label, data.fraction);
    else if (data.kind === "log") log[data.level](data.message);
    else {
      last = data;
      killSoon();
    }
  });
  const cancel = (): void => {
    send(child, { kind: "cancel" });
    killSoon();
  };
  const ended = whenEnded(child);
  signal?.addEventListener("abort", cancel, { once: true });
  // Whoever aborted between the first look and now is heard too.
  if (signal?.aborted === true) cancel();
  send(child, request);
  try {
    const end = await ended;
    if (signal?.aborted === true) throw new CancelledError();
    return takeAnswer(last, end, tail());
  } finally {
    clearTimeout(killer);
    signal?.removeEventListener("abort", cancel);
  }
}

function start({ execPath, processPath }: DataJobOptions, memoryLimitMb: number): ChildProcess {
  const heapMb = Math.max(minHeapMb, memoryLimitMb);
  return spawn(execPath, [`--max-old-space-size=${heapMb}`, processPath], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    // Numbers that JSON lacks reach the schema as they are.
    serialization: "advanced",
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "" },
    windowsHide: true,
  });
}

/** A process that is gone is told by its end. */
function send(child: ChildProcess, message: DataRequest): void {
  if (child.connected) child.send(message, () => undefined);
}

/** The last words of the process on standard error. */
function keepTail(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (piece: string) => {
    text = (text + piece).slice(-maxTailLength);
  });
  return () => text.trim();
}

interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly error: Error | null;
}

function whenEnded(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      // Also said when it could not be killed or written to, while it runs.
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
    child.once("close", (code, signal) => {
      resolve({ code, signal, error: null });
    });
  });
}

function takeAnswer(last: DataMessage | undefined, end: ProcessEnd, tail: string): unknown {
  if (last?.kind === "answer") return last.value;
  if (last?.kind === "failure") {
    if (last.code === "cancelled") throw new CancelledError();
    if (last.code !== null) throw new AppError(last.code, last.message, { details: last.details });
    throw new Error(`The data process failed: ${last.message}`);
  }
  throw crash(end, tail);
}

function crash({ code, signal, error }: ProcessEnd, tail: string): AppError {
  const how = error?.message ?? (signal === null ? `exit code ${code ?? "unknown"}` : signal);
  // The system ends what takes its last memory with this signal.
  const hint =
    signal === "SIGKILL"
      ? "The system may have ended it for lack of memory: give it less to read at once, or close other programs."
      : "Try again; if it happens again, report it with these words.";
  const words = tail === "" ? "" : ` Its last words: ${tail}`;
  return new AppError(
    "data-process-crashed",
    `The process that reads data ended unexpectedly (${how}). ${hint}${words}`,
    { details: { code, signal }, cause: error ?? undefined },
  );
}
