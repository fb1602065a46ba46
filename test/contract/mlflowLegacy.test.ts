import path from "node:path";
import { describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { startTestServer } from "../unit/tracking/testServer.ts";
import { runScript } from "./mlflowProject.ts";

/** Clients of MLflow 2 and 1, unchanged: what they logged, and what they were told. */
const script = path.join(import.meta.dirname, "mlflow_legacy.py");

describe("a client of an earlier MLflow", () => {
  it.each([
    ["2.22.0", "mlflow-legacy"],
    ["1.30.1", "mlflow-oldest"],
  ])("%s logs, registers and finds", async (version, environment) => {
    const python = ensurePythonEnv(environment);
    const host = await startTestServer();
    try {
      const { exitCode, output, facts } = await runScript(python, [script], host.server.uri);
      expect(exitCode, output).toBe(0);
      const runId = String(facts["run_id"]);
      const source = expect.stringMatching(
        new RegExp(`^mlflow-artifacts:/\\d+/${runId}/artifacts/model$`),
      ) as string;
      expect(facts).toEqual({
        version,
        run_id: runId,
        params: { lr: "0.1", a: "1", b: "x" },
        metrics: { loss: 0.2, nan: "nan", inf: "inf" },
        history: [1, 2, 3, 4, 5].map((n) => [n - 1, 1 / n]),
        listed: ["dir", "f.txt", "model", "t.txt"],
        downloaded: ["f.txt", "sub/g ü.bin"],
        logged_models: 1,
        first: ["1", runId, source],
        stage: "Production",
        alias: version.startsWith("2") ? "2" : null,
        model_files: expect.arrayContaining(["MLmodel", "weights"]) as string[],
        versions: { 1: ["Archived", "", "READY"], 2: ["Production", "described", "READY"] },
        latest: { Production: "2", Archived: "1" },
        uri: source,
        models: ["renamed"],
        left: ["2"],
        found: [runId],
        deleted: ["deleted", "deleted", "active"],
        experiments: ["Default", "legacy", "other 2"],
      });
      const run = host.run(runId);
      expect(run).toMatchObject({ name: "old", experiment: "legacy", tags: { k: "v", k2: "w" } });
      expect(run.metrics["loss"]).toMatchObject({ count: 5, last: 0.2, lastStep: 4 });
    } finally {
      await host.close();
    }
  });
});
