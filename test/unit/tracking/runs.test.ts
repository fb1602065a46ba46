import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { RunJournal } from "../../../src/platform/runs/runJournal.ts";
import {
  createRun,
  getRun,
  launchedId,
  valuesOf,
  startTestServer,
  type TestServer,
} from "./testServer.ts";

let host: TestServer;
beforeEach(async () => {
  host = await startTestServer();
});
afterEach(() => host.close());

describe("the launched run", () => {
  it("is the first that the script creates, under the script's name", async () => {
    const { json } = await host.post("experiments/create", { name: "speed" });
    const experimentId = (json as { experiment_id: string }).experiment_id;
    expect(experimentId).toMatch(/^\d{18}$/);
    const runId = await createRun(host, {
      experiment_id: experimentId,
      run_name: "first",
      tags: [{ key: "team", value: "x" }],
    });
    expect(runId).toBe(launchedId);
    const { info, data } = await getRun(host, runId);
    expect(info).toMatchObject({
      run_name: "first",
      run_uuid: launchedId,
      experiment_id: experimentId,
      status: "RUNNING",
      artifact_uri: `mlflow-artifacts:/${experimentId}/${launchedId}/artifacts`,
      lifecycle_stage: "active",
    });
    expect(valuesOf(data["tags"])).toEqual({ team: "x", "mlflow.runName": "first" });
    expect(host.run()).toMatchObject({ name: "first", experiment: "speed", tags: { team: "x" } });
  });

  it("keeps the name that the user chose", async () => {
    await host.close();
    host = await startTestServer({ isNameChosen: true });
    await createRun(host, { run_name: "scripted" });
    const { info, data } = await getRun(host, launchedId);
    expect(info["run_name"]).toBe("brave-otter");
    expect(valuesOf(data["tags"])["mlflow.runName"]).toBe("brave-otter");
    expect(host.run().name).toBe("brave-otter");
  });

  it("never takes its status from a client, who is told what it said", async () => {
    await createRun(host);
    const { json } = await host.post("runs/update", {
      run_id: launchedId,
      status: "FINISHED",
      end_time: 1_795_194_379_322,
    });
    expect(json).toMatchObject({ run_info: { status: "FINISHED", end_time: 1_795_194_379_322 } });
    expect((await getRun(host, launchedId)).info["status"]).toBe("FINISHED");
    expect(host.run().status).toBe("running");
    host.server.closeOpenRuns({ status: "failed", time: 5 });
    expect(host.run().status).toBe("running");
  });

  it("may be written to by its id, and is then not given to another run", async () => {
    await host.post("runs/set-tag", { run_id: launchedId, key: "k", value: "v" });
    expect(await createRun(host)).not.toBe(launchedId);
    expect(host.run()).toMatchObject({ name: "brave-otter", tags: { k: "v" } });
  });

  it("keeps no secret that a client logs, and takes it again", async () => {
    await createRun(host);
    const param = { run_id: launchedId, key: "api_key", value: "sk-123" };
    expect((await host.post("runs/log-parameter", param)).status).toBe(200);
    expect((await host.post("runs/log-parameter", param)).status).toBe(200);
    await host.post("runs/log-batch", {
      run_id: launchedId,
      params: [{ key: "store", value: "https://ada:pw@host/x" }],
      tags: [{ key: "db.password", value: "pw" }],
    });
    const journal = readFileSync(runPaths(host.root, launchedId).journal, "utf8");
    expect(journal).not.toMatch(/sk-123|pw/);
    expect(host.run().params).toMatchObject({
      api_key: "********",
      store: "https://ada:********@host/x",
    });
    expect(host.run().tags["db.password"]).toBe("********");
  });

  it("lets a script log a parameter that the launch has recorded otherwise", async () => {
    await createRun(host);
    const log = (value: string) =>
      host.post("runs/log-parameter", { run_id: launchedId, key: "lr", value });
    expect((await log("0.001")).status).toBe(200);
    expect((await log("0.001")).status).toBe(200);
    const { status, json } = await log("0.2");
    expect(status).toBe(400);
    expect(json).toEqual({
      error_code: "INVALID_PARAMETER_VALUE",
      message:
        "Changing param values is not allowed. Param with key='lr' was already logged with" +
        ` value='0.001' for run ID='${launchedId}'. Attempted logging new value '0.2'.`,
    });
    expect(host.run().params["lr"]).toBe("0.001");
  });
});

describe("further runs", () => {
  it("are children of the launched one, with folders of their own", async () => {
    await createRun(host, { run_name: "first" });
    const second = await createRun(host, { run_name: "second", user_id: "ada" });
    const nested = await createRun(host, { tags: [{ key: "mlflow.parentRunId", value: second }] });
    expect(new Set([launchedId, second, nested]).size).toBe(3);
    expect(host.run(second)).toMatchObject({
      parentId: launchedId,
      name: "second",
      status: "running",
      user: "ada",
    });
    expect(host.run(nested).parentId).toBe(second);
    const { data } = await getRun(host, nested);
    expect(valuesOf(data["tags"])["mlflow.parentRunId"]).toBe(second);
  });

  it("have the code of the process that writes them, also behind a new server", async () => {
    const git = {
      ...{ commit: "a".repeat(40), branch: "main", remote: null },
      ...{ isDirty: true, snapshot: "b".repeat(40), subject: "s", author: "ada" },
      ...{ committedAt: 1, prefix: "", omitted: [{ path: "x", sizeBytes: 1, sha256: "" }] },
    };
    const writer = new RunJournal(runPaths(host.root, launchedId).journal);
    writer.append({ type: "git", git });
    writer.dispose();
    await host.restart();
    await createRun(host);
    expect(host.run(await createRun(host)).git).toEqual(git);
    await host.restart();
    expect(host.run(await createRun(host)).git).toEqual(git);
  });

  it("have the status that the client gives them", async () => {
    await createRun(host);
    const child = await createRun(host);
    const end = { run_id: child, status: "KILLED", end_time: 1_795_194_379_322 };
    await host.post("runs/update", end);
    expect(host.run(child)).toMatchObject({ status: "stopped", endTime: 1_795_194_379_322 });
    await host.post("runs/update", { run_id: child, status: "RUNNING" });
    expect(host.run(child).status).toBe("running");
  });

  it("end as the process has ended when nobody ended them", async () => {
    await createRun(host);
    const [open, ended] = [await createRun(host), await createRun(host)];
    await host.post("runs/update", { run_id: ended, status: "FINISHED" });
    host.server.closeOpenRuns({ status: "failed", time: 1_795_194_379_322 });
    expect(host.run(open)).toMatchObject({ status: "failed", endTime: 1_795_194_379_322 });
    expect(host.run(ended).status).toBe("finished");
  });

  it("are still its own to a server that replaces this one", async () => {
    await createRun(host, { run_name: "first" });
    const child = await createRun(host);
    const { uri } = host.server;
    await host.restart();
    expect(host.server.uri).toBe(uri);
    await host.post("runs/log-metric", { run_id: child, key: "a", value: 1, timestamp: 5 });
    const third = await createRun(host);
    expect(host.run(third).parentId).toBe(launchedId);
    await host.restart();
    host.server.closeOpenRuns({ status: "stopped", time: 9 });
    expect(host.run(child).status).toBe("stopped");
    expect(host.run(third).status).toBe("stopped");
  });

  it("do not run out of files, however many there are", async () => {
    await createRun(host);
    const ids: string[] = [];
    for (let index = 0; index < 80; index += 1) ids.push(await createRun(host));
    const [first = ""] = ids;
    await host.post("runs/log-metric", { run_id: first, key: "a", value: 1, timestamp: 5 });
    expect(host.run(first).metrics["a"]?.last).toBe(1);
  });

  it("of another launch can be resumed and written to", async () => {
    const other = "20261119-000000-zzzzzz";
    mkdirSync(runPaths(host.root, other).folder, { recursive: true });
    writeFileSync(
      runPaths(host.root, other).journal,
      `{"type":"run","v":1,"id":"${other}","name":"old","experiment":"Default","time":1795000000000}\n` +
        '{"step":1,"time":1795000000001,"loss":3}\n' +
        '{"type":"status","status":"failed","time":1795000000002}\n{"step":2,"lo',
    );
    expect((await getRun(host, other)).info).toMatchObject({ run_name: "old", status: "FAILED" });
    await host.post("runs/update", { run_id: other, status: "RUNNING", end_time: 1795000000002 });
    const point = { key: "loss", value: 2, timestamp: 1_795_000_000_009, step: 2 };
    await host.post("runs/log-metric", { run_id: other, ...point });
    expect(valuesOf((await getRun(host, other)).data["metrics"])).toEqual({ loss: 2 });
    expect(host.run(other)).toMatchObject({ status: "running", metrics: { loss: { count: 2 } } });
    host.server.closeOpenRuns({ status: "finished", time: 1_795_000_001_000 });
    expect(host.run(other).status).toBe("finished");
  });
});
