import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach } from "vitest";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import type { LoggedMetrics } from "../formats/comparePoints.ts";
import type { LogWriter } from "./logWriter.ts";
import type { OpenProject } from "./openProject.ts";

/** What a script that logs says it has logged, in `oracle.json` of its folder. */
export interface Logged {
  readonly metrics: LoggedMetrics;
  readonly params: Record<string, string>;
  readonly tags: Record<string, string>;
}

/** A folder that a test's script logs into; it is gone after each test, and who writes there too. */
export interface WriterProject {
  readonly python: () => string;
  readonly root: () => string;
  readonly readLogged: () => Logged;
  /** Set by a test, ended after it. */
  project: OpenProject | undefined;
  writer: LogWriter | undefined;
}

/** To be called where a suite is declared. */
export function useWriterProject(env: string): WriterProject {
  let root = "";
  let python = "";
  const held: WriterProject = {
    python: () => python,
    root: () => root,
    readLogged: () => JSON.parse(readFileSync(path.join(root, "oracle.json"), "utf8")) as Logged,
    project: undefined,
    writer: undefined,
  };
  beforeAll(() => {
    python = ensurePythonEnv(env);
  });
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "sextant-contract-"));
  });
  afterEach(() => {
    held.writer?.kill();
    held.writer = undefined;
    held.project?.dispose();
    held.project = undefined;
    rmSync(root, { recursive: true, force: true });
  });
  return held;
}
