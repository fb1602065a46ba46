import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeEntries } from "../../../src/core/formats/sextant/encode.ts";
import { adopterStarter } from "../../../src/platform/process/detachedSupervisor.ts";
import { adoptRun } from "../../../src/platform/runs/adoptRun.ts";
import { closeLostRun, reviveOrCloseLostRuns } from "../../../src/platform/runs/lostRuns.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { stopRun } from "../../../src/platform/runs/stopRun.ts";
import {
  readSupervisor,
  writeSupervisor,
  type SupervisorRecord,
} from "../../../src/platform/runs/supervisorFile.ts";
import { systemClock } from "../../../src/platform/runs/systemPorts.ts";
import { bundleCli, type BundledCli } from "../../support/bundledCli.ts";
import { waitFor } from "../../support/waitFor.ts";
import { TestProject } from "./testProject.ts";

let cli: BundledCli;
let project: TestProject;
beforeAll(async () => {
  cli = await bundleCli();
});
afterAll(() => cli.dispose());
beforeEach(() => {
  project = new TestProject();
});
afterEach(() => project.dispose());

/** Writes a metric every few milliseconds until a file named `enough` appears. */
const writer = `
  const fs = require("node:fs");
  let step = 0;
  const timer = setInterval(() => {
    fs.appendFileSync(process.env.SEXTANT_METRICS, JSON.stringify({ step, loss: 1 / ++step }) + "\\n");
    if (fs.existsSync("enough")) clearInterval(timer);
  }, 5);`;

interface StartedRun {
  readonly runId: string;
  readonly supervisor: ChildProcess;
  readonly record: SupervisorRecord;
}

async function startRun(source: string, runId = "r1"): Promise<StartedRun> {
  const argv = project.script(source, `${runId}.cjs`);
  const args = ["run", "--quiet", "--no-snapshot", "--id", runId, "--", ...argv];
  const supervisor = cli.start(args, { cwd: project.root });
  const record = await waitFor(
    () => {
      const found = readSupervisor(project.root, runId);
      return found?.childPid !== undefined && found.childPid !== null && found;
    },
    { label: "the script has been started" },
  );
  return { runId, supervisor, record };
}

async function killSupervisor({ supervisor }: StartedRun): Promise<void> {
  supervisor.kill("SIGKILL");
  await once(supervisor, "exit");
}

function look(): ReturnType<typeof reviveOrCloseLostRuns> {
  const startAdopter = adopterStarter({
    execPath: process.execPath,
    cliPath: cli.path,
    root: project.root,
  });
  return reviveOrCloseLostRuns(project.root, { startAdopter });
}

/** What the script wrote, as the journal must have it. */
function written(runId: string): readonly unknown[] {
  return readFileSync(runPaths(project.root, runId).metrics, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

function rowCount(runId: string): number {
  return project.rows(runId).length;
}

function end(): void {
  writeFileSync(path.join(project.root, "enough"), "");
}

async function isAnswering({ port, secret }: SupervisorRecord): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/l/${secret}/health`)).ok;
  } catch {
    return false;
  }
}

describe("a run whose supervisor was killed", () => {
  it("gets a new one on the same port and secret, and every metric once", async () => {
    const run = await startRun(writer);
    await waitFor(() => rowCount("r1") > 20, { label: "metrics arrive" });
    expect(await isAnswering(run.record)).toBe(true);
    await killSupervisor(run);
    expect(await isAnswering(run.record)).toBe(false);
    // Everybody who notices may try; one of them is the new supervisor.
    const looks = await Promise.all([look(), look(), look()]);
    for (const { revived } of looks) expect(revived).toEqual(["r1"]);
    await waitFor(() => isAnswering(run.record), { label: "the endpoint is back" });
    const before = rowCount("r1");
    await waitFor(() => rowCount("r1") > before + 20, { label: "metrics arrive again" });
    expect(readSupervisor(project.root, "r1")).toMatchObject({
      port: run.record.port,
      secret: run.record.secret,
      childPid: run.record.childPid,
    });
    end();
    await waitFor(() => readSupervisor(project.root, "r1") === null, { label: "the run ends" });
    expect(project.rows("r1")).toEqual(written("r1"));
    expect(project.lastStatus("r1")).toMatchObject({ status: "unknown", exitCode: null });
    expect(project.entries("r1", "run")).toHaveLength(1);
  });

  it("is marked interrupted, once and with every metric, when its script is gone too", async () => {
    const run = await startRun(writer);
    await waitFor(() => rowCount("r1") > 20, { label: "metrics arrive" });
    await killSupervisor(run);
    const count = written("r1").length;
    await waitFor(() => written("r1").length > count + 50, { label: "the script goes on alone" });
    process.kill(run.record.childPid!, "SIGKILL");
    await waitFor(async () => (await look()).closed.length > 0 || isClosed("r1"), {
      label: "it is closed",
    });
    await Promise.all([look(), look(), look()]);
    expect(project.rows("r1")).toEqual(written("r1"));
    const ends = project.entries("r1", "status").filter(({ status }) => status !== "running");
    expect(ends.map(({ status }) => status)).toEqual(["queued", "interrupted"]);
  });

  it("can still be stopped", async () => {
    const run = await startRun(writer);
    await killSupervisor(run);
    expect(await stopRun(project.root, "r1", { force: true })).toBe("stopped");
    expect(project.lastStatus("r1")?.["status"]).toBe("stopped");
    expect(await stopRun(project.root, "r1")).toBe("ended");
  });

  it("is stopped by its new supervisor when that is asked", async () => {
    const run = await startRun(writer);
    await killSupervisor(run);
    await look();
    await waitFor(() => isAnswering(run.record), { label: "the endpoint is back" });
    expect(await stopRun(project.root, "r1")).toBe("stopped");
    expect(project.lastStatus("r1")?.["status"]).toBe("stopped");
    expect(project.rows("r1")).toEqual(written("r1"));
  });

  it("ends its child runs with it, but not those that others supervise", async () => {
    const run = await startRun("setInterval(() => {}, 1000);", "20261120-182501-aaaaaa");
    const child = (id: string, parentId: string): string => {
      const { folder, journal } = runPaths(project.root, id);
      mkdirSync(folder, { recursive: true });
      const time = Date.now();
      const entry = { type: "run", v: 1, id, name: id, experiment: "Default", time } as const;
      const running = { type: "status", status: "running", time } as const;
      appendFileSync(journal, encodeEntries([{ ...entry, parentId }, running]));
      return id;
    };
    const nested = child("20261120-182501-0child", run.runId);
    const deeper = child("20261120-182502-deeper", nested);
    const foreign = child("20261120-182502-foreign", "20261120-182400-other0");
    const supervised = child("20261120-182502-superv", run.runId);
    writeSupervisor(project.root, supervised, { ...run.record, pid: process.pid, host: "there" });
    await killSupervisor(run);
    process.kill(run.record.childPid!, "SIGKILL");
    await waitFor(async () => (await look()).closed.includes(run.runId) || isClosed(run.runId), {
      label: "it is closed",
    });
    const statusOf = (id: string): unknown => project.lastStatus(id)?.["status"];
    expect([nested, deeper].map(statusOf)).toEqual(["interrupted", "interrupted"]);
    expect([foreign, supervised].map(statusOf)).toEqual(["running", "running"]);
  });
});

describe("looking for lost runs", () => {
  it("leaves a run alone that is supervised, ended, or of another machine", async () => {
    const run = await startRun("setInterval(() => {}, 1000);");
    expect(await look()).toEqual({ revived: [], closed: [] });
    expect(await closeLostRun(project.root, "r1")).toBe(false);
    writeSupervisor(project.root, "r1", { ...run.record, host: "another", pid: 999_999_999 });
    expect(await look()).toEqual({ revived: [], closed: [] });
    await expect(stopRun(project.root, "r1")).rejects.toMatchObject({
      code: "run-on-other-machine",
    });
    writeSupervisor(project.root, "r1", run.record);
    await stopRun(project.root, "r1", { force: true });
    expect(await look()).toEqual({ revived: [], closed: [] });
  });

  it("does not take another process of the same pid for the supervisor", async () => {
    const run = await startRun("setInterval(() => {}, 1000);");
    await killSupervisor(run);
    const reused = { ...run.record, pid: process.pid, childPid: process.ppid };
    writeSupervisor(project.root, "r1", reused);
    expect(await stopRun(project.root, "r1")).toBe("ended");
    expect(project.lastStatus("r1")?.["status"]).toBe("interrupted");
    process.kill(run.record.childPid!, "SIGKILL");
  });

  it("closes a run whose supervisor file was torn", async () => {
    const { folder, supervisor, journal } = runPaths(project.root, "r2");
    mkdirSync(folder, { recursive: true });
    appendFileSync(journal, '{"type":"status","status":"running","time":1}\n{"step":1,"los');
    writeFileSync(supervisor, '{"v":1,"pid"');
    expect(await look()).toEqual({ revived: [], closed: ["r2"] });
    const last = readFileSync(journal, "utf8").trim().split("\n").at(-1) ?? "";
    expect(JSON.parse(last)).toMatchObject({ type: "status", status: "interrupted" });
  });

  it("finds nothing where no run was ever recorded", async () => {
    expect(await look()).toEqual({ revived: [], closed: [] });
  });

  it("has nothing to adopt in a run that ended", async () => {
    const { folder, journal } = runPaths(project.root, "r3");
    mkdirSync(folder, { recursive: true });
    appendFileSync(journal, '{"type":"status","status":"finished","time":1}\n');
    const { signal } = new AbortController();
    const options = { root: project.root, runId: "r3", startTracking: null, clock: systemClock };
    expect(await adoptRun({ ...options, signal })).toBeNull();
  });
});

function isClosed(runId: string): boolean {
  return project.lastStatus(runId)?.["status"] === "interrupted";
}
