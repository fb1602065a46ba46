import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { spawnDetachedSupervisor } from "../../../src/platform/process/detachedSupervisor.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { bundleCli, type BundledCli } from "../../support/bundledCli.ts";
import { waitFor } from "../../support/waitFor.ts";
import { TestProject } from "../supervisor/testProject.ts";

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

const polite = `
  process.on("SIGINT", () => { console.log("saved"); process.exit(0); });
  setInterval(() => {}, 1000);
  console.log("ready");`;
const deaf = `
  process.on("SIGINT", () => console.log("no"));
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 1000);
  console.log("ready");`;

async function start(source: string, ...flags: readonly string[]): Promise<ChildProcess> {
  const argv = project.script(source);
  const args = ["run", "--no-snapshot", "--id", "r1", ...flags, "--", ...argv];
  const child = cli.start(args, { cwd: project.root });
  child.stderr?.resume();
  await waitFor(() => logged().startsWith("ready"), { label: "the script is ready" });
  return child;
}

function logged(): string {
  return existsSync(runPaths(project.root, "r1").log) ? project.log("r1") : "";
}

function status(): unknown {
  return project.lastStatus("r1")?.["status"];
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

describe("signals to sextant run", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("%s once asks the script to end", async (signal) => {
    const child = await start(polite);
    child.kill(signal);
    expect(await exitOf(child)).toBe(0);
    expect(logged()).toBe("ready\nsaved\n");
    expect(status()).toBe("stopped");
  });

  it("twice ends it at once", async () => {
    const child = await start(deaf);
    child.kill("SIGINT");
    await waitFor(() => logged() === "ready\nno\n", { label: "the script refuses" });
    child.kill("SIGINT");
    expect(await exitOf(child)).toBe(137);
    expect(status()).toBe("stopped");
  });

  it("a lost terminal does not end the run", async () => {
    const child = await start(polite);
    child.kill("SIGHUP");
    child.stdout?.destroy();
    child.stderr?.destroy();
    const { exitCode } = await cli.run(["stop", "r1"], { cwd: project.root });
    expect(exitCode).toBe(0);
    expect(await exitOf(child)).toBe(0);
    expect(status()).toBe("stopped");
  });

  it("a reader that went away does not disturb the script", async () => {
    const child = await start(`
      console.log("ready");
      let count = 0;
      const timer = setInterval(() => {
        console.log("line".repeat(1000));
        if (++count === 50) { clearInterval(timer); process.exitCode = 5; }
      }, 5);`);
    child.stdout?.destroy();
    expect(await exitOf(child)).toBe(5);
    expect(status()).toBe("failed");
    expect(logged().split("\n")).toHaveLength(52);
  });

  it("a reader that has paused does not hold up the run", async () => {
    // Nobody reads the pipe, and it holds far less than this.
    const child = await start('console.log("ready" + "x".repeat(4_000_000));');
    await waitFor(() => status() === "finished", { label: "the end is recorded" });
    child.stdout?.resume();
    expect(await exitOf(child)).toBe(0);
  });
});

describe("sextant stop and sextant logs", () => {
  it("stop by name and wait for the end", async () => {
    const child = await start(polite, "--name", "my run");
    const result = await cli.run(["stop", "my run"], { cwd: project.root });
    expect(result).toEqual({ exitCode: 0, stdout: "", stderr: "sextant: run r1 stopped\n" });
    expect(status()).toBe("stopped");
    expect(await exitOf(child)).toBe(0);
    const again = await cli.run(["stop", "@latest"], { cwd: project.root });
    expect(again).toMatchObject({ exitCode: 0, stderr: "sextant: run r1 had already ended\n" });
  });

  it("stop firmly what does not listen", async () => {
    const child = await start(deaf);
    await cli.run(["stop", "--force", "r1"], { cwd: project.root });
    expect(await exitOf(child)).toBe(137);
    expect(logged()).toBe("ready\n");
  });

  it("follow the output to the end, or print what there is", async () => {
    const child = await start(polite);
    const now = await cli.run(["logs", "r1"], { cwd: project.root });
    expect(now).toEqual({ exitCode: 0, stdout: "ready\n", stderr: "" });
    const following = cli.run(["logs", "-f", "@latest"], { cwd: project.root });
    await cli.run(["stop", "r1"], { cwd: project.root });
    expect(await following).toEqual({ exitCode: 0, stdout: "ready\nsaved\n", stderr: "" });
    await exitOf(child);
  });

  it("end following at Ctrl-C, and leave the run alone", async () => {
    const child = await start(polite);
    const follower = cli.start(["logs", "-f", "r1"], { cwd: project.root });
    await once(follower.stdout!, "data");
    follower.kill("SIGINT");
    expect(await exitOf(follower)).toBe(0);
    expect(status()).toBe("running");
    child.kill("SIGTERM");
    await exitOf(child);
  });

  it.each([["stop"], ["logs"]])("%s says when there is no such run", async (command) => {
    const none = await cli.run([command, "nothing"], { cwd: project.root });
    expect(none.exitCode).toBe(3);
    expect(none.stderr).toMatch(/^sextant: .*has no runs yet/);
  });
});

describe("starting a run that outlives its starter", () => {
  const program = (): { execPath: string; cliPath: string; env: NodeJS.ProcessEnv } => ({
    execPath: process.execPath,
    cliPath: cli.path,
    env: process.env,
  });

  it("resolves when the run is recorded, which goes on by itself", async () => {
    const argv = project.script('setTimeout(() => console.log("done"), 300);');
    const { journal: journalPath } = runPaths(project.root, "r1");
    const args = ["--no-snapshot", "--", ...argv];
    const options = { ...program(), runId: "r1", journalPath, args, cwd: project.root };
    await spawnDetachedSupervisor(options);
    expect(project.entries("r1", "run")).toHaveLength(1);
    await waitFor(() => status() === "finished", { label: "the run ends" });
    expect(logged()).toBe("done\n");
  });

  it.each([
    [
      "its options are wrong",
      ["--set", "none.yaml:a=1", "--", "true"],
      /^The run could not be started: The parameters file none\.yaml cannot be read/,
    ],
    ["there is no command", [], /^The run could not be started: missing required argument/],
  ])("rejects with the command's words when %s", async (_label, args, message) => {
    const { journal: journalPath } = runPaths(project.root, "r1");
    const options = { ...program(), runId: "r1", journalPath, args, cwd: project.root };
    await expect(spawnDetachedSupervisor(options)).rejects.toMatchObject({
      code: "run-not-started",
      message: expect.stringMatching(message) as string,
    });
  });

  it("rejects when the program itself is missing", async () => {
    const { journal: journalPath } = runPaths(project.root, "r1");
    const options = { ...program(), runId: "r1", journalPath, args: [], cwd: project.root };
    const missing = { ...options, execPath: "/no/such/node" };
    await expect(spawnDetachedSupervisor(missing)).rejects.toMatchObject({
      code: "run-not-started",
    });
  });
});
