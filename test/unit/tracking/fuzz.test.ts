import { connect } from "node:net";
import { readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { waitFor } from "../../support/waitFor.ts";
import { createRun, launchedId, sendRaw, startTestServer, type TestServer } from "./testServer.ts";

let host: TestServer;
let runId: string;
beforeEach(async () => {
  host = await startTestServer();
  runId = await createRun(host);
});
afterEach(() => host.close());

/** Random numbers in [0, 1) that are the same each time (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const endpoints = [
  ...["POST runs/create", "GET runs/get", "POST runs/update", "POST runs/search"],
  ...["POST runs/log-metric", "POST runs/log-parameter", "POST runs/log-batch"],
  ...["POST runs/set-tag", "POST runs/delete-tag", "POST runs/log-inputs", "POST runs/outputs"],
  ...["POST runs/log-model", "GET metrics/get-history", "GET metrics/get-history-bulk-interval"],
  ...["GET artifacts/list", "POST experiments/create", "POST experiments/search"],
  ...["POST experiments/set-experiment-tag", "POST logged-models", "POST logged-models/search"],
  ...["POST experiments/search-datasets", "POST registered-models/create"],
  ...[
    "GET registered-models/get",
    "PATCH registered-models/update",
    "GET registered-models/search",
  ],
  ...["POST registered-models/rename", "DELETE registered-models/delete"],
  ...["POST registered-models/get-latest-versions", "POST registered-models/set-tag"],
  ...["DELETE registered-models/delete-tag", "POST registered-models/alias"],
  ...["DELETE registered-models/alias", "GET registered-models/alias"],
  ...["POST model-versions/create", "GET model-versions/get", "PATCH model-versions/update"],
  ...["POST model-versions/transition-stage", "DELETE model-versions/delete"],
  ...["GET model-versions/search", "GET model-versions/get-download-uri"],
  ...["POST model-versions/set-tag", "DELETE model-versions/delete-tag"],
];
const names =
  "run_id key value timestamp step metrics params tags name status experiment_id filter order_by max_results page_token metric_key run_ids path datasets dataset models model_json view_type start_step end_step version alias source stage stages new_name description experiment_ids archive_existing_versions __proto__ constructor".split(
    " ",
  );

describe("requests of nonsense", () => {
  it("are answered as the client's fault, and harm nothing", async () => {
    const random = createRandom(20_261_120);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const scalars = [
      ...[null, true, false, 0, -1, 1e308, 2 ** 63, 0.5, "", "NaN", "-Infinity", "1e999", "\0"],
      ...["__proto__", "../../x", "a".repeat(300), "\ud800", "' or ''='", "metrics.a > 1", "损失"],
      ...[
        "net",
        "net",
        "1",
        "1",
        "models:/net/1",
        "Production",
        "s3://bucket/%25%32%65",
        "name DESC",
      ],
    ];
    const valueOf = (depth: number): unknown => {
      const kind = random();
      if (depth > 3 || kind < 0.6) return pick([...scalars, runId, runId]);
      if (kind < 0.8) return Array.from({ length: random() * 4 }, () => valueOf(depth + 1));
      return objectOf(depth + 1);
    };
    const objectOf = (depth: number): object => {
      const entries = Array.from({ length: 1 + random() * 6 }, () => [pick(names), valueOf(depth)]);
      return Object.fromEntries(entries) as object;
    };
    for (let turn = 0; turn < 2500; turn++) {
      const [method = "", path = ""] = pick(endpoints).split(" ");
      const fields: Record<string, unknown> = {
        ...(random() < 0.7 ? { run_id: runId } : {}),
        ...(random() < 0.5 ? { name: "net", version: "1" } : {}),
        ...objectOf(0),
      };
      const texts = Object.entries(fields).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]);
      const query = Object.fromEntries(texts) as Record<string, string>;
      const { status, json } =
        method === "GET" ? await host.get(path, query) : await host.post(path, fields, method);
      expect(status, `${turn}: ${method} ${path} ${JSON.stringify({ fields, json })}`).toBeLessThan(
        500,
      );
    }
    const point = { key: "alive", value: 1, timestamp: 1e12, step: 1 };
    expect(
      (await host.post("runs/log-metric", { run_id: await createRun(host), ...point })).status,
    ).toBe(200);
    expect(host.run().id).toBe(launchedId);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  }, 60_000);

  it("are refused when a key is a megabyte long, in few words", async () => {
    const key = "k".repeat(1024 * 1024);
    const named = { name: "net", source: "s3://b/m", alias: "a", version: "1", stage: "None" };
    await host.post("registered-models/create", named);
    const inRegistry: readonly (readonly [string, object])[] = [
      ["registered-models/create", { name: key }],
      ["registered-models/create", { name: `${key}/` }],
      ["registered-models/rename", { ...named, new_name: key }],
      ["registered-models/alias", { ...named, alias: key }],
      ["registered-models/alias", { ...named, alias: `${key}.` }],
      ["registered-models/get-latest-versions", { ...named, stages: [key] }],
      ["model-versions/create", { ...named, source: key }],
      ["model-versions/create", { ...named, source: `s3://b/${"%25".repeat(300_000)}` }],
      ["model-versions/set-tag", { ...named, version: key, key: "k" }],
      ["model-versions/transition-stage", { ...named, stage: key }],
    ];
    for (const [path, fields] of inRegistry) {
      const reply = await host.post(path, fields);
      expect(reply.status, path).toBe(400);
      expect(JSON.stringify(reply.json).length, path).toBeLessThan(3000);
    }
    for (const path of ["runs/log-metric", "runs/log-parameter", "runs/set-tag"]) {
      const reply = await host.post(path, { run_id: runId, key, value: "1", timestamp: 1 });
      expect(reply.status).toBe(400);
      expect(JSON.stringify(reply.json).length).toBeLessThan(3000);
    }
  });

  it.each([
    "GET / HTTP/9.9\r\n\r\n",
    "\0\0\0\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
  ])("are cut off when they are no HTTP: %j", async (text) => {
    const socket = connect(host.server.port, "127.0.0.1");
    socket.on("error", () => undefined);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.resume();
    socket.write(text);
    await closed;
    expect((await sendRaw(host, new URL(host.server.uri).pathname)).status).toBe(200);
  });
});

describe("an upload that is broken off", () => {
  it("leaves neither half a file nor a trace in the journal", async () => {
    const { pathname } = new URL(host.server.uri);
    const { folder, artifacts } = runPaths(host.root, runId);
    const before = readdirSync(folder).sort();
    const socket = connect(host.server.port, "127.0.0.1");
    const target = `${pathname}/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/model.bin`;
    socket.write(
      `PUT ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nhalf`,
    );
    await waitFor(() => readdirSync(folder).some((name) => name.includes(".upload-")), {
      label: "the upload has begun",
    });
    socket.destroy();
    await waitFor(() => !readdirSync(folder).some((name) => name.includes(".upload-")), {
      label: "the half file is gone",
    });
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(readdirSync(artifacts)).toEqual([]);
    expect(host.journal(runId).filter(({ type }) => type === "artifact")).toEqual([]);
  });
});
