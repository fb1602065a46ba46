import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { silentLog } from "../../../src/base/logging.ts";
import { createRunId } from "../../../src/core/runs/runId.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";
import type { SuperviseOptions } from "../../../src/platform/runs/supervisor.ts";
import { systemClock, systemRandom } from "../../../src/platform/runs/systemPorts.ts";

export type Line = Readonly<Record<string, unknown>>;

/** A project folder on disk whose scripts are JavaScript, so that they need nothing but Node. */
export class TestProject {
  readonly root: string;

  constructor(name = "sextant project ") {
    this.root = mkdtempSync(path.join(os.tmpdir(), name));
    mkdirSync(path.join(this.root, ".sextant"));
  }

  /** Writes a script and gives the command line that runs it. */
  script(source: string, name = "train.cjs"): readonly string[] {
    const file = path.join(this.root, name);
    writeFileSync(file, source);
    return [process.execPath, file];
  }

  options(argv: readonly string[], changes: Partial<SuperviseOptions> = {}): SuperviseOptions {
    return {
      root: this.root,
      runId: createRunId(systemClock, systemRandom),
      name: "test",
      isNameChosen: false,
      experiment: "Default",
      isExperimentGiven: false,
      argv,
      cwd: this.root,
      params: {},
      tags: {},
      env: process.env,
      stdin: "ignore",
      takeSnapshot: null,
      startTracking: null,
      clock: systemClock,
      signal: new AbortController().signal,
      graces: { afterInterruptMs: 300, afterTerminateMs: 300 },
      log: silentLog,
      ...changes,
    };
  }

  journal(runId: string): readonly Line[] {
    return readFileSync(runPaths(this.root, runId).journal, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Line);
  }

  entries(runId: string, type: string): readonly Line[] {
    return this.journal(runId).filter((line) => line["type"] === type);
  }

  /** The metric rows of the journal, without their times. */
  rows(runId: string): readonly Line[] {
    return this.journal(runId)
      .filter((line) => line["type"] === undefined)
      .map(({ time: _time, ...rest }) => rest);
  }

  lastStatus(runId: string): Line | undefined {
    return this.entries(runId, "status").at(-1);
  }

  log(runId: string): string {
    return readFileSync(runPaths(this.root, runId).log, "utf8");
  }

  runIds(): readonly string[] {
    return readdirSync(path.join(this.root, ".sextant", "runs"));
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}
