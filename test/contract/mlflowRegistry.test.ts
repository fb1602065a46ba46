import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { startTestServer, type TestServer } from "../unit/tracking/testServer.ts";
import { runScript, startStockServer } from "./mlflowProject.ts";

const calls = path.join(import.meta.dirname, "mlflow_registry.py");
const script = path.join(import.meta.dirname, "mlflow_registry_client.py");

let python: string;
beforeAll(() => {
  python = ensurePythonEnv("mlflow");
});

type Answer = readonly [call: string, status: number, body: unknown];

describe("every call of the registry", () => {
  it("is answered as MLflow's own server answers it", async () => {
    const host = await startTestServer();
    const stock = await startStockServer(python);
    try {
      const [expected, actual] = await Promise.all(
        [stock.uri, host.server.uri].map((uri) => runScript(python, [calls, uri], uri)),
      );
      expect(expected?.exitCode, expected?.output).toBe(0);
      expect(actual?.exitCode, actual?.output).toBe(0);
      const answers = actual?.facts["answers"] as readonly Answer[];
      expect(answers.length).toBeGreaterThan(350);
      expect(answers).toEqual(expected?.facts["answers"]);
    } finally {
      await stock.stop();
      await host.close();
    }
  });
});

describe("models that the newest client registers", () => {
  let host: TestServer;
  let second: TestServer;
  beforeAll(async () => {
    host = await startTestServer();
    second = await startTestServer({ root: host.root });
  });
  afterAll(async () => {
    await second.close();
    await host.close();
  });

  it("are found by name, alias and stage, in whichever run of the project", async () => {
    const first = await runScript(python, [script, "register"], host.server.uri);
    expect(first.exitCode, first.output).toBe(0);
    const { facts } = first;
    const runId = facts["run_id"];
    const source = expect.stringMatching(/^(mlflow-artifacts|models):\//) as string;
    expect(facts).toMatchObject({
      copied: ["copied", "models:/net/1"],
      sources: [source, source, source],
      run_ids: [runId, runId, runId],
      how: { how: "run" },
      net: ["a net", { team: "red" }, { champion: "2" }],
      errors: [
        "RESOURCE_ALREADY_EXISTS",
        "RESOURCE_DOES_NOT_EXIST",
        ...Array.from({ length: 3 }, () => "INVALID_PARAMETER_VALUE"),
        "RESOURCE_DOES_NOT_EXIST",
        ...Array.from({ length: 2 }, () => "INVALID_PARAMETER_VALUE"),
      ],
      void: "void",
      prompt: [1, "Hello Ada"],
      found: ["copied", "net"],
      pages: 2,
      token: true,
    });
    expect((facts["versions"] as unknown[]).map(String)).toEqual(["1", "2", "3", "1"]);
    expect(facts["logged"]).toContainEqual({ name: "net", version: 1 });

    const later = await runScript(python, [script, "load"], second.server.uri);
    expect(later.exitCode, later.output).toBe(0);
    expect(later.facts).toMatchObject({
      loaded: Array.from({ length: 7 }, () => facts["expected"]),
      next: "4",
      left: ["1", "3", "4"],
    });
    const alias = await host.get("registered-models/alias", { name: "net", alias: "champion" });
    expect(alias.status).toBe(400);
  });
});

describe("what the newest client deletes", () => {
  it("is gone, and comes back when it is restored", async () => {
    const host = await startTestServer();
    try {
      const { exitCode, output, facts } = await runScript(
        python,
        [script, "tidy"],
        host.server.uri,
      );
      expect(exitCode, output).toBe(0);
      expect(facts).toMatchObject({
        sizes: [7 * 1024 * 1024],
        same: true,
        left: [],
        stages: [
          ["deleted", "active"],
          ["active", "active"],
          ["deleted", "deleted"],
          ["active", "active"],
        ],
        name: "tidied",
        tags: { a: null, b: "2" },
        gone: "RESOURCE_DOES_NOT_EXIST",
      });
      expect(host.run(String(facts["run_id"]))).toMatchObject({ experiment: "tidied" });
    } finally {
      await host.close();
    }
  });
});
