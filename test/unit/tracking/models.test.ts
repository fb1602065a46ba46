import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRun, getRun, launchedId, startTestServer, type TestServer } from "./testServer.ts";

let host: TestServer;
beforeEach(async () => {
  host = await startTestServer();
});
afterEach(() => host.close());

describe("logged models and inputs", () => {
  it("go from pending to ready with params, tags and metrics", async () => {
    await createRun(host);
    const { json } = await host.post("logged-models", {
      experiment_id: "0",
      name: "net",
      source_run_id: launchedId,
      params: [{ key: "lr", value: "0.1" }],
      tags: [{ key: "t", value: "1" }],
    });
    const { model } = json as { model: { info: Record<string, string> } };
    const id = model.info["model_id"] ?? "";
    expect(id).toMatch(/^m-[0-9a-f]{32}$/);
    expect(model.info["status"]).toBe("LOGGED_MODEL_PENDING");
    expect((await host.put(`0/models/${id}/artifacts/MLmodel`, "x")).status).toBe(200);
    await host.post(`logged-models/${id}`, { model_id: id, status: "LOGGED_MODEL_READY" }, "PATCH");
    await host.post(`logged-models/${id}/tags`, { tags: [{ key: "u", value: "2" }] }, "PATCH");
    await host.post(`logged-models/${id}/params`, { params: [{ key: "p", value: "3" }] });
    await host.post("runs/outputs", { run_id: launchedId, models: [{ model_id: id, step: 4 }] });
    const metric = { key: "acc", value: "NaN", timestamp: 5, step: 1, model_id: id };
    await host.post("runs/log-metric", { run_id: launchedId, ...metric, dataset_name: "d" });
    await host.post(`logged-models/${id}/tags/t`, {}, "DELETE");
    const found = await host.post("logged-models/search", {
      experiment_ids: ["0"],
      filter: "name = 'net'",
    });
    expect(found.json).toMatchObject({
      models: [
        {
          info: { status: "LOGGED_MODEL_READY", tags: [{ key: "u", value: "2" }] },
          data: {
            params: [
              { key: "lr", value: "0.1" },
              { key: "p", value: "3" },
            ],
            metrics: [{ key: "acc", value: "NaN", model_id: id, run_id: launchedId }],
          },
        },
      ],
    });
    expect((await getRun(host, launchedId)).outputs).toEqual({
      model_outputs: [{ model_id: id, step: 4 }],
    });
    const files = await host.get(`logged-models/${id}/artifacts/directories`);
    expect(files.json).toMatchObject({ files: [{ path: "MLmodel", file_size: 1 }] });
    await host.post(`logged-models/${id}`, {}, "DELETE");
    expect((await host.get(`logged-models/${id}`)).status).toBe(404);
    expect((await host.post(`logged-models/${id}`, {}, "DELETE")).status).toBe(200);
    expect((await host.post("logged-models/m-none", {}, "DELETE")).status).toBe(404);
    const none = await host.post("logged-models", { experiment_id: "0", name: "a/b" });
    expect(none.json).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
  });

  it("keeps data sets that a run reads", async () => {
    await createRun(host);
    const dataset = { name: "iris", digest: "d1", source_type: "code", source: "{}" };
    const tags = [{ key: "mlflow.data.context", value: "train" }];
    await host.post("runs/log-inputs", { run_id: launchedId, datasets: [{ tags, dataset }] });
    await host.post("runs/log-inputs", { run_id: launchedId, datasets: [{ dataset }] });
    expect((await getRun(host, launchedId)).inputs).toEqual({
      dataset_inputs: [{ tags, dataset }],
    });
    expect(host.run().datasets).toMatchObject([{ name: "iris", digest: "d1" }]);
    const wrong = await host.post("runs/log-inputs", { run_id: launchedId, datasets: [{}] });
    expect(wrong.status).toBe(400);
    const summary = { experiment_id: "0", name: "iris", digest: "d1", context: "train" };
    for (const prefix of ["/api/2.0/", "/ajax-api/2.0/", "/api/2.0"]) {
      const url = `${host.server.uri}${prefix}mlflow/experiments/search-datasets`;
      const body = JSON.stringify({ experiment_ids: ["0"] });
      const headers = { "Content-Type": "application/json" };
      const response = await fetch(url, { method: "POST", headers, body });
      expect(await response.json()).toEqual({ dataset_summaries: [summary] });
    }
    for (const ids of [[], Array.from({ length: 21 }, (_, at) => `${at}`)]) {
      const refused = await host.post("experiments/search-datasets", { experiment_ids: ids });
      expect(refused.status).toBe(400);
    }
  });

  it("keeps what clients of MLflow 2 say of models", async () => {
    await createRun(host);
    const model = { artifact_path: "m", flavors: {}, utc_time_created: "now", run_id: launchedId };
    const log = (json: string) =>
      host.post("runs/log-model", { run_id: launchedId, model_json: json });
    expect((await log(JSON.stringify(model))).status).toBe(200);
    expect((await log("{")).status).toBe(400);
    expect((await log("{}")).json).toMatchObject({
      message: expect.stringContaining("missing mandatory fields") as string,
    });
    expect(JSON.parse(host.run().tags["mlflow.log-model.history"] ?? "")).toEqual([model]);
  });
});
