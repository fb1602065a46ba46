import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { openProject, type OpenProject } from "../support/sources/openProject.ts";
import { checkTrackioRuns, type TrackioReport } from "../support/sources/trackioOracle.ts";
import { waitFor } from "../support/waitFor.ts";

/** trackio itself, unchanged: what it logged and reads back against what Sextant shows. */
const script = path.join(import.meta.dirname, "trackio_writer.py");

let python: string;
let root: string;
let project: OpenProject | undefined;
beforeAll(() => {
  python = ensurePythonEnv("writers");
});
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-trackio-"));
  mkdirSync(path.join(root, "logs"));
});
afterEach(() => {
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

function write(env: Record<string, string>): TrackioReport {
  const output = execFileSync(python, [script, "logs"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return JSON.parse(/^REPORT (.*)$/m.exec(output)?.[1] ?? "{}") as TrackioReport;
}

describe("trackio", () => {
  it.each([
    ["a database", {}],
    ["JSON lines", { TRACKIO_STORAGE_MODE: "jsonl" }],
  ])("is read from %s as it was logged", async (_label, env) => {
    const report = write(env);
    const opened = (project = await openProject(root));
    await checkTrackioRuns(opened.runs(), report, (run, metric) => opened.series(run, metric));
    const media = await opened.media(opened.run(({ name }) => name === "first"));
    expect(media.map(({ kind }) => kind)).toEqual(["image", "histogram", "table", "text"]);
  });

  it("is followed while it logs, and after its process died", async () => {
    const child = spawn(python, [script, "logs", "live"], { cwd: root });
    const ended = new Promise((resolve) => child.on("close", resolve));
    const lines: string[] = [];
    createInterface(child.stdout).on("line", (line) => lines.push(line));
    const said = (line: string): Promise<string> =>
      waitFor(() => lines.find((each) => each === line), { label: line, timeoutMs: 30_000 });
    await said("READY");
    const opened = (project = await openProject(root));
    expect(opened.runs()).toEqual([]);
    for (let step = 0; step < 4; step++) {
      child.stdin.write("go\n");
      await said(`STEP ${step}`);
      await (step === 0 ? opened.refresh() : opened.poll());
      const [run] = opened.runs();
      expect(run).toMatchObject({ name: "live", params: { rate: "0.3" } });
      expect(run?.metrics["loss"]).toMatchObject({ last: step / 10, count: step + 1 });
    }
    child.stdin.write("die\n");
    expect(await ended).toBe(9);
    await opened.refresh();
    const values = (
      await opened.series(
        opened.run(() => true),
        "loss",
      )
    ).values;
    expect([...values]).toEqual([0, 0.1, 0.2, 0.3]);
    const reopened = await openProject(root);
    expect(reopened.runs()).toEqual(opened.runs());
    reopened.dispose();
  });
});
