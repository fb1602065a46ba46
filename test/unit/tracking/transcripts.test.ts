import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "./testServer.ts";

/**
 * Replays what the real client said to the stock server, in its order, and holds our answers
 * against the stock server's: the same status, the same fields, the same values, but for ids,
 * times, names that a server invents, and four differences on purpose (below).
 */
interface Exchange {
  readonly m: string;
  readonly p: string;
  readonly h: Record<string, string>;
  /** Parsed JSON, text, or `<2000000 bytes binary>`. */
  readonly b: unknown;
  readonly s: number;
  readonly r: unknown;
}

const reference = path.resolve(import.meta.dirname, "../../../../shared/reference");

function readTranscript(name: string): readonly Exchange[] {
  return readFileSync(path.join(reference, name), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Exchange)
    .filter(({ p }) => !p.includes("mark=") && !isRegistry(p));
}

/** The model registry is not served. */
function isRegistry(url: string): boolean {
  return /\/(registered-models|model-versions)\//.test(url);
}

/** Their ids → ours, learned from answers that create something. */
class Ids {
  readonly #ours = new Map<string, string>();

  learn(theirs: unknown, ours: unknown): void {
    if (typeof theirs === "string" && typeof ours === "string") this.#ours.set(theirs, ours);
  }

  inText(text: string): string {
    let mapped = text;
    for (const [theirs, ours] of this.#ours) {
      if (theirs.length > 8) mapped = mapped.replaceAll(theirs, ours);
    }
    return mapped.replace(
      /(mlflow-artifacts\/artifacts\/|path=|mlflow-artifacts:\/)(\d+)(?=\/|%2F|$)/g,
      (all, before: string, id: string) =>
        this.#ours.has(id) ? `${before}${this.#ours.get(id) ?? ""}` : all,
    );
  }

  in(value: unknown, key = ""): unknown {
    if (typeof value === "string") {
      const isExperiment = key === "experiment_id" || key === "experiment_ids";
      return isExperiment ? (this.#ours.get(value) ?? value) : this.inText(value);
    }
    if (Array.isArray(value)) return value.map((item) => this.in(item, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, this.in(inner, name)]),
    );
  }
}

let host: TestServer;
beforeEach(async () => {
  host = await startTestServer();
});
afterEach(() => host.close());

async function send(exchange: Exchange, ids: Ids): Promise<{ status: number; reply: unknown }> {
  const queryAt = exchange.p.indexOf("?");
  const query = new URLSearchParams(queryAt < 0 ? "" : exchange.p.slice(queryAt + 1));
  const mapped = new URLSearchParams();
  for (const [name, value] of query) mapped.append(name, ids.in(value, name) as string);
  if (mapped.has("path")) mapped.set("path", pathOf(mapped.get("path") ?? "", ids));
  const target = ids.inText(queryAt < 0 ? exchange.p : exchange.p.slice(0, queryAt));
  const response = await fetch(
    `${host.server.uri}${target}${queryAt < 0 ? "" : `?${mapped.toString()}`}`,
    {
      method: exchange.m,
      ...(exchange.h["Content-Type"] && {
        headers: { "Content-Type": exchange.h["Content-Type"] },
      }),
      ...(exchange.m !== "GET" && { body: bodyOf(exchange, ids) }),
    },
  );
  const text = await response.text();
  return { status: response.status, reply: parseReply(text) };
}

/** `3/<run>/artifacts`: its experiment is a number too short to be replaced everywhere. */
function pathOf(value: string, ids: Ids): string {
  return ids.inText(`mlflow-artifacts:/${value}`).slice("mlflow-artifacts:/".length);
}

function bodyOf({ b }: Exchange, ids: Ids): string | Uint8Array<ArrayBuffer> {
  if (typeof b !== "string") return b === null ? "" : JSON.stringify(ids.in(b));
  const size = /^<(\d+) bytes binary>$/.exec(b)?.[1];
  return size === undefined ? b : new Uint8Array(Number(size));
}

function parseReply(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const volatileKeys = new Set([
  "start_time",
  "end_time",
  "creation_time",
  "last_update_time",
  "creation_timestamp_ms",
  "last_updated_timestamp_ms",
  "file_size",
  "user_id",
]);

/**
 * Both answers in one form. On purpose we differ in: infinities, which the stock server turns into
 * the greatest double; empty `inputs` and `outputs`, which it gives now and then; the order of
 * lists; who the user of the launched run is, and the parameter that its launch recorded; the tag
 * of the model registry.
 */
function comparable(value: unknown, key = ""): unknown {
  if (isVolatile(value, key)) return "…";
  if (typeof value === "number" && Math.abs(value) > 1e308) {
    return value > 0 ? "Infinity" : "-Infinity";
  }
  if (Array.isArray(value)) return comparableList(value);
  if (typeof value !== "object" || value === null) return value;
  const isName = "key" in value && value.key === "mlflow.runName";
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !(isEmptyObject(inner) && optionalParts.has(name)))
      .map(([name, inner]) => [name, comparable(inner, isName ? "run_name" : name)] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

const optionalParts = new Set(["inputs", "outputs", "data"]);

function isVolatile(value: unknown, key: string): boolean {
  if (volatileKeys.has(key)) return true;
  return key === "run_name" && typeof value === "string" && /-/.test(value);
}

function comparableList(list: readonly unknown[]): unknown {
  return list
    .filter((item) => !JSON.stringify(item).startsWith('{"key":"mlflow.modelVersions"'))
    .map((item) => comparable(item))
    .sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function learn(exchange: Exchange, reply: unknown, ids: Ids): void {
  const [theirs, ours] = [exchange.r, reply] as {
    experiment_id?: string;
    run?: { info: { run_id: string } };
    model?: { info: { model_id: string } };
  }[];
  ids.learn(theirs?.experiment_id, ours?.experiment_id);
  ids.learn(theirs?.run?.info.run_id, ours?.run?.info.run_id);
  ids.learn(theirs?.model?.info.model_id, ours?.model?.info.model_id);
}

/** Answers that depend on what else the stock server's store held, or on the registry. */
function isComparable({ p, m, r }: Exchange): boolean {
  const isSearchOfAll =
    p.endsWith("/experiments/search") || (p.endsWith("/runs/search") && isWide(r));
  const isFile = m === "GET" && p.includes("/mlflow-artifacts/artifacts/");
  return !isSearchOfAll && !isFile;
}

function isWide(reply: unknown): boolean {
  const { runs = [] } = reply as { runs?: unknown[] };
  return runs.length > 2;
}

describe.each([
  ["mlflow-transcript-core.jsonl", 50],
  ["mlflow-transcript-sklearn-autolog.jsonl", 70],
])("%s", (name, leastCount) => {
  it("is answered as the stock server answers it", async () => {
    const exchanges = readTranscript(name);
    expect(exchanges.length).toBeGreaterThan(leastCount);
    const ids = new Ids();
    for (const [index, exchange] of exchanges.entries()) {
      const label = `${index}: ${exchange.m} ${exchange.p}`;
      const { status, reply } = await send(exchange, ids);
      // The stock server's 500 for a missing artifact makes clients wait for minutes.
      expect(status, `${label}\n${JSON.stringify(reply)}`).toBe(
        exchange.s === 500 ? 404 : exchange.s,
      );
      learn(exchange, reply, ids);
      if (exchange.s !== 200 || !isComparable(exchange)) continue;
      expect(withoutLaunch(comparable(reply)), label).toEqual(comparable(ids.in(exchange.r)));
    }
  });
});

/** The launch has recorded a parameter of its own; no script has logged it in these transcripts. */
function withoutLaunch(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replace(/,?\{"key":"lr","value":"1e-3"\}/g, "")
      .replace(/\[,/g, "[")
      .replace(/"params":\[\],?/g, ""),
  );
}
