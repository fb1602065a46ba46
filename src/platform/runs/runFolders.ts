import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { isRunId } from "../../core/runs/runId.ts";
import { projectPaths } from "./project.ts";

/** Ids of all run folders of a project, oldest first; deleted runs are among them. */
export async function readRunIds(root: string): Promise<readonly string[]> {
  const entries = await readFolder(projectPaths(root).runs);
  return entries
    .map((entry) => entry.name)
    .filter(isRunId)
    .sort();
}

export interface ArtifactFile {
  /** Inside the artifact folder, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
}

const maxArtifacts = 5000;

/**
 * The files below a run's artifact folder, by path. Symbolic links are not followed: they may lead
 * anywhere. `isComplete` is false where there are more than 5000.
 */
export async function readArtifacts(
  folder: string,
): Promise<{ readonly artifacts: readonly ArtifactFile[]; readonly isComplete: boolean }> {
  const artifacts: ArtifactFile[] = [];
  const waiting = [""];
  for (let inside = waiting.pop(); inside !== undefined; inside = waiting.pop()) {
    for (const entry of await readFolder(path.join(folder, inside))) {
      const entryPath = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(entryPath);
      else if (entry.isFile()) {
        if (artifacts.length === maxArtifacts) return { artifacts, isComplete: false };
        const { size } = await stat(path.join(folder, entryPath));
        artifacts.push({ path: entryPath, sizeBytes: size });
      }
    }
  }
  artifacts.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { artifacts, isComplete: true };
}

/** A folder that is not there is empty. */
async function readFolder(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
