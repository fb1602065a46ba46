import { execFile } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { projectPaths } from "../../../src/platform/runs/project.ts";
import { RegistryStore } from "../../../src/platform/tracking/registryStore.ts";
import { createRun, startTestServer, type Reply, type TestServer } from "./testServer.ts";

let host: TestServer;
beforeEach(async () => {
  host = await startTestServer();
});
afterEach(() => host.close());

interface WireVersion {
  readonly version: string;
  readonly [field: string]: unknown;
}

function createModel(name = "net", fields: object = {}): Promise<Reply> {
  return host.post("registered-models/create", { name, ...fields });
}

async function createVersion(name = "net", fields: object = {}): Promise<WireVersion> {
  const source = "s3://bucket/model";
  const { json } = await host.post("model-versions/create", { name, source, ...fields });
  return (json as { model_version: WireVersion }).model_version;
}

async function namesFound(query: Record<string, string>): Promise<unknown[]> {
  const { json } = await host.get("registered-models/search", query);
  const { registered_models: found = [] } = json as { registered_models?: { name: string }[] };
  return found.map(({ name }) => name);
}

async function versionsFound(query: Record<string, string>): Promise<unknown[]> {
  const { json } = await host.get("model-versions/search", query);
  const { model_versions: found = [] } = json as { model_versions?: WireVersion[] };
  return found.map(({ name, version }) => `${String(name)} ${version}`);
}

describe("registered models", () => {
  it("are named in the tags of the run that made them, when it is one of the project", async () => {
    await createModel();
    const runId = await createRun(host);
    await createVersion("net", { run_id: runId });
    await createVersion("net", { run_id: "0".repeat(32) });
    const { json } = await host.get("runs/get", { run_id: runId });
    expect(json).toMatchObject({
      run: {
        data: {
          tags: expect.arrayContaining([
            { key: "mlflow.registered.net", value: "version 1" },
          ]) as unknown,
        },
      },
    });
  });

  it("are created once, renamed, described, tagged and deleted", async () => {
    const tags = [{ key: "a", value: "1" }];
    const made = await createModel("net", { description: "first", tags });
    expect(made).toMatchObject({
      status: 200,
      json: { registered_model: { name: "net", description: "first", tags } },
    });
    expect(await createModel()).toEqual({
      status: 400,
      json: {
        error_code: "RESOURCE_ALREADY_EXISTS",
        message: "Registered Model (name=net) already exists.",
      },
    });
    await host.post("registered-models/update", { name: "net", description: "second" }, "PATCH");
    await host.post("registered-models/set-tag", { name: "net", key: "b", value: "2" });
    await host.post("registered-models/delete-tag", { name: "net", key: "a" }, "DELETE");
    await createVersion();
    await host.post("registered-models/alias", { name: "net", alias: "best", version: "1" });
    await host.post("registered-models/rename", { name: "net", new_name: "web" });
    await createModel("other");
    const taken = await host.post("registered-models/rename", { name: "other", new_name: "web" });
    expect(taken.json).toMatchObject({ error_code: "RESOURCE_ALREADY_EXISTS" });
    expect((await host.get("registered-models/get", { name: "web" })).json).toMatchObject({
      registered_model: {
        name: "web",
        description: "second",
        tags: [{ key: "b", value: "2" }],
        aliases: [{ alias: "best", version: "1" }],
        latest_versions: [{ name: "web", version: "1" }],
      },
    });
    expect((await host.get("registered-models/get", { name: "net" })).status).toBe(404);
    await host.post("registered-models/delete", { name: "web" }, "DELETE");
    expect(await namesFound({})).toEqual(["other"]);
    await createModel("web");
    expect((await createVersion("web")).version).toBe("1");
  });

  it("have the same answers below the prefix of the interface, and lists of MLflow 1", async () => {
    await createModel();
    for (const prefix of ["/ajax-api/2.0/mlflow", "/api/2.0/preview/mlflow"]) {
      for (const call of ["search", "list"]) {
        const response = await fetch(`${host.server.uri}${prefix}/registered-models/${call}`);
        expect(await response.json()).toMatchObject({ registered_models: [{ name: "net" }] });
      }
    }
  });

  it.each([
    ["registered-models/create", { name: "a/b" }],
    ["registered-models/create", { name: " " }],
    ["registered-models/create", { name: "x".repeat(257) }],
    ["registered-models/create", { name: "t", tags: [{ key: "../k", value: "" }] }],
    ["registered-models/create", { name: "t", tags: [{ key: "k", value: "x".repeat(100_001) }] }],
    ["registered-models/alias", { name: "net", alias: "LATEST", version: "1" }],
    ["registered-models/alias", { name: "net", alias: "v1", version: "1" }],
    ["registered-models/alias", { name: "net", alias: "a b", version: "1" }],
    ["registered-models/alias", { name: "net", alias: "a", version: "one" }],
    ["model-versions/create", { name: "net", source: "/etc/passwd" }],
    ["model-versions/create", { name: "net", source: "mlflow-artifacts:/0/x/artifacts" }],
    ["model-versions/create", { name: "net", source: "s3://bucket/%252e%252e/x" }],
    ["model-versions/create", { name: "net", source: `s3://b/${"%25".repeat(5000)}` }],
    [
      "model-versions/create",
      { name: "net", source: "models:/m-00000000000000000000000000000000" },
    ],
    ["model-versions/transition-stage", { name: "net", version: "1", stage: "Best" }],
    [
      "model-versions/transition-stage",
      { name: "net", version: "1", stage: "None", archive_existing_versions: true },
    ],
  ])("refuse: %s %j", async (call, fields) => {
    await createModel();
    await createVersion();
    const { status, json } = await host.post(call, fields);
    expect({ status, json }).toMatchObject({
      status: 400,
      json: { error_code: "INVALID_PARAMETER_VALUE" },
    });
  });

  it("are searched and paged", async () => {
    for (const name of ["b", "a 1", "a 2"]) {
      await createModel(name, { tags: [{ key: "kind", value: name[0] }] });
    }
    await createModel("p", { tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }] });
    expect(await namesFound({})).toEqual(["a 1", "a 2", "b"]);
    expect(await namesFound({ filter: "name LIKE 'a%'", order_by: "name DESC" })).toEqual([
      "a 2",
      "a 1",
    ]);
    expect(await namesFound({ filter: "tags.kind != 'a'" })).toEqual(["b"]);
    expect(await namesFound({ filter: "tags.`mlflow.prompt.is_prompt` = 'true'" })).toEqual(["p"]);
    const first = await host.get("registered-models/search", { max_results: "2" });
    const { next_page_token: token } = first.json as { next_page_token: string };
    expect(await namesFound({ max_results: "2", page_token: token })).toEqual(["b"]);
    for (const bad of ["name > 'a'", "x = 'a'", "name = 'a' OR name = 'b'"]) {
      expect((await host.get("registered-models/search", { filter: bad })).status).toBe(400);
    }
    for (const size of ["0", "-1", "1001", "x"]) {
      expect((await host.get("registered-models/search", { max_results: size })).status).toBe(400);
    }
  });
});

describe("versions", () => {
  it("are numbered, described, tagged, staged and deleted", async () => {
    await createModel();
    const first = await createVersion("net", { description: "one", run_link: "http://x" });
    expect(first).toMatchObject({
      version: "1",
      current_stage: "None",
      status: "READY",
      source: "s3://bucket/model",
      description: "one",
      run_link: "http://x",
    });
    await createVersion();
    const at = { name: "net", version: "2" };
    await host.post("model-versions/set-tag", { ...at, key: "k", value: "v" });
    await host.post("model-versions/set-tag", { ...at, key: "gone", value: "v" });
    await host.post("model-versions/delete-tag", { ...at, key: "gone" }, "DELETE");
    await host.post("model-versions/update", { ...at, description: "two" }, "PATCH");
    await host.post("registered-models/alias", { ...at, alias: "best" });
    const stage = (version: string, name: string, archive = false) =>
      host.post("model-versions/transition-stage", {
        ...{ name: "net", version, stage: name },
        archive_existing_versions: archive,
      });
    await stage("1", "production");
    await stage("2", "Production", true);
    const latest = await host.post("registered-models/get-latest-versions", { name: "net" });
    expect(latest.json).toMatchObject({
      model_versions: [
        { version: "2", current_stage: "Production", aliases: ["best"], description: "two" },
        { version: "1", current_stage: "Archived" },
      ],
    });
    const best = await host.get("registered-models/alias", { name: "net", alias: "best" });
    expect(best.json).toMatchObject({
      model_version: { version: "2", tags: [{ key: "k", value: "v" }] },
    });
    await host.post("model-versions/delete", at, "DELETE");
    expect((await host.get("model-versions/get", at)).status).toBe(404);
    expect(
      (await host.get("registered-models/alias", { name: "net", alias: "best" })).json,
    ).toMatchObject({ message: "Registered model alias best not found." });
    expect((await createVersion()).version).toBe("3");
    const newest = await host.get("registered-models/alias", { name: "net", alias: "latest" });
    expect(newest.json).toMatchObject({ model_version: { version: "3" } });
  });

  it("come from runs, logged models and other versions", async () => {
    const runId = await createRun(host);
    await createModel();
    const artifacts = `mlflow-artifacts:/0/${runId}/artifacts`;
    await createVersion("net", { source: `${artifacts}/clf`, run_id: runId });
    const { json } = await host.post("logged-models", {
      ...{ experiment_id: "0", name: "clf", source_run_id: runId },
    });
    const { info } = (json as { model: { info: Record<string, string> } }).model;
    const modelId = info["model_id"] ?? "";
    await createVersion("net", { source: `models:/${modelId}`, model_id: modelId });
    await createModel("copy");
    const copy = await createVersion("copy", { source: "models:/net/latest" });
    expect(copy).toMatchObject({ source: "models:/net/2", run_id: runId });
    const uriOf = async (name: string, version: string) =>
      (await host.get("model-versions/get-download-uri", { name, version })).json;
    expect(await uriOf("net", "1")).toEqual({ artifact_uri: `${artifacts}/clf` });
    expect(await uriOf("copy", "1")).toEqual({ artifact_uri: info["artifact_uri"] });
    expect(await versionsFound({ filter: `run_id = '${runId}'` })).toEqual([
      "copy 1",
      "net 2",
      "net 1",
    ]);
    expect(await versionsFound({ filter: "version_number > '1'" })).toEqual(["net 2"]);
    const model = await host.get(`logged-models/${modelId}`);
    expect(JSON.stringify(model.json)).toContain("mlflow.modelVersions");
  });
});

describe("the registry's file", () => {
  it("is one for the project, and outlives its servers", async () => {
    const second = await startTestServer({ root: host.root });
    try {
      await createModel();
      await createVersion();
      const source = "s3://bucket/second";
      const next = await second.post("model-versions/create", { name: "net", source });
      expect(next.json).toMatchObject({ model_version: { version: "2" } });
      await second.post("registered-models/alias", { name: "net", alias: "a", version: "2" });
    } finally {
      await second.close();
    }
    await host.restart();
    expect(
      (await host.get("registered-models/alias", { name: "net", alias: "a" })).json,
    ).toMatchObject({ model_version: { version: "2", source: "s3://bucket/second" } });
  });

  it("is read past what is broken in it, and no answer is lost behind a torn line", async () => {
    const file = projectPaths(host.root).registry;
    await createModel();
    appendFileSync(
      file,
      'garbage\n{"type":"version"}\n{"type":"tags","model":"nobody","tags":{}}\n',
    );
    appendFileSync(file, '{"type":"model","v":1,"id":"torn');
    await createModel("after");
    expect((await createVersion("after")).version).toBe("1");
    await host.restart();
    expect(await namesFound({})).toEqual(["after", "net"]);
  });

  it("is read as version 1 wrote it, for ever", async () => {
    const lines = [
      '{"type":"model","v":1,"id":"m1","name":"net","description":"d","tags":{"a":"1"},"time":5}',
      '{"type":"version","id":"v1","model":"m1","source":"models:/m-1","storage":"s3://b/1","runId":"r1","runLink":"l","description":"one","tags":{"t":"1"},"time":6}',
      '{"type":"version","id":"v2","model":"m1","source":"s","storage":"s","runId":"","runLink":"","description":"","tags":{},"time":7}',
      '{"type":"model","v":1,"id":"m2","name":"net","description":"late","tags":{},"time":8}',
      '{"type":"rename","model":"m1","name":"web","time":9}',
      '{"type":"description","model":"m1","version":2,"description":"two","time":10}',
      '{"type":"description","model":"m1","description":"dd","time":11}',
      '{"type":"tags","model":"m1","tags":{"a":null,"b":"2"}}',
      '{"type":"tags","model":"m1","version":1,"tags":{"u":"3"}}',
      '{"type":"alias","model":"m1","alias":"x","version":1}',
      '{"type":"alias","model":"m1","alias":"y","version":1}',
      '{"type":"alias","model":"m1","alias":"y","version":null}',
      '{"type":"stage","model":"m1","version":1,"stage":"Staging","archivesOthers":false,"time":12}',
      '{"type":"delete","model":"m1","version":2,"time":13}',
    ];
    writeFileSync(projectPaths(host.root).registry, `${lines.join("\n")}\n`);
    const { json } = await host.get("registered-models/get", { name: "web" });
    expect(json).toEqual({
      registered_model: {
        name: "web",
        creation_timestamp: 5,
        last_updated_timestamp: 13,
        description: "dd",
        latest_versions: [
          {
            name: "web",
            version: "1",
            creation_timestamp: 6,
            last_updated_timestamp: 12,
            current_stage: "Staging",
            description: "one",
            source: "models:/m-1",
            run_id: "r1",
            status: "READY",
            tags: [
              { key: "t", value: "1" },
              { key: "u", value: "3" },
            ],
            run_link: "l",
          },
        ],
        tags: [{ key: "b", value: "2" }],
        aliases: [{ alias: "x", version: "1" }],
      },
    });
    expect(await namesFound({})).toEqual(["web"]);
    expect((await createVersion("web")).version).toBe("3");
    const uri = await host.get("model-versions/get-download-uri", { name: "web", version: "1" });
    expect(uri.json).toEqual({ artifact_uri: "s3://b/1" });
  });

  it("names tags and models as they are named", async () => {
    const name = "__proto__";
    await createModel(name, { tags: [{ key: "__proto__", value: "x" }] });
    expect(await namesFound({ filter: "tags.`__proto__` = 'x'" })).toEqual([name]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    await createModel("secret", { tags: [{ key: "api_key", value: "abc123" }] });
    expect(readFileSync(projectPaths(host.root).registry, "utf8")).not.toContain("abc123");
  });
});

describe("several writers", () => {
  it("get one number each, and one of them the name", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "sextant-registry-"));
    const file = path.join(folder, "registry.jsonl");
    const script = path.join(folder, "writer.mts");
    const module = path.resolve(
      import.meta.dirname,
      "../../../src/platform/tracking/registryStore.ts",
    );
    writeFileSync(
      script,
      `import { RegistryStore } from ${JSON.stringify(module)};
       const store = new RegistryStore(${JSON.stringify(file)}, { now: () => 1 });
       let created = 0;
       try { store.create({ name: "net", description: "", tags: {} }); created = 1; } catch {}
       const model = store.get("net");
       const place = { source: "s", storage: "s", runId: "", runLink: "", description: "", tags: {} };
       const numbers = Array.from({ length: 50 }, () => store.createVersion(model, place).version);
       console.log(JSON.stringify({ created, numbers }));`,
    );
    try {
      const outputs = await Promise.all(
        Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, [script])),
      );
      const told = outputs.map(
        ({ stdout }) => JSON.parse(stdout) as { created: number; numbers: number[] },
      );
      expect(told.reduce((sum, { created }) => sum + created, 0)).toBe(1);
      const numbers = told.flatMap((each) => each.numbers).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
      const store = new RegistryStore(file, { now: () => 2 });
      expect(store.get("net").versions.size).toBe(200);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
