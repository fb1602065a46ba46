import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/logging.ts";
import type { GitState } from "../../../src/core/runs/run.ts";
import { readProcessIdentity } from "../../../src/platform/process/processTable.ts";
import type { TrackingRequest } from "../../../src/platform/runs/launchServices.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { projectNotWritable } from "../../../src/platform/runs/runRecord.ts";
import { superviseRun } from "../../../src/platform/runs/supervisor.ts";
import { readSupervisor } from "../../../src/platform/runs/supervisorFile.ts";
import { waitFor } from "../../support/waitFor.ts";
import { TestProject } from "./testProject.ts";

let project: TestProject;
beforeEach(() => {
  project = new TestProject();
});
afterEach(() => project.dispose());

const git: GitState = {
  commit: "c0ffee0000000000000000000000000000000000",
  branch: "main",
  remote: null,
  isDirty: true,
  snapshot: "5eed000000000000000000000000000000000000",
  subject: "first",
  author: "A",
  committedAt: 1,
  prefix: "",
  omitted: [],
};

function warnings(): { readonly log: typeof silentLog; readonly said: string[] } {
  const said: string[] = [];
  return { said, log: { ...silentLog, warn: (message) => said.push(message) } };
}

describe("supervising a run", () => {
  it("records identity, parameters, code, output and end", async () => {
    const argv = project.script('console.log("out"); console.error("err"); process.exit(4);');
    // To who looks for passwords in URLs only, all between the last colon and the @ is one.
    const given = '{"url":"http://x:80","mail":"a@b"}';
    const options = project.options([...argv, "--lr", "0.1"], {
      params: { lr: "0.1", api_key: "hidden" },
      tags: { team: "x", "wandb.api_key": "hidden", "sextant.givenParams": given },
      entryPoint: "train",
      takeSnapshot: () => Promise.resolve(git),
    });
    const outcome = await superviseRun(options);
    expect(outcome).toMatchObject({ exitCode: 4, signal: null, status: "failed" });
    const lines = project.journal(options.runId);
    expect(lines.map((line) => line["status"] ?? line["type"])).toEqual([
      ...["run", "params", "tags", "queued", "git", "running", "failed"],
    ]);
    expect(lines[0]).toMatchObject({ v: 1, name: "test", entryPoint: "train" });
    expect(lines[0]?.["command"]).toEqual({ argv: options.argv, cwd: "." });
    expect(lines[1]?.["params"]).toEqual({ lr: "0.1", api_key: "********" });
    expect(lines[2]?.["tags"]).toEqual({
      team: "x",
      "wandb.api_key": "********",
      "sextant.givenParams": given,
    });
    expect(lines[4]?.["git"]).toEqual(git);
    expect(lines.at(-1)).toMatchObject({ exitCode: 4, signal: null });
    expect(project.log(options.runId)).toBe("out\nerr\n");
    expect(readSupervisor(project.root, options.runId)).toBeNull();
  });

  it("gives the script its parameters unmasked, and no variable to lead it astray", async () => {
    const argv = project.script(`
      const { SEXTANT_RUN_ID, SEXTANT_PARAMS, MLFLOW_RUN_ID } = process.env;
      console.log(JSON.stringify({ SEXTANT_RUN_ID, params: JSON.parse(SEXTANT_PARAMS), MLFLOW_RUN_ID,
        hasMetrics: process.env.SEXTANT_METRICS.startsWith(process.env.SEXTANT_RUN_DIR) }));`);
    const options = project.options(argv, {
      params: { token: "hidden" },
      env: { ...process.env, MLFLOW_RUN_ID: "other" },
    });
    await superviseRun(options);
    expect(JSON.parse(project.log(options.runId))).toEqual({
      SEXTANT_RUN_ID: options.runId,
      params: { token: "hidden" },
      hasMetrics: true,
    });
  });

  it("takes in metrics, also a last line without its end, and leaves out what is none", async () => {
    const argv = project.script(`
      const fs = require("node:fs");
      const file = process.env.SEXTANT_METRICS;
      fs.appendFileSync(file, '{"step":0,"loss":1.5}\\n{"step":1,"lo');
      fs.appendFileSync(file, 'ss":NaN}\\nrubbish\\n{"type":"status","status":"finished","time":1}\\n');
      fs.appendFileSync(file, '{"step":2,"time":1763660000,"loss":0.5,"acc/é":1}');`);
    const { log, said } = warnings();
    const options = project.options(argv, { log });
    await superviseRun(options);
    expect(project.rows(options.runId)).toEqual([
      { step: 0, loss: 1.5 },
      { step: 1, loss: "NaN" },
      { step: 2, loss: 0.5, "acc/é": 1 },
    ]);
    const timed = project.journal(options.runId).find((line) => line["step"] === 2);
    expect(timed?.["time"]).toBe(1_763_660_000_000);
    expect(said).toEqual([
      "In the metrics file at byte 44, a line is not JSON: left out.",
      'In the metrics file at byte 52, a script may not write lines of type "status": left out.',
    ]);
  });

  it("shows a metric while the script runs", async () => {
    const argv = project.script(`
      require("node:fs").writeFileSync(process.env.SEXTANT_METRICS, '{"step":0,"loss":1}\\n');
      setInterval(() => {}, 1000);`);
    const stop = new AbortController();
    const options = project.options(argv, { signal: stop.signal });
    const running = superviseRun(options);
    await waitFor(() => existsSync(runPaths(project.root, options.runId).metrics), {
      label: "the script writes",
    });
    await waitFor(() => project.rows(options.runId).length === 1, {
      label: "the metric is in the journal within a second",
      timeoutMs: 1000,
    });
    stop.abort();
    expect((await running).status).toBe("stopped");
  });

  it("samples what the script uses", async () => {
    const argv = project.script("setInterval(() => {}, 1000);");
    const stop = new AbortController();
    const options = project.options(argv, { signal: stop.signal });
    const running = superviseRun(options);
    const [sample] = await waitFor(
      () => {
        const samples = existsSync(runPaths(project.root, options.runId).journal)
          ? project.entries(options.runId, "system")
          : [];
        return samples.length > 0 && samples;
      },
      { label: "a sample" },
    );
    expect((sample?.["metrics"] as Record<string, number>)["memory_mb"]).toBeGreaterThan(5);
    stop.abort();
    await running;
  });

  it("stops politely: the script may still save and log", async () => {
    const argv = project.script(`
      process.on("SIGINT", () => {
        require("node:fs").appendFileSync(process.env.SEXTANT_METRICS, '{"step":9,"saved":1}\\n');
        console.log("saved");
        process.exit(0);
      });
      console.log("ready");
      setInterval(() => {}, 1000);`);
    const stop = new AbortController();
    const options = project.options(argv, { signal: stop.signal });
    const running = superviseRun(options);
    await waitFor(() => existsLog(options.runId) && project.log(options.runId) === "ready\n", {
      label: "the script is ready",
    });
    stop.abort();
    expect(await running).toMatchObject({ status: "stopped", exitCode: 0 });
    expect(project.log(options.runId)).toBe("ready\nsaved\n");
    expect(project.rows(options.runId)).toEqual([{ step: 9, saved: 1 }]);
  });

  it("ends a script that ignores signals, with children that do", async () => {
    const argv = project.script(`
      for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
      if (process.argv[2] !== "child")
        require("node:child_process").spawn(process.execPath, [__filename, "child"], { stdio: "inherit" });
      console.log(process.pid);
      setInterval(() => {}, 1000);`);
    const stop = new AbortController();
    const options = project.options(argv, { signal: stop.signal });
    const running = superviseRun(options);
    const pids = await waitFor(
      () => {
        const found = existsLog(options.runId) ? project.log(options.runId).trim().split("\n") : [];
        return found.length === 2 && found.map(Number);
      },
      { label: "both processes run" },
    );
    stop.abort();
    expect(await running).toMatchObject({ status: "stopped", signal: "SIGKILL", exitCode: null });
    for (const pid of pids) expect(await readProcessIdentity(pid)).toBeNull();
  });

  it("records a script that was killed as failed", async () => {
    const argv = project.script('process.kill(process.pid, "SIGKILL");');
    const options = project.options(argv);
    expect(await superviseRun(options)).toMatchObject({ status: "failed", signal: "SIGKILL" });
    expect(project.lastStatus(options.runId)).toMatchObject({ exitCode: null, signal: "SIGKILL" });
  });

  it("does not start a script that was stopped before", async () => {
    const argv = project.script('require("node:fs").writeFileSync("started", "");');
    const options = project.options(argv, { signal: AbortSignal.abort() });
    expect((await superviseRun(options)).status).toBe("stopped");
    expect(existsSync(path.join(project.root, "started"))).toBe(false);
  });

  it.each([
    [
      "a missing command",
      ["no-such-command-anywhere"],
      127,
      /"no-such-command-anywhere" was not found/,
    ],
    [
      "a file that is no program",
      ["./data.csv"],
      126,
      /"\.\/data\.csv" could not be started: it is not an executable file/,
    ],
  ])("records %s", async (_label, argv, exitCode, message) => {
    writeFileSync(path.join(project.root, "data.csv"), "1,2\n");
    const options = project.options(argv);
    const outcome = await superviseRun(options);
    expect(outcome).toMatchObject({ status: "failed", exitCode });
    expect(outcome.error?.message).toMatch(message);
    expect(project.lastStatus(options.runId)?.["reason"]).toMatch(message);
    expect(readSupervisor(project.root, options.runId)).toBeNull();
  });

  it("says that the working folder is missing, not the command", async () => {
    const options = project.options(project.script(""), { cwd: path.join(project.root, "gone") });
    const outcome = await superviseRun(options);
    expect(outcome.error?.code).toBe("folder-not-found");
  });

  it("runs although the code cannot be recorded, and says why", async () => {
    const { log, said } = warnings();
    const options = project.options(project.script('console.log("ran")'), {
      log,
      takeSnapshot: () => Promise.reject(new Error("git is not well")),
    });
    expect((await superviseRun(options)).status).toBe("finished");
    expect(project.log(options.runId)).toBe("ran\n");
    expect(said).toEqual(["The code of this run could not be recorded: git is not well"]);
    expect(project.entries(options.runId, "tags")[0]?.["tags"]).toEqual({
      "sextant.snapshotError": "git is not well",
    });
  });

  it("runs although there is no endpoint", async () => {
    const { log, said } = warnings();
    const options = project.options(project.script(""), {
      log,
      startTracking: () => Promise.reject(new Error("no port")),
    });
    expect((await superviseRun(options)).status).toBe("finished");
    expect(said).toEqual(["MLflow calls of this run will not be recorded: no port"]);
  });

  it("does not leave a script alone when nothing more can be written about it", async () => {
    const errors: string[] = [];
    const argv = project.script('setTimeout(() => console.log("done"), 50);');
    const options = project.options(argv, {
      log: { ...silentLog, error: (message) => errors.push(message) },
      takeSnapshot({ runId }) {
        // Now the file can be neither replaced nor removed.
        const { supervisor } = runPaths(project.root, runId);
        rmSync(supervisor);
        mkdirSync(path.join(supervisor, "in the way"), { recursive: true });
        return Promise.resolve(null);
      },
    });
    expect(await superviseRun(options)).toMatchObject({ status: "finished", exitCode: 0 });
    expect(project.log(options.runId)).toBe("done\n");
    expect(project.lastStatus(options.runId)?.["status"]).toBe("finished");
    expect(errors.map((message) => message.replace(/ could not be recorded: .*/s, ""))).toEqual([
      "The process of the run",
      `The end of run ${options.runId}`,
    ]);
  });

  it("tells its endpoint to others, passes its stop requests on, and closes it", async () => {
    const said: string[] = [];
    let request: TrackingRequest | undefined;
    const argv = project.script(
      "console.log(process.env.MLFLOW_TRACKING_URI); setInterval(() => {}, 1e3);",
    );
    const options = project.options(argv, {
      startTracking(asked) {
        request = asked;
        const endpoint = { uri: "http://127.0.0.1:4711/l/s3cret", port: 4711, secret: "s3cret" };
        return Promise.resolve({
          ...endpoint,
          closeOpenRuns: ({ status }) => said.push(`ended ${status}`),
          close: () => {
            said.push("closed");
            return Promise.resolve();
          },
        });
      },
    });
    const running = superviseRun(options);
    await waitFor(() => existsLog(options.runId) && project.log(options.runId) !== "", {
      label: "the script is ready",
    });
    expect(project.log(options.runId)).toBe("http://127.0.0.1:4711/l/s3cret\n");
    expect(readSupervisor(project.root, options.runId)).toMatchObject({
      pid: process.pid,
      port: 4711,
      secret: "s3cret",
    });
    const { mode } = statSync(runPaths(project.root, options.runId).supervisor);
    if (process.platform !== "win32") expect(mode & 0o777).toBe(0o600);
    request?.onStopRequest({ force: true });
    expect(await running).toMatchObject({ status: "stopped", signal: "SIGKILL" });
    expect(said).toEqual(["ended stopped", "closed"]);
  });

  it("works in folders, with names and arguments of any script", async () => {
    const strange = new TestProject("sextant ünï 空 ");
    try {
      const cwd = path.join(strange.root, "sub folder é");
      mkdirSync(cwd);
      const argv = strange.script(
        'console.log(process.argv.slice(2).join("|"), process.cwd());',
        "训练 '\".cjs",
      );
      const words = ["--name", "zwei Wörter", '$HOME `x` "q"', "", "😀"];
      const options = strange.options([...argv, ...words], { cwd });
      expect((await superviseRun(options)).status).toBe("finished");
      expect(strange.log(options.runId)).toBe(`${words.join("|")} ${cwd}\n`);
      expect(strange.journal(options.runId)[0]?.["command"]).toMatchObject({ cwd: "sub folder é" });
    } finally {
      strange.dispose();
    }
  });

  it("runs ten at once without mixing them up", async () => {
    const argv = project.script(`
      const fs = require("node:fs");
      for (let step = 0; step < 50; step++)
        fs.appendFileSync(process.env.SEXTANT_METRICS, JSON.stringify({ step, id: Number(process.argv[2]) }) + "\\n");`);
    const all = Array.from({ length: 10 }, (_, index) => project.options([...argv, String(index)]));
    await Promise.all(all.map((options) => superviseRun(options)));
    for (const [index, { runId }] of all.entries()) {
      expect(project.rows(runId)).toEqual(
        Array.from({ length: 50 }, (_, step) => ({ step, id: index })),
      );
      expect(project.lastStatus(runId)?.["status"]).toBe("finished");
    }
  });
});

describe("a run that cannot be recorded", () => {
  async function check(code: string, message: RegExp): Promise<void> {
    const argv = project.script('require("node:fs").writeFileSync("started", "");');
    await expect(superviseRun(project.options(argv))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(existsSync(path.join(project.root, "started"))).toBe(false);
  }

  it("is not started where a file is in the way", async () => {
    writeFileSync(path.join(project.root, ".sextant", "runs"), "");
    await check(
      "project-not-writable",
      /something else than a folder is in its place\. Nothing was started\./,
    );
  });

  it.each([
    ["EACCES", "permission was denied"],
    ["EROFS", "the file system is read-only"],
    ["ENOSPC", "no space is left on the disk"],
    ["EDQUOT", "the disk quota is used up"],
    ["EIO", "what the system said"],
  ])("says why: %s", (code, reason) => {
    const cause = Object.assign(new Error("what the system said"), { code });
    expect(projectNotWritable("/data/p", cause).message).toBe(
      `The run could not be recorded in /data/p: ${reason}. Nothing was started.`,
    );
  });

  it("is not started twice under one id", async () => {
    const options = project.options(project.script(""));
    await superviseRun(options);
    await expect(superviseRun(options)).rejects.toMatchObject({ code: "run-exists" });
    expect(project.entries(options.runId, "run")).toHaveLength(1);
  });

  it("is not started under an id that leaves the folder", async () => {
    const options = project.options(project.script(""), { runId: "../escape" });
    await expect(superviseRun(options)).rejects.toMatchObject({ code: "invalid-run-id" });
  });
});

function existsLog(runId: string): boolean {
  return existsSync(runPaths(project.root, runId).log);
}
