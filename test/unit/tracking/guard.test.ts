import { readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { launchedId, sendRaw, startTestServer, type TestServer } from "./testServer.ts";

let host: TestServer;
beforeEach(async () => {
  host = await startTestServer();
});
afterEach(() => host.close());

describe("who is let in", () => {
  it("answers with the secret, on loopback names only", async () => {
    const target = `/l/${host.server.secret}/health`;
    expect(await sendRaw(host, target)).toEqual({ status: 200, text: "OK" });
    expect((await sendRaw(host, target, { headers: { Host: "localhost:80" } })).status).toBe(200);
    for (const name of ["evil.example", "127.0.0.1.evil.example", "localhost.evil"]) {
      expect((await sendRaw(host, target, { headers: { Host: name } })).status).toBe(403);
    }
  });

  it("refuses every origin", async () => {
    const target = `/l/${host.server.secret}/api/2.0/mlflow/experiments/get?experiment_id=0`;
    for (const origin of ["https://evil.example", `http://127.0.0.1:${host.server.port}`, "null"]) {
      const { status, text } = await sendRaw(host, target, { headers: { Origin: origin } });
      expect(status).toBe(403);
      expect(text).toContain("Cross-origin request blocked");
    }
  });

  it.each([
    (secret: string) => `/l/${secret.slice(0, -1)}${secret.endsWith("x") ? "y" : "x"}/health`,
    (secret: string) => `/l/${secret}x/health`,
    (secret: string) => `/l/${secret.slice(0, 5)}`,
    () => "/health",
    () => "/",
    (secret: string) => `/x/../l/${secret}/health`,
  ])("has nothing to say without the secret (%#)", async (target) => {
    const { status, text } = await sendRaw(host, target(host.server.secret));
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ error_code: "RESOURCE_DOES_NOT_EXIST" });
  });

  it("serves a page, the version, and stops the run when asked to", async () => {
    const page = await sendRaw(host, `/l/${host.server.secret}/`);
    expect(page.text).toContain(launchedId);
    expect((await sendRaw(host, `/l/${host.server.secret}/version`)).text).toMatch(/^\d+\.\d+/);
    const response = await fetch(`${host.server.uri}/sextant/stop`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ force: true }),
    });
    expect(await response.json()).toEqual({});
    expect(host.stopRequests).toEqual([{ force: true }]);
  });
});

describe("what is not served", () => {
  it.each([
    ["GET", "/api/2.0/mlflow/nothing"],
    ["GET", "/api/3.0/mlflow/server-features"],
    ["POST", "/api/2.0/mlflow/webhooks/create"],
    ["POST", "/api/2.0/mlflow/runs/get"],
    ["GET", "/v1/traces"],
    ["DELETE", "/api/2.0/mlflow/runs/create"],
  ])("%s %s is answered with 404 in JSON", async (method, target) => {
    const response = await fetch(`${host.server.uri}${target}`, { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error_code: "ENDPOINT_NOT_FOUND" });
  });

  it("says of multipart uploads what clients fall back on", async () => {
    const { uri } = host.server;
    const url = `${uri}/api/2.0/mlflow-artifacts/mpu/create/0/${launchedId}/artifacts/big`;
    const response = await fetch(url, { method: "POST" });
    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({
      error_code: "NOT_IMPLEMENTED",
      message: expect.stringMatching(
        /^Multipart upload is not supported for the current artifact repository/,
      ) as string,
    });
  });
});

describe("bodies that cannot be", () => {
  const send = (body: string, type = "application/json"): Promise<Response> =>
    fetch(`${host.server.uri}/api/2.0/mlflow/runs/log-batch`, {
      method: "POST",
      headers: { "Content-Type": type },
      body,
    });

  it.each([
    ["{", "BAD_REQUEST"],
    ["[]", "INVALID_PARAMETER_VALUE"],
    ["null", "INVALID_PARAMETER_VALUE"],
    ['{"run_id": 5}', "INVALID_PARAMETER_VALUE"],
    [`{"run_id": "${launchedId}", "metrics": 5}`, "INVALID_PARAMETER_VALUE"],
    [`{"run_id": "${launchedId}", "metrics": [5]}`, "INVALID_PARAMETER_VALUE"],
    ['{"run_id": "../../etc"}', "RESOURCE_DOES_NOT_EXIST"],
  ])("%s", async (body, code) => {
    const response = await send(body);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await response.json()).toMatchObject({ error_code: code });
  });

  it("must be said to be JSON", async () => {
    expect((await send("{}", "text/plain")).status).toBe(400);
  });

  it("must not be too large", async () => {
    await host.close();
    host = await startTestServer({ limits: { requestBytes: 1000, artifactBytes: 1000 } });
    const large = await send(JSON.stringify({ run_id: launchedId, x: "y".repeat(100_000) }));
    expect(large.status).toBe(413);
    const upload = await host.put(`0/${launchedId}/artifacts/big`, "x".repeat(5000));
    expect(upload.status).toBe(413);
    expect(readdirSync(runPaths(host.root, launchedId).folder)).not.toContain("big");
    expect(readdirSync(runPaths(host.root, launchedId).artifacts)).toEqual([]);
    const { status } = await host.post("runs/log-metric", {
      run_id: launchedId,
      key: "loss",
      value: 1,
      timestamp: 1,
    });
    expect(status).toBe(200);
  });
});
