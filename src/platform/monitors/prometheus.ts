import { AppError, describeError } from "../../base/errors.ts";
import { parsePrometheus, type PrometheusAnswer } from "../../core/health/prometheusAnswer.ts";

/** Asks a Prometheus server, or what speaks its HTTP API (Thanos, Mimir, VictoriaMetrics). */

export interface RangeQuery {
  /** The server's address, with a path where it lies behind a proxy. */
  readonly url: string;
  readonly query: string;
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

export interface PrometheusOptions {
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Prometheus refuses more points than that in one series. */
const MAX_POINTS = 11_000;
const MAX_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

/**
 * `/api/v1/query_range`. The step grows where the server would refuse so many points. Credentials
 * come from the environment only: `SEXTANT_PROMETHEUS_TOKEN` is sent as a bearer token, else
 * `SEXTANT_PROMETHEUS_USER` and `SEXTANT_PROMETHEUS_PASSWORD` as basic authentication; redirects are
 * not followed, so they go to no other server. Rejects with AppErrors `prometheus-unreachable`,
 * `prometheus-timeout`, `prometheus-refused`, `prometheus-failed`, `prometheus-too-large`.
 */
export async function queryRange(
  range: RangeQuery,
  options: PrometheusOptions = {},
): Promise<PrometheusAnswer> {
  const address = addressOf(range);
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal =
    options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, {
      headers: { accept: "application/json", ...credentials(options.env ?? process.env) },
      redirect: "manual",
      signal,
    });
    text = await boundedText(response, options.maxBytes ?? MAX_BYTES, address.host);
  } catch (error) {
    throw connectionError(error, address, timeout.aborted);
  }
  const answer = parsePrometheus(text);
  if (answer.kind === "series") return answer;
  throw answerError(response.status, answer.message, { address, query: range.query });
}

function addressOf({ url, query, startMs, endMs, stepMs }: RangeQuery): URL {
  let address: URL;
  try {
    address = new URL(`${url.replace(/\/+$/, "")}/api/v1/query_range`);
  } catch (error) {
    throw new AppError(
      "prometheus-unreachable",
      "The address of the Prometheus server is not a URL. Write it as http://host:9090.",
      { cause: error },
    );
  }
  if (address.username !== "" || address.password !== "") {
    throw new AppError(
      "prometheus-refused",
      `The address of the Prometheus server ${address.host} holds a password. Take it out of the file and set SEXTANT_PROMETHEUS_USER and SEXTANT_PROMETHEUS_PASSWORD instead.`,
    );
  }
  const shortest = Math.max(1000, Math.ceil((endMs - startMs) / (MAX_POINTS - 1)));
  address.searchParams.set("query", query);
  address.searchParams.set("start", String(startMs / 1000));
  address.searchParams.set("end", String(endMs / 1000));
  address.searchParams.set("step", String(Math.max(stepMs, shortest) / 1000));
  return address;
}

function credentials(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const token = env["SEXTANT_PROMETHEUS_TOKEN"] ?? "";
  if (token !== "") return { authorization: `Bearer ${token}` };
  const user = env["SEXTANT_PROMETHEUS_USER"] ?? "";
  if (user === "") return {};
  const pair = `${user}:${env["SEXTANT_PROMETHEUS_PASSWORD"] ?? ""}`;
  return { authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}` };
}

async function boundedText(response: Response, maxBytes: number, host: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  // `cancel` of the stream follows from leaving the loop.
  for await (const piece of response.body ?? []) {
    const bytes = piece as Uint8Array;
    length += bytes.length;
    if (length > maxBytes) {
      throw new AppError(
        "prometheus-too-large",
        `The answer of the Prometheus server ${host} is larger than ${Math.round(maxBytes / 1e6)} MB. Aggregate in the query, or choose a longer step.`,
      );
    }
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function connectionError(error: unknown, address: URL, isTimeout: boolean): unknown {
  if (AppError.is(error)) return error;
  if (isTimeout) {
    return new AppError(
      "prometheus-timeout",
      `The Prometheus server ${address.host} did not answer in time. Ask for less, or look whether the server is well.`,
      { cause: error },
    );
  }
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return new AppError(
    "prometheus-unreachable",
    `The Prometheus server ${address.host} could not be reached: ${describeError(cause)}. Check its address and that it runs.`,
    { cause: error },
  );
}

function answerError(
  status: number,
  message: string | null,
  { address, query }: { readonly address: URL; readonly query: string },
): AppError {
  if (status === 401 || status === 403) {
    return new AppError(
      "prometheus-refused",
      `The Prometheus server ${address.host} refused the request (${status}). Set SEXTANT_PROMETHEUS_TOKEN, or SEXTANT_PROMETHEUS_USER and SEXTANT_PROMETHEUS_PASSWORD, in the environment.`,
    );
  }
  if (message !== null) {
    return new AppError(
      "prometheus-failed",
      `The Prometheus server ${address.host} could not answer \`${query.slice(0, 200)}\`: ${message}.`,
    );
  }
  const moved = status >= 300 && status < 400 ? "a redirect" : `status ${status}`;
  return new AppError(
    "prometheus-failed",
    `${address.host} answered with ${moved} and not as a Prometheus server does. Check the address, also its path.`,
  );
}
