import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { silentLog } from "../../src/base/logging.ts";
import { statusOf } from "../../src/core/formats/mlflow/mlflowRecord.ts";
import type { Run } from "../../src/core/runs/run.ts";
import { mlflowFiles } from "../../src/platform/sources/mlflow/mlflowFiles.ts";
import { createMlflowServerSource } from "../../src/platform/sources/mlflow/mlflowServer.ts";
import { mlflowSqlite } from "../../src/platform/sources/mlflow/mlflowSqlite.ts";
import type { RunSource } from "../../src/platform/sources/runSource.ts";
import { openProject, type OpenProject } from "../support/sources/openProject.ts";
import { waitFor } from "../support/waitFor.ts";

/** MLflow itself writes to its stores: what MlflowClient then reads against what Sextant shows. */
const script = path.join(import.meta.dirname, "mlflowStores_writer.py");

interface OracleRun {
  readonly run_id: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: string;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly user: string;
  readonly deleted: boolean;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly latest: Readonly<Record<string, number | string>>;
  readonly history: Readonly<Record<string, [number, number, number | string][]>>;
  readonly datasets: readonly [string, string, Record<string, string>][];
}

interface Report {
  readonly runs: readonly OracleRun[];
  readonly parent: string;
  readonly model: string;
  readonly calls: readonly [number, number][];
}

let python: string;
let root: string;
let project: OpenProject | undefined;
beforeAll(() => {
  python = ensurePythonEnv("mlflow");
});
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-mlflow-"));
});
afterEach(() => {
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

const baseEnv = {
  ...process.env,
  MLFLOW_ALLOW_FILE_STORE: "true",
  MLFLOW_DISABLE_TELEMETRY: "true",
  GIT_PYTHON_REFRESH: "quiet",
  MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: "true",
};

function write(uri: string, section: string): Report {
  try {
    const output = execFileSync(python, ["-W", "ignore", script, section], {
      cwd: root,
      encoding: "utf8",
      env: { ...baseEnv, MLFLOW_TRACKING_URI: uri },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return reportIn(output);
  } catch (error) {
    // A writer that dies on purpose.
    const { stdout } = error as { stdout?: string };
    if (section === "die" && stdout !== undefined) return reportIn(stdout);
    throw error;
  }
}

function reportIn(output: string): Report {
  return JSON.parse(/^REPORT (.*)$/m.exec(output)?.[1] ?? "{}") as Report;
}

function named(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

type Point = readonly [number, number, number | string];

function inOrder(points: readonly Point[]): readonly Point[] {
  return [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1));
}

async function pointsOf(run: Run, metric: string): Promise<readonly Point[]> {
  const { steps, times, values } = await project!.series(run, metric);
  return inOrder(
    Array.from(steps, (step, at): Point => [step, times[at] ?? NaN, named(values[at] ?? NaN)]),
  );
}

/** MLflow's file store reads the step of a point with a data set as 0, whatever was written. */
const stepOfDatasetPoint = 7;

function expectedPoints(metric: string, points: readonly Point[]): readonly Point[] {
  if (metric !== "withds") return inOrder(points);
  return points.map(([, time, value]) => [stepOfDatasetPoint, time, value]);
}

async function compare(runs: readonly OracleRun[], isServer = false): Promise<void> {
  const found = new Map(project!.runs().map((run) => [run.location?.key ?? "", run]));
  // Deleted ones are not listed.
  const shown = runs.filter(({ deleted }) => !deleted);
  expect([...found.keys()].sort()).toEqual(shown.map(({ run_id }) => run_id).sort());
  for (const oracle of shown) {
    const run = found.get(oracle.run_id)!;
    expect(run).toMatchObject({
      name: oracle.name,
      source: "mlflow",
      experiment: oracle.experiment,
      status: statusOf(oracle.status, Date.now(), Date.now()),
      startTime: oracle.start_time,
      endTime: oracle.end_time,
      isDeleted: oracle.deleted,
      problems: [],
    });
    expect(run.user).toBe(oracle.user);
    expect(run.params).toEqual(oracle.params);
    expect(run.tags).toMatchObject(oracle.tags);
    const added = Object.keys(run.tags).filter((tag) => !Object.hasOwn(oracle.tags, tag));
    expect(added.every((tag) => /^mlflow\.(model|registered)\./.test(tag))).toBe(true);
    expect(run.datasets.map(({ name, digest, tags }) => [name, digest, tags])).toEqual(
      oracle.datasets,
    );
    expect(Object.keys(run.metrics).sort()).toEqual(Object.keys(oracle.history).sort());
    for (const [metric, points] of Object.entries(oracle.history)) {
      const expected = expectedPoints(metric, points);
      expect(await pointsOf(run, metric), `${oracle.name} ${metric}`).toEqual(expected);
      expectSummary(run, metric, { expected, isServer, latest: oracle.latest[metric] });
    }
  }
}

function expectSummary(
  run: Run,
  metric: string,
  of: {
    readonly expected: readonly Point[];
    readonly isServer: boolean;
    readonly latest: number | string | undefined;
  },
): void {
  const summary = run.metrics[metric]!;
  expect(named(summary.last)).toEqual(of.latest);
  expect(summary.lastStep).toBe(of.expected.at(-1)?.[0]);
  if (of.isServer) return;
  const numbers = of.expected.map(([, , value]) => Number(value)).filter((n) => !Number.isNaN(n));
  expect(summary).toMatchObject({
    count: of.expected.length,
    min: Math.min(...numbers),
    max: Math.max(...numbers),
  });
}

function expectModels(report: Report): void {
  const parent = project!.run((run) => run.location?.key === report.parent);
  expect(parent.tags).toMatchObject({
    "mlflow.model.net": `cnn, ready, ${report.model}`,
    "mlflow.registered.reg": "version 1 (aliases champion)",
  });
  expect(parent.note).toBe("a note\nline 2");
  const child = project!.run((run) => run.parentId !== null);
  expect(child.parentId).toBe(parent.id);
}

async function expectMedia(report: Report): Promise<void> {
  const parent = project!.run((run) => run.location?.key === report.parent);
  const media = await project!.media(parent);
  expect(media.map(({ kind, name, step }) => [kind, name, step])).toEqual([
    ["image", "samples/dog", 3],
    ["text", "notes/a.txt", null],
  ]);
}

/** Runs that were deleted, or whose experiment was, come with that mark. */
async function compareDeleted(source: RunSource, runs: readonly OracleRun[]): Promise<void> {
  const update = await source.refresh(null);
  source.dispose();
  expect(update?.isComplete).toBe(true);
  const found = update?.runs.map((run) => [run.location?.key, run.isDeleted]) ?? [];
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(runs.map(({ run_id, deleted }) => [run_id, deleted])),
  );
}

describe.each([
  ["the file store", "./mlruns", mlflowFiles, "mlruns"],
  ["the database", "sqlite:///mlflow.db", mlflowSqlite, "mlflow.db"],
] as const)("%s", (_label, uri, kind, place) => {
  it("shows what MlflowClient does, also what changed while it was closed", async () => {
    const cache = mkdtempSync(path.join(os.tmpdir(), "sextant-mlflow-cache-"));
    try {
      const report = write(uri, "write");
      expect(report.runs).toHaveLength(6);
      project = await openProject(root, { cache });
      await compare(report.runs);
      expectModels(report);
      await expectMedia(report);
      const context = { root, clock: { now: () => Date.now() }, log: silentLog, isTrusted: true };
      const source = kind.open(path.join(root, place), { ...context, env: {} });
      await compareDeleted(source, report.runs);
      project.dispose();

      const edited = write(uri, "edit");
      project = await openProject(root, { cache });
      await compare(edited.runs);
      expect(project.run((run) => run.name === "renamed").tags).toHaveProperty("late", "yes");
      project.run((run) => run.name === "deleted run");
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });

  it("holds all that was logged before the writer was killed", async () => {
    const report = write(uri, "die");
    project = await openProject(root);
    await compare(report.runs);
    expect(project.run((run) => run.name === "dies").status).toBe("running");
  });

  it("follows a training without slowing it down", async () => {
    project = await openProject(root);
    const writer = new Writer(uri, "live", "5");
    await writer.said("READY");
    await project.refresh();
    const polled: [number, number][] = [];
    const counts = new Set<number>();
    while (writer.isRunning) {
      const start = Date.now();
      while (Date.now() - start < 500) {
        await project.poll();
        counts.add(project.runs()[0]?.metrics["loss"]?.count ?? 0);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      polled.push([start, Date.now()]);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const report = await writer.report();
    expect(writer.errors).not.toMatch(/locked|Traceback/);
    // It was seen to grow, not only at the end.
    expect(counts.size).toBeGreaterThan(5);
    const isPolled = ([time]: readonly [number, number]) =>
      polled.some(([from, to]) => time >= from && time <= to);
    const quiet = median(report.calls.filter((call) => !isPolled(call)));
    const watched = median(report.calls.filter(isPolled));
    expect(watched).toBeLessThan(quiet * 1.6 + 2);
    await project.refresh();
    await compare(report.runs);
  });
});

function median(calls: readonly (readonly [number, number])[]): number {
  expect(calls.length).toBeGreaterThan(20);
  const times = calls.map(([, ms]) => ms).sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)]!;
}

class Writer {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  isRunning = true;
  output = "";
  errors = "";

  constructor(uri: string, ...args: readonly string[]) {
    this.#child = spawn(python, ["-W", "ignore", script, ...args], {
      cwd: root,
      env: { ...baseEnv, MLFLOW_TRACKING_URI: uri },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout!.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.#child.stderr!.on("data", (chunk: Buffer) => (this.errors += chunk.toString()));
    this.#ended = new Promise((resolve) =>
      this.#child.on("close", (code) => {
        this.isRunning = false;
        resolve(code);
      }),
    );
  }

  async said(word: string): Promise<void> {
    const isDone = () => this.output.includes(word) || !this.isRunning;
    await waitFor(() => isDone() || undefined, {
      label: `the writer to say ${word}`,
      timeoutMs: 60_000,
    });
    expect(this.output, this.errors).toContain(word);
  }

  async report(): Promise<Report> {
    expect(await this.#ended, this.errors).toBe(0);
    return reportIn(this.output);
  }
}

describe("a tracking server", () => {
  let server: ChildProcess;
  let url: string;
  let folder: string;
  let serverOutput = "";

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "sextant-mlflow-server-"));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const store = `sqlite:///${folder}/server.db`;
    const where = ["--host", "127.0.0.1", "--port", String(port), "--workers", "1"];
    const argv = ["-m", "mlflow", "server", "--backend-store-uri", store, ...where];
    server = spawn(python, argv, { cwd: folder, env: baseEnv, detached: true });
    server.stderr!.on("data", (chunk: Buffer) => (serverOutput += chunk.toString()));
    const isUp = async () => {
      const answer = await fetch(`${url}/health`).catch(() => undefined);
      return answer?.ok === true ? true : undefined;
    };
    await waitFor(isUp, { label: `the server to start: ${serverOutput}`, timeoutMs: 120_000 });
  });
  afterAll(() => {
    if (server.pid !== undefined) process.kill(-server.pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  function remote(isTrusted = true): RunSource {
    const clock = { now: () => Date.now() };
    const context = { root, clock, log: silentLog, isTrusted, env: { HOME: root } };
    return createMlflowServerSource(url, context);
  }

  it("shows every run, parameter, point and tag as MlflowClient does", async () => {
    const report = write(url, "write");
    project = await openProject(root, { env: { MLFLOW_TRACKING_URI: url, HOME: root } });
    await compare(report.runs, true);
    expectModels(report);
    await compareDeleted(remote(), report.runs);
    expect(project.runs()[0]?.location?.path).toBe(url);
  });

  it("is left alone in Restricted Mode", async () => {
    const source = remote(false);
    await expect(source.refresh(null)).rejects.toThrow(/Restricted Mode/);
    source.dispose();
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}
