import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { background } from "../../base/async.ts";
import { AppError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import type { Clock, Random } from "../../core/ports.ts";
import {
  doesNotExist,
  isTrackingErrorCode,
  trackingError,
  trackingStatuses,
} from "../../core/tracking/trackingErrors.ts";
import { projectPaths } from "../runs/project.ts";
import type { RunJournal } from "../runs/runJournal.ts";
import { ArtifactFolders } from "./artifactFolders.ts";
import { deleteArtifact, receiveArtifact, sendArtifact } from "./artifactTransfer.ts";
import { ExperimentStore } from "./experimentStore.ts";
import { errorCode } from "./jsonLinesFile.ts";
import { landingPage } from "./landingPage.ts";
import { ModelStore } from "./modelStore.ts";
import { parseBody, parseQuery, readBody } from "./requestBody.ts";
import { RegistryStore } from "./registryStore.ts";
import { RequestGuard, type Refusal } from "./requestGuard.ts";
import { findRoute } from "./routes.ts";
import { TrackedRuns, type ProcessOutcome, type RunSource } from "./trackedRuns.ts";
import type { TrackingContext } from "./trackingContext.ts";

export interface TrackingServerOptions {
  readonly root: string;
  /** The launched run: the first top-level run that a client creates is this one. */
  readonly runId: string;
  /** The launched run's; not closed by the server. */
  readonly journal: RunJournal;
  readonly experiment: string;
  /** True when the user named the run: what the script calls it does not count then. */
  readonly isNameChosen?: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Those of a server that this one replaces. */
  readonly port?: number;
  readonly secret?: string;
  readonly onStopRequest: (request: { readonly force: boolean }) => void;
  /** Called when a client first searches; closed by the server. */
  readonly openIndex: () => RunSource;
  readonly limits?: Partial<TrackingLimits>;
}

/** The largest bodies that are taken, in bytes. */
export interface TrackingLimits {
  readonly requestBytes: number;
  readonly artifactBytes: number;
}

const defaultLimits: TrackingLimits = {
  requestBytes: 64 * 1024 * 1024,
  artifactBytes: 256 * 1024 ** 3,
};

export interface TrackingServer {
  /** For `MLFLOW_TRACKING_URI`. */
  readonly uri: string;
  readonly port: number;
  readonly secret: string;
  /** Ends the runs that the script created and left open. */
  closeOpenRuns(outcome: ProcessOutcome): void;
  close(): Promise<void>;
}

/**
 * The MLflow tracking server of one launch, on loopback. It lives as long as the run: a client
 * that loses it waits for minutes and then fails, and the training with it.
 *
 * Invariants: a request is answered with success only when what it logged is in a journal; no
 * error that lasts is one that clients retry.
 */
export async function startTrackingServer(options: TrackingServerOptions): Promise<TrackingServer> {
  const endpoint = new TrackingEndpoint(options);
  await endpoint.listen(options.port ?? 0);
  return endpoint;
}

/** Until a client that holds its connection open is cut off when the server closes. */
const closeGraceMs = 2000;
/** Clients pause for long between requests; a connection that is closed meanwhile costs a retry. */
const keepAliveMs = 15 * 60_000;

class TrackingEndpoint implements TrackingServer {
  readonly secret: string;
  readonly #options: TrackingServerOptions;
  readonly #limits: TrackingLimits;
  readonly #guard: RequestGuard;
  readonly #context: TrackingContext;
  readonly #server: Server;
  #port = 0;

  constructor(options: TrackingServerOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.secret = options.secret ?? randomBytes(24).toString("base64url");
    this.#guard = new RequestGuard(`/l/${this.secret}`);
    this.#context = createContext(options);
    this.#server = createServer({ keepAliveTimeout: keepAliveMs, requestTimeout: 0 });
    this.#server.on("request", (request, response) => {
      background(this.#serve(request, response), "tracking request", options.log);
    });
  }

  get port(): number {
    return this.#port;
  }

  get uri(): string {
    return `http://127.0.0.1:${this.#port}/l/${this.secret}`;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ port, host: "127.0.0.1" }, resolve);
    }).catch((error: unknown) => {
      throw new AppError(
        "tracking-not-started",
        `The tracking endpoint could not listen on 127.0.0.1: ${describeError(error)}.`,
        { cause: error },
      );
    });
    const address = this.#server.address();
    if (typeof address === "object" && address !== null) this.#port = address.port;
  }

  closeOpenRuns(outcome: ProcessOutcome): void {
    this.#context.runs.closeOpenRuns(outcome);
  }

  async close(): Promise<void> {
    const cutOff = setTimeout(() => this.#server.closeAllConnections(), closeGraceMs);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
    clearTimeout(cutOff);
    this.#context.runs.dispose();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const admission = this.#guard.admit(request);
      if (admission.refusal !== undefined) throw refused(admission.refusal);
      await this.#answer(request, response, admission.rest);
    } catch (error) {
      this.#sendError(request, response, error);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, rest: string): Promise<void> {
    const method = request.method ?? "GET";
    const queryAt = rest.indexOf("?");
    const fullPath = queryAt < 0 ? rest : rest.slice(0, queryAt);
    const apiPath = apiPathOf(fullPath);
    if (apiPath?.startsWith(artifactPrefix) === true) {
      await this.#transfer(request, response, apiPath.slice(artifactPrefix.length));
      return;
    }
    const match = apiPath === undefined ? undefined : findRoute(method, apiPath);
    if (match === undefined) {
      await this.#answerPlain(request, response, fullPath);
      return;
    }
    const query = queryAt < 0 || method !== "GET" ? "" : rest.slice(queryAt + 1);
    const fields = method === "GET" ? parseQuery(query) : await this.#readFields(request);
    const isPlain = Object.keys(match.fields).length === 0;
    const reply = match.handler(this.#context, isPlain ? fields : { ...fields, ...match.fields });
    sendJson(response, 200, reply);
  }

  async #readFields(request: IncomingMessage): Promise<ReturnType<typeof parseBody>> {
    const body = await readBody(request, this.#limits.requestBytes);
    return parseBody(body, request.headers["content-type"]);
  }

  async #transfer(
    request: IncomingMessage,
    response: ServerResponse,
    urlPath: string,
  ): Promise<void> {
    const place = this.#context.artifacts.placeOfUrlPath(urlPath);
    switch (request.method) {
      case "GET":
        await sendArtifact(this.#context, place, response);
        return;
      case "PUT": {
        const maxBytes = this.#limits.artifactBytes;
        await receiveArtifact(this.#context, place, { request, maxBytes });
        break;
      }
      case "DELETE":
        await deleteArtifact(this.#context, place);
        break;
      default:
        throw noEndpoint(request, urlPath);
    }
    sendJson(response, 200, {});
  }

  /** What is not part of MLflow's API. */
  async #answerPlain(
    request: IncomingMessage,
    response: ServerResponse,
    fullPath: string,
  ): Promise<void> {
    switch (`${request.method ?? ""} ${fullPath}`) {
      case "GET /health":
        sendText(response, "text/plain; charset=utf-8", "OK");
        return;
      case "GET /version":
        sendText(response, "text/plain; charset=utf-8", mlflowVersion);
        return;
      case "GET ":
      case "GET /":
        sendText(response, "text/html; charset=utf-8", landingPage(this.#options.runId));
        return;
      case "POST /sextant/stop": {
        const { force } = await this.#readFields(request);
        sendJson(response, 200, {});
        this.#options.onStopRequest({ force: force === true });
        return;
      }
      default:
        throw noEndpoint(request, fullPath);
    }
  }

  #sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const { status, code, message } = describeFailure(error);
    if (code === "INTERNAL_ERROR") this.#options.log.error(`tracking request: ${message}`, error);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    if (!request.complete) response.setHeader("Connection", "close");
    sendJson(response, status, { error_code: code, message });
  }
}

const artifactPrefix = "/mlflow-artifacts/artifacts/";
const apiPrefixes = ["/api/2.0", "/ajax-api/2.0"];
/** The newest version whose tracking calls this server answers. */
const mlflowVersion = "3.17.2";

function createContext(options: TrackingServerOptions): TrackingContext {
  const { root, clock, random } = options;
  const paths = projectPaths(root);
  const experiments = new ExperimentStore(paths.experiments, clock);
  experiments.ensure(options.experiment);
  return {
    experiments,
    runs: new TrackedRuns({ ...options, isNameChosen: options.isNameChosen === true, experiments }),
    models: new ModelStore(paths.models, clock),
    registry: new RegistryStore(paths.registry, clock),
    artifacts: new ArtifactFolders(root),
    clock,
    random,
  };
}

/** One path of MLflow's own lacks the slash behind its prefix: `/api/2.0mlflow/experiments/…`. */
function apiPathOf(fullPath: string): string | undefined {
  const prefix = apiPrefixes.find((candidate) => fullPath.startsWith(candidate));
  const rest = prefix === undefined ? "" : fullPath.slice(prefix.length);
  if (rest.startsWith("/")) return rest;
  return rest.startsWith("mlflow/") ? `/${rest}` : undefined;
}

interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

function describeFailure(error: unknown): Failure {
  if (AppError.is(error) && isTrackingErrorCode(error.code)) {
    return { status: trackingStatuses[error.code], code: error.code, message: error.message };
  }
  const code = errorCode(error);
  if (code === "ENOSPC" || code === "EDQUOT") {
    const message = "No space is left on the disk that holds the runs: nothing was logged.";
    return { status: trackingStatuses.STORAGE_FULL, code: "STORAGE_FULL", message };
  }
  const message = `The tracking endpoint failed: ${describeError(error)}`;
  return { status: trackingStatuses.INTERNAL_ERROR, code: "INTERNAL_ERROR", message };
}

function refused(refusal: Refusal): Error {
  switch (refusal) {
    case "foreign-host":
      return trackingError("PERMISSION_DENIED", "Invalid Host header: this server is local.");
    case "cross-origin":
      return trackingError("PERMISSION_DENIED", "Cross-origin request blocked");
    case "wrong-secret":
      return doesNotExist("There is nothing here.");
  }
}

function noEndpoint(request: IncomingMessage, fullPath: string): Error {
  return trackingError(
    "ENDPOINT_NOT_FOUND",
    `Sextant's tracking endpoint does not serve ${request.method ?? ""} ${fullPath.slice(0, 200)}`,
  );
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}

function sendText(response: ServerResponse, contentType: string, text: string): void {
  response.writeHead(200, {
    "Content-Type": contentType,
    "Content-Length": Buffer.byteLength(text),
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(text);
}
