/**
 * Time of a call of the unchanged MLflow client against Sextant's endpoint, against `mlflow server`
 * on SQLite, and against a server that stores nothing, which shows the client's own share. The
 * client runs under `sextant run`, as a user's script would, and takes the three in turn.
 *
 *   node test/bench/mlflow/mlflow.ts [--rounds N]
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { formatMs, formatRatio, median, printReport } from "../report.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const serverStartLimitMs = 180_000;

type Times = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

async function main(): Promise<void> {
  const roundsAt = process.argv.indexOf("--rounds");
  const rounds = roundsAt < 0 ? 300 : Number(process.argv[roundsAt + 1]);
  const python = ensurePythonEnv("mlflow");
  execFileSync(process.execPath, ["scripts/build.mjs", "--production", "cli"], { cwd: repository });
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-"));
  const processes: ChildProcess[] = [];
  try {
    const [stock, nothing] = await Promise.all([
      startStockServer(python, folder, processes),
      startNullServer(processes),
    ]);
    const times = await runClient(python, folder, { rounds, stock, nothing });
    report(times, versionOf(python), rounds);
  } finally {
    await Promise.all(processes.map(endGroup));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startStockServer(
  python: string,
  folder: string,
  processes: ChildProcess[],
): Promise<string> {
  const port = await freePort();
  const mlflow = path.join(path.dirname(python), "mlflow");
  const store = `sqlite:///${path.join(folder, "mlflow.db")}`;
  const argv = ["server", "--host", "127.0.0.1", "--port", String(port), "--workers", "1"];
  argv.push("--backend-store-uri", store);
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" };
  const child = spawn(mlflow, argv, { cwd: folder, env, stdio: "ignore", detached: true });
  processes.push(child);
  const uri = `http://127.0.0.1:${port}`;
  const giveUpAt = Date.now() + serverStartLimitMs;
  while (!(await isUp(uri))) {
    if (Date.now() > giveUpAt || child.exitCode !== null) throw new Error("mlflow did not start");
    await delay(250);
  }
  return uri;
}

async function isUp(uri: string): Promise<boolean> {
  try {
    return (await fetch(`${uri}/health`)).ok;
  } catch {
    return false;
  }
}

function startNullServer(processes: ChildProcess[]): Promise<string> {
  const script = path.join(import.meta.dirname, "nullServer.ts");
  const child = spawn(process.execPath, [script], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  processes.push(child);
  return new Promise((resolve, reject) => {
    child.stdout.once("data", (chunk: Buffer) => {
      resolve(`http://127.0.0.1:${chunk.toString().trim()}`);
    });
    child.once("exit", () => reject(new Error("the null server did not start")));
  });
}

/** Ends a process and its workers, which are in its group. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid, "SIGKILL");
  await ended;
}

interface Peers {
  readonly rounds: number;
  readonly stock: string;
  readonly nothing: string;
}

async function runClient(python: string, folder: string, peers: Peers): Promise<Times> {
  const { rounds, stock, nothing } = peers;
  const client = path.join(import.meta.dirname, "client.py");
  // Our endpoint's address is known inside the run only.
  const start =
    "import os, sys, json, runpy; targets = json.loads(sys.argv[2]);" +
    "targets['sextant'] = os.environ['MLFLOW_TRACKING_URI'];" +
    "sys.argv[1:] = [json.dumps(targets), sys.argv[3]];" +
    `runpy.run_path(${JSON.stringify(client)}, run_name='__main__')`;
  const targets = JSON.stringify({ stock, nothing });
  const cli = path.join(repository, "dist", "cli.cjs");
  const script = [python, "-c", start, "--", targets, String(rounds)];
  const argv = [cli, "run", "--no-snapshot", "--quiet", "--id", "bench", "--", ...script];
  const child = spawn(process.execPath, argv, { cwd: folder, stdio: "ignore" });
  const exitCode = await new Promise((resolve) => child.once("exit", resolve));
  const log = readFileSync(path.join(folder, ".sextant", "runs", "bench", "log"), "utf8");
  const line = /^REPORT (.*)$/m.exec(log)?.[1];
  if (exitCode !== 0 || line === undefined) throw new Error(`the client failed:\n${log}`);
  return JSON.parse(line) as Times;
}

function report(times: Times, version: string, rounds: number): void {
  const { sextant = {}, stock = {}, nothing = {} } = times;
  printReport({
    title: "A logging call of the unchanged MLflow client",
    method: `MLflow ${version}'s Python client under \`sextant run\`, one process, calls in turn against Sextant's endpoint, \`mlflow server\` (SQLite, one worker) and a Node server that reads the request and stores nothing (the ceiling). ${rounds} rounds of \`log_metric\`, medians. A batch of 1000 has 10 metrics at 100 steps. Targets: at least 4 × per call, 6 × per batch, 0.9 of the ceiling.`,
    columns: [
      "call",
      "Sextant",
      "mlflow server",
      "no storing",
      "faster than mlflow",
      "of the ceiling",
    ],
    rows: Object.keys(sextant).map((call) => {
      const [ours, theirs, least] = [sextant, stock, nothing].map((each) =>
        median(each[call] ?? []),
      );
      const cells = [ours, theirs, least].map((ms) => formatMs(ms ?? NaN));
      const ofCeiling = ((least ?? NaN) / (ours ?? NaN)).toFixed(2);
      return [call, ...cells, formatRatio((theirs ?? NaN) / (ours ?? NaN)), ofCeiling];
    }),
  });
}

function versionOf(python: string): string {
  const code = "import importlib.metadata as m; print(m.version('mlflow'))";
  return execFileSync(python, ["-c", code], { encoding: "utf8" }).trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

await main();
