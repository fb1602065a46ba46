import { existsSync } from "node:fs";
import { resolveRun } from "../core/runs/resolveRun.ts";
import { isRunId } from "../core/runs/runId.ts";
import { RunIndex } from "../platform/index/runIndex.ts";
import { runPaths } from "../platform/runs/project.ts";

/**
 * The id of the run that a person means (see resolveRun). A whole id is found without the index.
 */
export function findRunId(root: string, reference: string): string {
  if (isRunId(reference) && existsSync(runPaths(root, reference).journal)) return reference;
  const index = RunIndex.open(root);
  try {
    index.refresh();
    return resolveRun(reference, index.runs()).id;
  } finally {
    index.close();
  }
}
