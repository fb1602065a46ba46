import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { openProject, type OpenProject } from "../support/sources/openProject.ts";
import { checkTrials, type OracleTrial } from "../support/sources/optunaOracle.ts";
import { waitFor } from "../support/waitFor.ts";

/** Optuna itself, unchanged: what it says its studies hold against what Sextant shows. */
const script = path.join(import.meta.dirname, "optuna_writer.py");

let python: string;
let root: string;
let project: OpenProject | undefined;
beforeAll(() => {
  python = ensurePythonEnv("writers");
});
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "sextant-optuna-"));
});
afterEach(() => {
  project?.dispose();
  project = undefined;
  rmSync(root, { recursive: true, force: true });
});

function run(env: Record<string, string>, ...args: readonly string[]): readonly OracleTrial[] {
  const output = execFileSync(python, ["-W", "ignore", script, ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return JSON.parse(/^REPORT (.*)$/m.exec(output)?.[1] ?? "[]") as OracleTrial[];
}

/** A writer that goes on when it is told to. */
class Writer {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;
  readonly lines: string[] = [];

  constructor(...args: readonly string[]) {
    this.child = spawn(python, ["-W", "ignore", script, ...args], { cwd: root });
    this.ended = new Promise((resolve) => this.child.on("close", resolve));
    createInterface(this.child.stdout).on("line", (line) => this.lines.push(line));
  }

  said(line: string): Promise<string> {
    const label = `the writer to say ${line}`;
    return waitFor(() => this.lines.find((each) => each.startsWith(line)), {
      label,
      timeoutMs: 30_000,
    });
  }

  tell(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }
}

describe.each([
  ["sqlite", "study.db"],
  ["journal", "study.log"],
])("Optuna's %s", (kind, file) => {
  it("is read as Optuna reads it, in any time zone", async () => {
    const trials = run({ TZ: "Asia/Kolkata" }, kind, file);
    expect(trials.length).toBeGreaterThan(10);
    const opened = (project = await openProject(root));
    await checkTrials(opened.runs(), trials, (each, metric) => opened.series(each, metric));
  });

  it("is found when the file was there before it had content", async () => {
    writeFileSync(path.join(root, file), "");
    const opened = (project = await openProject(root));
    expect(opened.runs()).toEqual([]);
    const trials = run({}, kind, file);
    await opened.refresh();
    expect(opened.runs()).toHaveLength(trials.length);
  });

  it("is followed while it is written, and after its writer died", async () => {
    const writer = new Writer(kind, file, "live");
    await writer.said("TRIAL 0");
    const opened = (project = await openProject(root));
    const trial = (number: number) =>
      opened.runs().find((each) => each.location?.key === `live/${number}`);
    expect(trial(0)).toMatchObject({
      status: "running",
      metrics: { intermediate_value: { count: 3 } },
    });
    for (let number = 1; number <= 3; number++) {
      writer.tell("go");
      await writer.said(`TRIAL ${number}`);
      await opened.poll();
      expect(trial(number - 1)).toMatchObject({
        status: "finished",
        metrics: { value: { last: number - 1 } },
      });
      expect(trial(number)?.metrics["intermediate_value"]?.last).toBe(number + 0.2);
    }
    writer.tell("die");
    expect(await writer.ended).toBe(9);
    await opened.refresh();
    expect(opened.runs()).toHaveLength(4);
    await checkTrials(opened.runs(), run({}, kind, file, "describe"), (each, metric) =>
      opened.series(each, metric),
    );
  });

  it("is never held up by being read", async () => {
    const writer = new Writer(kind, file, "race");
    await writer.said("READY");
    const opened = (project = await openProject(root));
    let polls = 0;
    let isEnded = false;
    void writer.ended.then(() => (isEnded = true));
    await waitFor(
      async () => {
        await opened.poll();
        polls++;
        return isEnded;
      },
      { label: "the writer to end", timeoutMs: 60_000, intervalMs: 1 },
    );
    const report = JSON.parse((await writer.said("REPORT")).slice(7)) as Record<string, number>;
    expect(polls).toBeGreaterThan(5);
    // SQLite's clients give up after five seconds of waiting.
    expect(report["slowest"]).toBeLessThan(4);
    await opened.refresh();
    expect(opened.runs()).toHaveLength(report["count"] ?? -1);
    expect(opened.runs().every(({ status }) => status === "finished")).toBe(true);
  });
});
