import { request as httpRequest } from "node:http";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { silentLog } from "../../../src/base/logging.ts";
import type { Run } from "../../../src/core/runs/run.ts";
import { RunIndex } from "../../../src/platform/index/runIndex.ts";
import { createSextantFolder, runPaths } from "../../../src/platform/runs/project.ts";
import { RunJournal } from "../../../src/platform/runs/runJournal.ts";
import {
  startTrackingServer,
  type TrackingServer,
  type TrackingServerOptions,
} from "../../../src/platform/tracking/trackingServer.ts";

export const launchedId = "20261120-182501-k3f9ab";
const startTime = Date.UTC(2026, 10, 20, 18, 25, 1);

export interface Reply {
  readonly status: number;
  /** Parsed JSON; null for an empty body. */
  readonly json: unknown;
}

/** A tracking server on a project of its own, and what a client needs to talk to it. */
export interface TestServer {
  readonly root: string;
  readonly server: TrackingServer;
  readonly stopRequests: { readonly force: boolean }[];
  post(path: string, body: unknown, method?: string): Promise<Reply>;
  get(path: string, query?: Record<string, string>): Promise<Reply>;
  put(path: string, body: BodyInit): Promise<Reply>;
  /** Lines of a run's journal. */
  journal(runId?: string): readonly Record<string, unknown>[];
  run(runId?: string): Run;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestServer(
  options: Partial<TrackingServerOptions> & { readonly root?: string } = {},
): Promise<TestServer> {
  const root = options.root ?? mkdtempSync(path.join(os.tmpdir(), "sextant-tracking-"));
  createSextantFolder(root);
  mkdirSync(runPaths(root, launchedId).artifacts, { recursive: true });
  let now = startTime;
  const clock = { now: () => (now += 1) };
  const stopRequests: { force: boolean }[] = [];
  let journal = new RunJournal(runPaths(root, launchedId).journal);
  journal.append(
    {
      type: "run",
      v: 1,
      id: launchedId,
      name: "brave-otter",
      experiment: "Default",
      time: startTime,
    },
    { type: "params", params: { lr: "1e-3" } },
    { type: "status", status: "running", time: startTime },
  );
  const start = (): Promise<TrackingServer> =>
    startTrackingServer({
      root,
      runId: launchedId,
      journal,
      experiment: "Default",
      clock,
      random: { next: Math.random },
      log: silentLog,
      onStopRequest: (request) => stopRequests.push(request),
      openIndex: () => RunIndex.open(root),
      ...options,
    });
  let server = await start();
  const call = async (url: string, init: RequestInit): Promise<Reply> => {
    // A connection that a server that was replaced has closed may still be in the pool.
    const send = () => fetch(`${server.uri}${url}`, init);
    const response = await send().catch(send);
    const text = await response.text();
    return { status: response.status, json: text === "" ? null : parseJson(text) };
  };
  return {
    root,
    stopRequests,
    get server() {
      return server;
    },
    post: (url, body, method = "POST") =>
      call(`/api/2.0/mlflow/${url}`, {
        method,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    get: (url, query = {}) =>
      call(`/api/2.0/mlflow/${url}?${new URLSearchParams(query).toString()}`, {}),
    put: (url, body) => call(`/api/2.0/mlflow-artifacts/artifacts/${url}`, { method: "PUT", body }),
    journal: (runId = launchedId) =>
      readFileSync(runPaths(root, runId).journal, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    run(runId = launchedId) {
      const index = RunIndex.open(root);
      try {
        index.refresh();
        const run = index.run(runId);
        if (run === undefined) throw new Error(`no run ${runId} in the index`);
        return run;
      } finally {
        index.close();
      }
    },
    async restart() {
      const { port, secret } = server;
      await server.close();
      journal.dispose();
      journal = new RunJournal(runPaths(root, launchedId).journal);
      server = await startTrackingServer({
        root,
        runId: launchedId,
        journal,
        experiment: "Default",
        clock,
        random: { next: Math.random },
        log: silentLog,
        onStopRequest: (request) => stopRequests.push(request),
        openIndex: () => RunIndex.open(root),
        ...options,
        port,
        secret,
      });
    },
    async close() {
      await server.close();
      journal.dispose();
      if (options.root === undefined) rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Creates a run, as `start_run` does, and gives its id. */
export async function createRun(
  host: TestServer,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const { json } = await host.post("runs/create", {
    experiment_id: "0",
    start_time: 1_795_194_371_430,
    ...fields,
  });
  return (json as { run: { info: { run_id: string } } }).run.info.run_id;
}

/** A run as the API gives it. */
export interface WireRun {
  readonly info: Record<string, string | number>;
  readonly data: Record<string, { key: string; value: unknown; step?: number }[]>;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
}

export async function getRun(host: TestServer, runId: string): Promise<WireRun> {
  const { json } = await host.get("runs/get", { run_id: runId });
  return (json as { run: WireRun }).run;
}

/** Entries with keys as one object. */
export function valuesOf(
  entries: readonly { key: string; value: unknown }[] = [],
): Record<string, unknown> {
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A request whose path is sent as it stands: `fetch` would resolve the dots in it. */
export function sendRaw(
  host: TestServer,
  target: string,
  { method = "GET", headers = {}, body }: RawRequest = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const where = { port: host.server.port, host: "127.0.0.1", path: target };
    const request = httpRequest({ ...where, method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
