import { createHash } from "node:crypto";
import { existsSync, mkdirSync, statfsSync } from "node:fs";
import path from "node:path";
import { userCacheFolder } from "../process/userCacheFolder.ts";
import { projectPaths } from "../runs/project.ts";

/**
 * File systems whose shared memory does not reach other machines, by the number that `statfs`
 * gives on Linux: SQLite's WAL must not be used there (https://www.sqlite.org/wal.html).
 */
const networkFileSystems: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x65735546, // FUSE: sshfs and most cluster file systems
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
  0x19830326, // BeeGFS
  0x00c36400, // Ceph
  0x5346414f, // AFS
  0x01021997, // 9P
  0x7461636f, // OCFS2
  0x01161970, // GFS2
]);

/**
 * Part of the index's name, so that two versions of Sextant at work on one project (a second window
 * that was not reloaded yet, a command line tool of its own) do not take each other's index for a
 * damaged one and rebuild it for ever.
 */
export const indexVersion = 2;

/** The index beside the runs. */
export function projectIndexFile(root: string): string {
  return path.join(projectPaths(root).sextant, indexName);
}

const indexName = `index-${indexVersion}.db`;

/**
 * Where the index may be, best first: with the runs, or else in the user's cache. A project without
 * runs is looked at without writing into it.
 */
export function indexFiles(
  root: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  const beside = projectIndexFile(root);
  const cached = cachedIndexFile(root, env);
  const folder = path.dirname(beside);
  if (!existsSync(folder)) return [cached];
  return isOnNetwork(folder) ? [cached] : [beside, cached];
}

export function cachedIndexFile(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const key = createHash("sha256").update(path.resolve(root)).digest("hex").slice(0, 32);
  return path.join(userCacheFolder(env), "index", key, indexName);
}

/** Makes the folder that a file will be in. */
export function makeFolderOf(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
}

function isOnNetwork(folder: string): boolean {
  if (process.platform === "win32") return /^(\\\\|\/\/)/.test(path.resolve(folder));
  if (process.platform !== "linux") return false;
  try {
    return networkFileSystems.has(statfsSync(folder).type >>> 0);
  } catch {
    // The folder is not there yet: opening the file tells what is wrong with it.
    return false;
  }
}
