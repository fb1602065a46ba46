import path from "node:path";
import { AppError } from "../base/errors.ts";
import { resolveRun } from "../core/runs/resolveRun.ts";
import type { Run } from "../core/runs/run.ts";
import { RunIndex } from "../platform/index/runIndex.ts";
import { findProjectRoot, isFolder } from "../platform/runs/project.ts";
import { createCliLog } from "./cliLog.ts";
import type { CliIo } from "./io.ts";

/** A project's runs, up to date, for the length of a command. */
export interface ProjectIndex {
  readonly root: string;
  readonly index: RunIndex;
  /** The run a person means, deleted ones too. Throws AppError `run-not-found` or `run-ambiguous`. */
  readonly resolve: (reference: string) => Run;
}

/** `folder` is the project or a folder inside it; where the command was started when left out. */
export async function withProjectIndex<T>(
  io: CliIo,
  folder: string | undefined,
  work: (project: ProjectIndex) => T | Promise<T>,
): Promise<T> {
  const start = path.resolve(io.cwd, folder ?? ".");
  if (!isFolder(start)) {
    throw new AppError("folder-not-found", `There is no folder ${start}.`);
  }
  const root = findProjectRoot(start);
  const index = RunIndex.open(root, { log: createCliLog(io), env: io.env });
  try {
    index.refresh();
    const resolve = (reference: string): Run => resolveIn(index, reference);
    return await work({ root, index, resolve });
  } finally {
    index.close();
  }
}

/** A full id needs no reading of the others. */
function resolveIn(index: RunIndex, reference: string): Run {
  const exact = index.run(reference);
  if (exact !== undefined) return exact;
  return resolveRun(reference, index.runs());
}
