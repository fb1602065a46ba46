import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { AppError, CancelledError } from "../../../base/errors.ts";
import { readProcessIdentity } from "../../process/processTable.ts";
import { spawnLogged, type ProcessEnd, type SpawnedProcess } from "../../process/spawnLogged.ts";
import { stopProcessTree } from "../../process/stopProcessTree.ts";
import { submitCommand, type SparkProgram } from "./sparkProgram.ts";
import type { SparkRequest } from "./sparkRequest.ts";

export interface SparkRun {
  readonly program: SparkProgram;
  readonly script: string;
  readonly master: string | null;
  readonly onProgress?: ((label: string, fraction: number | null) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const graces = { afterInterruptMs: 2000, afterTerminateMs: 2000 };
const progressIntervalMs = 500;
const maxTailBytes = 16_384;
const tailLines = 15;

/**
 * Has Spark run the script with the request, for as long as it takes; the text of its answer.
 * Rejects with CancelledError once all that was started is gone, with AppError `spark-failed`,
 * which has the last words of Spark, and with those of `spawnLogged`.
 */
export async function runSpark(request: SparkRequest, run: SparkRun): Promise<string> {
  if (run.signal?.aborted === true) throw new CancelledError();
  const folder = await mkdtemp(path.join(tmpdir(), "sextant-spark-"));
  try {
    return await runIn(folder, request, run);
  } finally {
    // Windows keeps files of a process for a moment after its end.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runIn(folder: string, request: SparkRequest, run: SparkRun): Promise<string> {
  const inFolder = (name: string): string => path.join(folder, name);
  const [script, requestPath] = [inFolder("profile_spark.py"), inFolder("request.json")];
  const [answer, progress, logPath] = ["answer.json", "progress.json", "spark.log"].map(inFolder);
  await writeFile(script, run.script);
  await writeFile(requestPath, JSON.stringify({ ...request, answer, progress }));
  const child = await spawnLogged({
    argv: submitCommand(run.program, { script, request: requestPath, master: run.master }),
    // Spark leaves folders of its own (metastore_db, spark-warehouse) where it is started.
    ...{ cwd: folder, env: run.program.env, logPath: logPath ?? "", stdin: "ignore" },
  });
  const stopTelling = tellProgress(progress ?? "", run.onProgress);
  const end = await endOf(child, run.signal).finally(stopTelling);
  const text = await readFile(answer ?? "", "utf8").catch(() => null);
  if (text === null) throw await failure(end, logPath ?? "");
  return text;
}

/** Waits for the end of the process; ends it with all it started when that is asked. */
async function endOf(child: SpawnedProcess, signal: AbortSignal | undefined): Promise<ProcessEnd> {
  const stopping: Promise<unknown>[] = [];
  const stop = (): void => {
    stopping.push(stopTree(child.pid));
  };
  signal?.addEventListener("abort", stop, { once: true });
  // Whoever aborted between the first look and now is heard too.
  if (signal?.aborted === true) stop();
  try {
    const end = await child.ended;
    if (signal?.aborted !== true) return end;
    await Promise.all(stopping);
    throw new CancelledError();
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

async function stopTree(pid: number): Promise<void> {
  const identity = await readProcessIdentity(pid);
  if (identity !== null) await stopProcessTree(identity, { graces });
}

const progressSchema = z.object({ label: z.string(), fraction: z.number() });

function tellProgress(file: string, onProgress: SparkRun["onProgress"]): () => void {
  if (onProgress === undefined) return () => undefined;
  onProgress("Starting Spark", null);
  const timer = setInterval(() => {
    const told = readFile(file, "utf8").then((text) => progressSchema.parse(JSON.parse(text)));
    told.then(
      ({ label, fraction }) => onProgress(label, fraction),
      // Not written yet.
      () => undefined,
    );
  }, progressIntervalMs);
  return () => clearInterval(timer);
}

async function failure({ exitCode, signal }: ProcessEnd, logPath: string): Promise<AppError> {
  const tail = await tailOf(logPath);
  const how = signal ?? `exit code ${exitCode ?? "unknown"}`;
  const words = tail === "" ? " It said nothing." : ` Its last words:\n${tail}`;
  return new AppError(
    "spark-failed",
    `Spark ended (${how}) before it had described the data. ${adviceFor(tail)}${words}`,
    { details: { exitCode, signal } },
  );
}

function adviceFor(tail: string): string {
  if (/JAVA_HOME is not set|Unable to locate a Java|java: (command )?not found/i.test(tail)) {
    return "It needs Java: install Java 17 or newer, or set JAVA_HOME.";
  }
  if (/UnsupportedClassVersionError|class file version/i.test(tail)) {
    return "The Java it found is too old: install Java 17 or newer, or set JAVA_HOME.";
  }
  if (/Master must|Could not parse Master URL|INVALID_MASTER/i.test(tail)) {
    return "It does not know that master: --master takes local[*], spark://HOST:7077, yarn or k8s://URL.";
  }
  if (/All masters are unresponsive|Failed to connect to master|UnknownHost/i.test(tail)) {
    return "Its master does not answer: check --master, and that the cluster runs.";
  }
  if (/OutOfMemoryError|Java heap space/i.test(tail)) {
    return "It ran out of memory: raise spark.driver.memory or spark.executor.memory in Spark's configuration.";
  }
  return "Check that spark-submit runs other programs with the same master.";
}

/** The last lines that are not frames of Java's stack. */
async function tailOf(file: string): Promise<string> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return "";
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, maxTailBytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const lines = buffer.toString("utf8").split(/\r?\n/);
    const told = lines.filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
    return told.slice(-tailLines).join("\n");
  } finally {
    await handle.close();
  }
}
