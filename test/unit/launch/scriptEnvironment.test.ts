import { describe, expect, it } from "vitest";
import {
  scriptEnvironment,
  type Environment,
  type ScriptEnvironmentOptions,
} from "../../../src/core/launch/scriptEnvironment.ts";

const options: ScriptEnvironmentOptions = {
  runId: "r1",
  runFolder: "/p/.sextant/runs/r1",
  metricsFile: "/p/.sextant/runs/r1/metrics.jsonl",
  params: { lr: "0.1" },
  experiment: null,
  git: null,
  commandLine: "python train.py",
  trackingUri: "http://127.0.0.1:5000/l/secret",
  isWindows: false,
};

function check(
  own: Environment,
  changes: Partial<ScriptEnvironmentOptions>,
  expected: Environment,
): void {
  expect(scriptEnvironment(own, { ...options, ...changes })).toMatchObject(expected);
}

describe("a script's environment", () => {
  it("names the run, its files and its parameters", () => {
    check(
      { PATH: "/bin" },
      {},
      {
        PATH: "/bin",
        SEXTANT_RUN_ID: "r1",
        SEXTANT_RUN_DIR: "/p/.sextant/runs/r1",
        SEXTANT_METRICS: "/p/.sextant/runs/r1/metrics.jsonl",
        SEXTANT_PARAMS: '{"lr":"0.1"}',
        MLFLOW_TRACKING_URI: "http://127.0.0.1:5000/l/secret",
        MLFLOW_DISABLE_TELEMETRY: "true",
        PYTHONUNBUFFERED: "1",
      },
    );
  });

  it("unsets what would send metrics elsewhere", () => {
    const own = {
      MLFLOW_RUN_ID: "x",
      MLFLOW_WORKSPACE: "y",
      MLFLOW_EXPERIMENT_ID: "7",
      ELECTRON_RUN_AS_NODE: "1",
    };
    const env = scriptEnvironment(own, options);
    for (const name of Object.keys(own)) expect(env[name], name).toBeUndefined();
  });

  it("keeps calls to the endpoint away from a proxy", () => {
    expect(scriptEnvironment({}, options)).not.toHaveProperty("NO_PROXY");
    const own = { http_proxy: "http://proxy:3128", NO_PROXY: "corp.example" };
    const expected = "corp.example,127.0.0.1";
    check(own, {}, { no_proxy: expected, NO_PROXY: expected });
  });

  it("names an experiment only when the user did", () => {
    expect(scriptEnvironment({}, options)).not.toHaveProperty("MLFLOW_EXPERIMENT_NAME");
    check({}, { experiment: "mine" }, { MLFLOW_EXPERIMENT_NAME: "mine" });
  });

  it("adds the code to the tags that the user's environment asks for", () => {
    const git = {
      ...{ commit: "abc", branch: "main", remote: null, isDirty: true, snapshot: "def" },
      ...{ subject: null, author: null, committedAt: null, prefix: "", omitted: [] },
    };
    const own = { MLFLOW_RUN_CONTEXT: '{"team":"x","sextant.runId":"old"}' };
    const env = scriptEnvironment(own, { ...options, git });
    expect(JSON.parse(env["MLFLOW_RUN_CONTEXT"] ?? "")).toEqual({
      team: "x",
      "sextant.runId": "r1",
      "sextant.command": "python train.py",
      "sextant.snapshot": "def",
      "mlflow.source.git.commit": "abc",
      "mlflow.source.git.branch": "main",
      "mlflow.source.git.dirty": "true",
    });
  });

  it.each(["no json", "[1]", "null", '"x"'])("leaves out a context of %s", (context) => {
    const env = scriptEnvironment({ MLFLOW_RUN_CONTEXT: context }, options);
    expect(Object.keys(JSON.parse(env["MLFLOW_RUN_CONTEXT"] ?? "") as object)).toEqual([
      "sextant.runId",
      "sextant.command",
    ]);
  });

  it("leaves MLflow alone without an endpoint", () => {
    const env = scriptEnvironment(
      { MLFLOW_TRACKING_URI: "http://mine" },
      { ...options, trackingUri: null },
    );
    expect(env).toMatchObject({ MLFLOW_TRACKING_URI: "http://mine" });
    expect(env).not.toHaveProperty("MLFLOW_RUN_CONTEXT");
  });

  it("does not change what Python was told", () => {
    check({ PYTHONUNBUFFERED: "0" }, {}, { PYTHONUNBUFFERED: "0" });
    check({}, { isWindows: true }, { PYTHONIOENCODING: "utf-8" });
    check({ PYTHONIOENCODING: "cp1252" }, { isWindows: true }, { PYTHONIOENCODING: "cp1252" });
  });
});
