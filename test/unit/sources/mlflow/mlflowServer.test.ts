import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Run } from "../../../../src/core/runs/run.ts";
import { createMlflowServerSource } from "../../../../src/platform/sources/mlflow/mlflowServer.ts";
import type { RunSource } from "../../../../src/platform/sources/runSource.ts";
import { Stores } from "./testStores.ts";

/** How the source behaves toward servers of every kind; the real one is in the contract tests. */
const stores = new Stores();
const servers: Server[] = [];
const sources: RunSource[] = [];
afterEach(() => {
  for (const source of sources.splice(0)) source.dispose();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Call {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

type Answer = (call: Call, response: ServerResponse) => unknown;

/** A server that answers with JSON; undefined is a 404. `calls` are those it got. */
async function serve(answer: Answer): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://host");
      const body = JSON.parse(text === "" ? "{}" : text) as Record<string, unknown>;
      const call = { path: url.pathname, query: url.searchParams, headers: request.headers, body };
      calls.push(call);
      const value = answer(call, response);
      if (response.headersSent || response.writableEnded) return;
      if (value === undefined) response.writeHead(404, { "Content-Type": "text/html" });
      response.end(value === undefined ? "<html>" : JSON.stringify(value));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return { url: `http://127.0.0.1:${port}`, calls };
}

function source(url: string, env: Record<string, string> = {}): RunSource {
  const created = createMlflowServerSource(
    url,
    stores.context({ env: { HOME: stores.root, ...env } }),
  );
  sources.push(created);
  return created;
}

const experiments = { experiments: [{ experiment_id: "1", name: "demo" }] };

function run(id: string, more: object = {}): object {
  const info = { run_id: id, run_uuid: id, experiment_id: "1", run_name: `run ${id}`, ...more };
  const metrics = [{ key: "m", value: "NaN", timestamp: "12", step: 3 }];
  return { info, data: { metrics, params: [{ key: "p" }], tags: [] } };
}

/** An old server: experiments and runs, no models, no registry. */
function oldServer(pages: readonly (readonly object[])[]): Answer {
  return ({ path: place, body }) => {
    if (place.endsWith("/experiments/search")) return experiments;
    if (!place.endsWith("/runs/search")) return undefined;
    const page = Number(body["page_token"] ?? 0);
    const isLast = page + 1 >= pages.length;
    return { runs: pages[page], ...(isLast ? {} : { next_page_token: String(page + 1) }) };
  };
}

async function runsOf(from: RunSource): Promise<Record<string, Run>> {
  const update = await from.refresh(null);
  return Object.fromEntries((update?.runs ?? []).map((each) => [each.name, each]));
}

describe("reading", () => {
  it("takes every page, and does without what an old server has not", async () => {
    const { url, calls } = await serve(oldServer([[run("a"), run("b")], [run("c")], [{ odd: 1 }]]));
    const runs = await runsOf(source(url));
    expect(Object.keys(runs)).toEqual(["run a", "run b", "run c"]);
    expect(runs["run a"]).toMatchObject({
      experiment: "demo",
      params: { p: "" },
      metrics: { m: { last: NaN, lastStep: 3, lastTime: 12 } },
      location: { path: url, key: "a" },
    });
    const searches = calls.filter((call) => call.path.endsWith("/runs/search"));
    expect(searches.every(({ body }) => body["max_results"] === 1000)).toBe(true);
  });

  it("asks for histories with a limit, page by page, and not for ever", async () => {
    const { url, calls } = await serve((call, response) => {
      if (!call.path.endsWith("/get-history")) return oldServer([[run("a")]])(call, response);
      const at = Number(call.query.get("page_token") ?? 0);
      const metrics = [{ key: "m", value: at === 1 ? "-Infinity" : at, timestamp: at, step: at }];
      return { metrics, next_page_token: at < 2 ? String(at + 1) : "2" };
    });
    const from = source(url);
    const { "run a": first } = await runsOf(from);
    const series = (await from.series(first!, ["m"], false)).get("m");
    expect([...(series?.values ?? [])]).toEqual([0, -Infinity, 2]);
    const histories = calls.filter((call) => call.path.endsWith("/get-history"));
    expect(histories.map(({ query }) => query.get("max_results"))).toEqual(Array(3).fill("25000"));
  });

  it("goes on from what it handed on before", async () => {
    const listed = [run("a"), run("b")];
    const { url } = await serve(oldServer([listed]));
    const update = await source(url).refresh(null);
    expect(update?.isComplete).toBe(true);
    const mark = update?.mark ?? null;
    expect(await source(url).refresh(mark)).toBeUndefined();
    listed.splice(0, 2, run("a", { run_name: "renamed" }));
    const later = await source(url).refresh(mark);
    expect(later?.runs.map(({ name }) => name)).toEqual(["renamed"]);
    expect(later?.removed).toEqual([update?.runs[1]?.id]);
  });

  it("leaves a server alone between looks", async () => {
    const { url, calls } = await serve(oldServer([[run("a")]]));
    const from = source(url);
    await from.refresh(null);
    const count = calls.length;
    for (let at = 0; at < 5; at++) expect(await from.refresh(null)).toBeUndefined();
    expect(calls.length).toBe(count);
  });
});

describe("access", () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  const password = { MLFLOW_TRACKING_USERNAME: "u", MLFLOW_TRACKING_PASSWORD: "p" };

  it.each<[string, Record<string, string>, string, string | undefined]>([
    ["nobody", {}, "", undefined],
    ["name and password", { ...password, MLFLOW_TRACKING_TOKEN: "t" }, "", basic("u:p")],
    ["a token", { MLFLOW_TRACKING_TOKEN: "t" }, "", "Bearer t"],
    [
      "the credentials file",
      {},
      "[mlflow]\nmlflow_tracking_username = f\nMLFLOW_TRACKING_PASSWORD: g\n",
      basic("f:g"),
    ],
    [
      "another section",
      {},
      "[other]\nmlflow_tracking_username = f\nmlflow_tracking_password = g\n",
      undefined,
    ],
  ])("by %s", async (_label, env, file, expected) => {
    if (file !== "") {
      mkdirSync(path.join(stores.root, ".mlflow"));
      writeFileSync(path.join(stores.root, ".mlflow", "credentials"), file);
    }
    const { url, calls } = await serve(oldServer([[]]));
    await source(url, env).refresh(null);
    expect(calls[0]?.headers.authorization).toBe(expected);
  });

  it("keeps the password of a URL out of names", async () => {
    const { url, calls } = await serve(oldServer([[run("a")]]));
    const from = source(url.replace("http://", "http://me:secret%21@"));
    const runs = await runsOf(from);
    expect(calls[0]?.headers.authorization).toBe(basic("me:secret!"));
    expect(JSON.stringify([from.key, runs])).not.toContain("secret");
  });

  it("carries no credentials to another host", async () => {
    const target = await serve(oldServer([[run("a")]]));
    const { url, calls } = await serve((call, response) => {
      response.writeHead(307, { Location: `${target.url}${call.path}` }).end();
      return {};
    });
    await source(url, password).refresh(null);
    expect(calls[0]?.headers.authorization).toBe(basic("u:p"));
    expect(target.calls.length).toBeGreaterThan(0);
    expect(target.calls.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it("connects to nothing in Restricted Mode", async () => {
    const { url, calls } = await serve(oldServer([[run("a")]]));
    const from = createMlflowServerSource(url, stores.context({ isTrusted: false }));
    await expect(from.refresh(null)).rejects.toMatchObject({ code: "server-untrusted" });
    expect(calls).toEqual([]);
  });
});

describe("failures", () => {
  it.each<[string, Answer, string]>([
    ["no access", (_, response) => response.writeHead(401).end("{}"), "server-refused"],
    ["an error", (_, response) => response.writeHead(500).end("<html>"), "server-answer"],
    ["another service", (_, response) => response.end("<html>"), "server-answer"],
    ["strange JSON", () => ({ experiments: 1, runs: "x", next_page_token: {} }), ""],
    ["a list", () => [1, 2], "server-answer"],
    [
      "endless redirects",
      (_, response) => response.writeHead(302, { Location: "/x" }).end(),
      "server-answer",
    ],
  ])("%s is told in a sentence, and not tried again at once", async (_label, answer, code) => {
    const { url, calls } = await serve(answer);
    const from = source(url);
    if (code === "") expect(await from.refresh(null)).toMatchObject({ runs: [] });
    else await expect(from.refresh(null)).rejects.toMatchObject({ name: "AppError", code });
    const count = calls.length;
    expect(await from.refresh(null)).toBeUndefined();
    expect(calls.length).toBe(count);
  });

  it.each(["databricks://x", "http://", "not an address"])("tells that %j is none", async (url) => {
    await expect(source(url).refresh(null)).rejects.toMatchObject({ code: "server-answer" });
  });

  it("tells of a server that is not there", async () => {
    await expect(source("http://127.0.0.1:9").refresh(null)).rejects.toMatchObject({
      code: "server-unreachable",
    });
  });
});
