import { existsSync } from "node:fs";
import path from "node:path";
import { isRunId } from "../core/runs/runId.ts";
import { findProjectRoot, runPaths } from "../platform/runs/project.ts";
import type { CliIo } from "./io.ts";
import { withProjectIndex } from "./projectIndex.ts";

export interface FoundRun {
  readonly root: string;
  readonly runId: string;
}

/**
 * The run that a person means (see resolveRun) in the project that `folder` lies in. A whole id is
 * found without the index. Throws AppError `run-not-found` or `run-ambiguous`.
 */
export async function findRun(
  io: CliIo,
  folder: string | undefined,
  reference: string,
): Promise<FoundRun> {
  const root = findProjectRoot(path.resolve(io.cwd, folder ?? "."));
  if (isRunId(reference) && existsSync(runPaths(root, reference).journal)) {
    return { root, runId: reference };
  }
  return withProjectIndex({ io, folder, isOwnOnly: true }, (project) => ({
    root: project.root,
    runId: project.resolve(reference).id,
  }));
}
