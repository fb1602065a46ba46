import { mkdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RunIndex } from "../../../src/platform/index/runIndex.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";
import {
  createRun,
  getRun,
  launchedId,
  startTestServer,
  type TestServer,
  type WireRun,
} from "./testServer.ts";

let host: TestServer;
beforeEach(async () => {
  host = await startTestServer();
});
afterEach(() => host.close());

describe("tags, names and lifecycle", () => {
  it("sets and deletes tags and renames", async () => {
    await createRun(host);
    await host.post("runs/set-tag", { run_id: launchedId, key: "k", value: "v" });
    await host.post("runs/log-batch", {
      run_id: launchedId,
      tags: [{ key: "mlflow.runName", value: "renamed" }],
    });
    expect(host.run()).toMatchObject({ name: "renamed", tags: { k: "v" } });
    await host.post("runs/update", { run_id: launchedId, run_name: "again" });
    await host.post("runs/delete-tag", { run_id: launchedId, key: "k" });
    expect((await host.post("runs/delete-tag", { run_id: launchedId, key: "k" })).status).toBe(404);
    expect(host.run()).toMatchObject({ name: "again", tags: { "mlflow.runName": "again" } });
  });

  it("deletes and restores runs", async () => {
    await createRun(host);
    const child = await createRun(host);
    await host.post("runs/delete", { run_id: child });
    const log = await host.post("runs/log-metric", {
      run_id: child,
      key: "a",
      value: 1,
      timestamp: 1,
    });
    expect(log.json).toMatchObject({
      message: `The run ${child} must be in the 'active' state. Current state is deleted.`,
    });
    const search = async (view: string) => {
      const { json } = await host.post("runs/search", {
        experiment_ids: ["0"],
        run_view_type: view,
      });
      return ((json as { runs?: WireRun[] }).runs ?? []).map(({ info }) => info["run_id"]);
    };
    expect((await host.post("runs/delete", { run_id: child })).status).toBe(200);
    expect(await search("ACTIVE_ONLY")).toEqual([launchedId]);
    expect(await search("DELETED_ONLY")).toEqual([child]);
    expect((await search("ALL")).sort()).toEqual([launchedId, child].sort());
    await host.post("runs/restore", { run_id: child });
    expect((await search("ACTIVE_ONLY")).length).toBe(2);
  });

  it("finds runs of other launches through the index", async () => {
    const other = "20261119-000000-zzzzzz";
    mkdirSync(runPaths(host.root, other).folder, { recursive: true });
    writeFileSync(
      runPaths(host.root, other).journal,
      `{"type":"run","v":1,"id":"${other}","name":"old","experiment":"Default","time":1795000000000}\n` +
        '{"type":"params","params":{"lr":"0.5"}}\n{"step":1,"time":1795000000001,"loss":3}\n',
    );
    const { json } = await host.post("runs/search", {
      experiment_ids: ["0"],
      filter: "metrics.loss > 2 and params.lr = '0.5'",
      max_results: 1,
    });
    expect((json as { runs: WireRun[] }).runs.map(({ info }) => info["run_name"])).toEqual(["old"]);
  });
});

describe("experiments", () => {
  it("has the default one, and refuses a name that is taken", async () => {
    const first = await host.get("experiments/get", { experiment_id: "0" });
    expect(first.json).toMatchObject({
      experiment: { name: "Default", artifact_location: "mlflow-artifacts:/0" },
    });
    expect((await host.post("experiments/create", { name: "Default" })).json).toMatchObject({
      error_code: "RESOURCE_ALREADY_EXISTS",
    });
    const missing = await host.get("experiments/get-by-name", { experiment_name: "none" });
    expect(missing).toEqual({
      status: 404,
      json: {
        error_code: "RESOURCE_DOES_NOT_EXIST",
        message: "Could not find experiment with name 'none'",
      },
    });
    const gone = await host.get("experiments/get", { experiment_id: "77" });
    expect(gone.json).toMatchObject({ message: "No Experiment with id=77 exists" });
  });

  it("gives two servers the same id for a name, and neither an error twice", async () => {
    const second = await startTestServer({ root: host.root });
    try {
      const made = await host.post("experiments/create", { name: "shared" });
      const found = await second.get("experiments/get-by-name", { experiment_name: "shared" });
      const { experiment_id: id } = made.json as { experiment_id: string };
      expect(found.json).toMatchObject({ experiment: { experiment_id: id } });
      const again = await second.post("experiments/create", { name: "shared" });
      expect(again.status).toBe(400);
    } finally {
      await second.close();
    }
  });

  it("renames with its runs, tags, deletes and restores", async () => {
    const { json } = await host.post("experiments/create", {
      name: "one",
      tags: [{ key: "a", value: "b" }],
    });
    const { experiment_id: id } = json as { experiment_id: string };
    await createRun(host, { experiment_id: id });
    await host.post("experiments/update", { experiment_id: id, new_name: "two" });
    expect(host.run().experiment).toBe("two");
    expect((await getRun(host, launchedId)).info["experiment_id"]).toBe(id);
    const again = await host.post("experiments/create", { name: "one" });
    expect((again.json as { experiment_id: string }).experiment_id).not.toBe(id);
    await host.post("experiments/set-experiment-tag", { experiment_id: id, key: "c", value: "d" });
    await host.post("experiments/delete", { experiment_id: id });
    const search = await host.post("experiments/search", { view_type: "DELETED_ONLY" });
    expect(search.json).toMatchObject({
      experiments: [
        {
          name: "two",
          tags: [
            { key: "a", value: "b" },
            { key: "c", value: "d" },
          ],
        },
      ],
    });
    await host.post("experiments/restore", { experiment_id: id });
    const active = await host.get("experiments/search", { max_results: "10", view_type: "1" });
    expect((active.json as { experiments: unknown[] }).experiments).toHaveLength(3);
  });

  it("delete their runs with them, and bring them back", async () => {
    const { json } = await host.post("experiments/create", { name: "short" });
    const { experiment_id: id } = json as { experiment_id: string };
    await createRun(host);
    const run = await createRun(host, { experiment_id: id });
    const call = (verb: string) => host.post(`experiments/${verb}`, { experiment_id: id });
    const gone = { status: 404, json: { message: `No Experiment with id=${id} exists` } };
    expect(await call("restore")).toMatchObject(gone);
    expect((await call("delete")).status).toBe(200);
    expect(await call("delete")).toMatchObject(gone);
    expect((await getRun(host, run)).info["lifecycle_stage"]).toBe("deleted");
    expect((await getRun(host, launchedId)).info["lifecycle_stage"]).toBe("active");
    const tag = { experiment_id: id, key: "a", value: "b" };
    expect((await host.post("experiments/set-experiment-tag", tag)).status).toBe(400);
    const rename = { experiment_id: id, new_name: "x" };
    expect((await host.post("experiments/update", rename)).status).toBe(400);
    expect((await call("restore")).status).toBe(200);
    expect((await getRun(host, run)).info["lifecycle_stage"]).toBe("active");
    expect((await host.post("experiments/update", { experiment_id: id })).json).toMatchObject({
      message: expect.stringContaining("required parameter 'new_name'") as string,
    });
  });
});

describe("runs that other tools wrote into the project", () => {
  it("are not the endpoint's: a client could neither read them nor write to them", async () => {
    await createRun(host);
    const index = RunIndex.open(host.root);
    index.refresh();
    const [own] = index.runs();
    index.close();
    if (own === undefined) throw new Error("no run");
    const foreign = { ...own, id: "tensorboard-0123456789ab", source: "tensorboard" };
    const source = { refresh: () => undefined, close: () => undefined };
    const runs = () => [own, { ...foreign, status: "running" as const }];
    const second = await startTestServer({
      root: host.root,
      openIndex: () => ({ ...source, runs }),
    });
    try {
      const { json } = await second.post("runs/search", { experiment_ids: ["0"] });
      expect((json as { runs: WireRun[] }).runs.map(({ info }) => info["run_id"])).toEqual([
        launchedId,
      ]);
    } finally {
      await second.close();
    }
  });
});
