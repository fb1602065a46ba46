import { request as requestHttp, Agent as HttpAgent, type IncomingMessage } from "node:http";
import { request as requestHttps, Agent as HttpsAgent } from "node:https";
import { AppError, describeError } from "../../../base/errors.ts";
import { basicAuthorization, type ServerAccess } from "./serverAuth.ts";

const timeoutMs = 20_000;
const maxBodyBytes = 64 * 1024 * 1024;
const maxRedirects = 5;

export interface ServerRequest {
  readonly method: "GET" | "POST";
  /** After `/api/2.0/mlflow/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

/**
 * Calls of a tracking server. Throws AppError: `server-unreachable`, `server-refused` (401, 403),
 * `server-too-much` (a smaller page may do),
 * `server-answer` (an error, or no JSON), `server-missing` (404: the server is too old, or the thing
 * asked for is not there). Credentials go to the server that was named and to no other.
 */
export class ServerClient {
  readonly #base: URL;
  readonly #access: ServerAccess;
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: 4 });
  readonly #https: HttpsAgent;

  constructor(url: string, access: ServerAccess) {
    const base = new URL(url);
    const { username, password } = base;
    base.username = "";
    base.password = "";
    if (!base.pathname.endsWith("/")) base.pathname += "/";
    this.#base = base;
    const inUrl =
      username === ""
        ? null
        : basicAuthorization(decodeURIComponent(username), decodeURIComponent(password));
    this.#access = { ...access, authorization: inUrl ?? access.authorization };
    this.#https = new HttpsAgent({
      keepAlive: true,
      maxSockets: 4,
      rejectUnauthorized: access.verifiesCertificate,
      ...(access.certificate === null ? {} : { ca: access.certificate }),
    });
  }

  /** The parsed answer; `{}` for an empty one, as MLflow's client takes it. */
  async call({ method, path, query = {}, body }: ServerRequest): Promise<unknown> {
    const url = new URL(`api/2.0/mlflow/${path}`, this.#base);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await this.#follow(method, url, text);
    if (answer.status >= 400) throw this.#failure(answer);
    if (answer.body.trim() === "") return {};
    try {
      return JSON.parse(answer.body);
    } catch (error) {
      throw new AppError(
        "server-answer",
        `${this.#base.host} does not answer as an MLflow tracking server does. Check its URL.`,
        { cause: error },
      );
    }
  }

  dispose(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  async #follow(method: string, start: URL, body: string | undefined): Promise<Answer> {
    let url = start;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const answer = await this.#send(method, url, body);
      if (answer.location === null || answer.status < 300 || answer.status >= 400) return answer;
      const next = new URL(answer.location, url);
      if (next.protocol !== "http:" && next.protocol !== "https:") break;
      url = next;
    }
    throw new AppError(
      "server-answer",
      `${this.#base.host} redirects for ever. Check the URL of the tracking server.`,
    );
  }

  #send(method: string, url: URL, body: string | undefined): Promise<Answer> {
    const isSecure = url.protocol === "https:";
    const isOwn = url.origin === this.#base.origin;
    const { authorization } = this.#access;
    const headers = {
      Accept: "application/json",
      "User-Agent": "sextant",
      ...(body === undefined
        ? {}
        : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }),
      ...(isOwn && authorization !== null ? { Authorization: authorization } : {}),
    };
    const options = {
      method,
      headers,
      timeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs * 3),
    };
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(this.#unreachable(error));
      const take = (response: IncomingMessage): void => {
        readBody(response).then(
          (text) =>
            resolve({
              status: response.statusCode ?? 0,
              location: response.headers.location ?? null,
              body: text,
            }),
          fail,
        );
      };
      const request = isSecure
        ? requestHttps(url, { ...options, agent: this.#https }, take)
        : requestHttp(url, { ...options, agent: this.#http }, take);
      request.on("timeout", () => request.destroy(new Error("no answer in time")));
      request.on("error", fail);
      request.end(body);
    });
  }

  #unreachable(error: unknown): AppError {
    if (error instanceof AppError) return error;
    return new AppError(
      "server-unreachable",
      `The tracking server ${this.#base.host} cannot be reached: ${describeError(error)}. ` +
        "It is tried again later.",
      { cause: error },
    );
  }

  #failure({ status, body }: Answer): AppError {
    const host = this.#base.host;
    if (status === 401 || status === 403) {
      return new AppError(
        "server-refused",
        `The tracking server ${host} refused access (${status}). Set MLFLOW_TRACKING_USERNAME and ` +
          "MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in the editor's environment.",
      );
    }
    const reason = messageOf(body);
    const message = `The tracking server ${host} answered ${status}${reason}.`;
    return new AppError(status === 404 ? "server-missing" : "server-answer", message);
  }
}

function messageOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const message = typeof parsed === "object" && parsed !== null && "message" in parsed;
    return message && typeof parsed.message === "string" ? `: ${parsed.message.slice(0, 300)}` : "";
  } catch {
    // An HTML page of a proxy: its status says enough.
    return "";
  }
}

async function readBody(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxBodyBytes) {
      response.destroy();
      throw new AppError(
        "server-too-much",
        "The tracking server answered more than 64 MiB at once.",
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
