import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { background } from "../../base/async.ts";
import { AppError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { systemClock } from "../runs/systemPorts.ts";
import {
  toWorkerSchema,
  workerDataSchema,
  type FromWorker,
  type IndexReplies,
  type IndexRequest,
  type SeriesPoints,
  type WorkerData,
} from "./indexMessages.ts";
import { IndexService } from "./indexService.ts";

/**
 * The thread that owns a project's index. It opens the index at the first message, so that a
 * failure to open it is the answer to a request.
 */

function serve(port: MessagePort, { root, sources }: WorkerData): void {
  const log = createPortLog(port);
  let service: IndexService | undefined;
  const open = (): IndexService =>
    (service ??= new IndexService({
      root,
      log,
      clock: systemClock,
      sources,
      onDidChange: (change) => post(port, { kind: "changed", change }),
      onDidProgress: (progress) => post(port, { kind: "progress", progress }),
    }));
  port.on("message", (raw: unknown) => {
    const parsed = toWorkerSchema.safeParse(raw);
    if (!parsed.success) {
      log.error(`dropped an invalid message: ${parsed.error.message}`);
      return;
    }
    const { id, request } = parsed.data;
    const reply = async (): Promise<void> => {
      try {
        const value = await answer(open(), request);
        post(port, { kind: "reply", id, value }, buffersOf(request, value));
      } catch (error) {
        const code = AppError.is(error) ? error.code : "internal";
        post(port, { kind: "failure", id, error: { code, message: describeError(error) } });
        if (code === "internal") log.error(`${request.kind}: ${stackOf(error)}`);
      }
    };
    background(reply(), request.kind, log);
  });
}

type Reply = IndexReplies[IndexRequest["kind"]];

function answer(service: IndexService, request: IndexRequest): Reply | Promise<Reply> {
  switch (request.kind) {
    case "refresh":
      service.refresh(request.runIds);
      return null;
    case "openView":
      return service.openView(request);
    case "readRows":
      return service.readRows(request);
    case "columns":
      return service.columns();
    case "uniformColumns":
      return service.uniformColumns(request);
    case "runs":
      return service.runs(request.runIds);
    case "readSeries":
      return service.readSeries(request);
    case "listMedia":
      return service.listMedia(request);
    case "readMedia":
      return service.readMedia(request);
    case "setReachable":
      service.setReachable(request.hashes);
      return null;
  }
}

/** Points are handed over, not copied. */
function buffersOf(request: IndexRequest, value: unknown): ArrayBuffer[] {
  if (request.kind === "readMedia") return [(value as Uint8Array<ArrayBuffer>).buffer];
  if (request.kind !== "readSeries") return [];
  return (value as readonly SeriesPoints[]).flatMap(({ steps, times, values }) => [
    steps.buffer,
    times.buffer,
    values.buffer,
  ]);
}

function post(port: MessagePort, message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function createPortLog(port: MessagePort): Log {
  const say = (level: "error" | "warn" | "info" | "debug") => (message: string) =>
    post(port, { kind: "log", level, message });
  return { error: say("error"), warn: say("warn"), info: say("info"), debug: say("debug") };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (parentPort !== null) serve(parentPort, workerDataSchema.parse(workerData));
