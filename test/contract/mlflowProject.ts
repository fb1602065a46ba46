import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { waitFor } from "../support/waitFor.ts";

export interface ScriptOutcome {
  readonly exitCode: number | null;
  readonly output: string;
  /** What the script printed of itself. */
  readonly facts: Readonly<Record<string, unknown>>;
}

const quiet = { MLFLOW_DISABLE_TELEMETRY: "true", GIT_PYTHON_REFRESH: "quiet" };

/** Runs a Python script whose MLflow client talks to `uri`. */
export async function runScript(
  python: string,
  argv: readonly string[],
  uri: string,
): Promise<ScriptOutcome> {
  const cwd = mkdtempSync(path.join(os.tmpdir(), "sextant-contract-"));
  const env = { ...process.env, ...quiet, MLFLOW_TRACKING_URI: uri, PYTHONIOENCODING: "utf-8" };
  const child = spawn(python, argv, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  rmSync(cwd, { recursive: true, force: true });
  const line = /^REPORT (.*)$/m.exec(output)?.[1] ?? "{}";
  return { exitCode, output, facts: JSON.parse(line) as Record<string, unknown> };
}

export interface StockServer {
  readonly uri: string;
  stop(): Promise<void>;
}

/** MLflow's own server on an empty store. */
export async function startStockServer(python: string): Promise<StockServer> {
  const cwd = mkdtempSync(path.join(os.tmpdir(), "sextant-stock-"));
  const port = await freePort();
  const where = ["--host", "127.0.0.1", "--port", String(port), "--workers", "1"];
  const stores = ["--backend-store-uri", "sqlite:///m.db", "--artifacts-destination", "./files"];
  const child = spawn(python, ["-m", "mlflow", "server", ...where, ...stores], {
    cwd,
    env: { ...process.env, ...quiet },
    stdio: "ignore",
    // A group of its own, so that its workers end with it.
    detached: true,
  });
  const uri = `http://127.0.0.1:${port}`;
  await waitFor(() => isHealthy(uri), { timeoutMs: 90_000, label: "MLflow's server is up" });
  return {
    uri,
    async stop() {
      await endGroup(child);
      rmSync(cwd, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function isHealthy(uri: string): Promise<boolean> {
  try {
    return (await fetch(`${uri}/health`)).ok;
  } catch {
    return false;
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  if (child.exitCode !== null || child.pid === undefined) return;
  process.kill(-child.pid, "SIGKILL");
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
