import type { Log } from "../../base/logging.ts";
import { readTrackedFiles } from "../git/trackedFiles.ts";
import type { ProjectFolder } from "./projectFolder.ts";
import { TrackedSet } from "./trackedSet.ts";

/** Each is a process of git. */
const maxRepositories = 30;
const atOnce = 4;

interface ReadOptions {
  readonly isTrusted: boolean;
  /** Folders below the root that are repositories of their own. */
  readonly repositories: readonly string[];
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

/** What git tracks below the root, in the repositories inside it too; undefined outside of git. */
export async function readTracked(
  folder: ProjectFolder,
  { isTrusted, repositories, log, signal }: ReadOptions,
): Promise<TrackedSet | undefined> {
  const files: string[] = [];
  const unknown: string[] = [];
  const read = async (path: string): Promise<void> => {
    const where = { folder: folder.absolute(path), isTrusted };
    const found = await readTrackedFiles(where, { log, signal });
    if (found === undefined) unknown.push(path);
    else for (const file of found) files.push(path === "" ? file : `${path}/${file}`);
  };
  await read("");
  const isOutsideGit = unknown.length > 0;
  const asked = repositories.slice(0, maxRepositories);
  unknown.push(...repositories.slice(maxRepositories));
  for (let at = 0; at < asked.length; at += atOnce) {
    await Promise.all(asked.slice(at, at + atOnce).map(read));
  }
  if (isOutsideGit && files.length === 0) return undefined;
  return new TrackedSet(files, unknown);
}
