import { accessSync, constants, lstatSync } from "node:fs";
import path from "node:path";
import { throwIfAborted } from "../../base/async.ts";
import type { OmittedFile } from "../../core/runs/run.ts";
import type { FileHashes } from "./fileHashes.ts";

/** A path whose characters are the bytes of its name, one each. */
export type BytePath = string;

/** How many files are looked at before the event loop gets its turn. */
const filesPerTurn = 500;

/** The name as people read it; bytes that are no UTF-8 show as the replacement character. */
export function readable(file: BytePath): string {
  return Buffer.from(file, "latin1").toString("utf8");
}

/** The path on disk, as bytes where the name is no UTF-8. */
export function onDisk(top: string, file: BytePath): string | Buffer {
  const name = readable(file);
  if (Buffer.from(name, "utf8").toString("latin1") === file) return path.join(top, name);
  return Buffer.concat([Buffer.from(`${top}/`), Buffer.from(file, "latin1")]);
}

export function exists(top: string, file: BytePath): boolean {
  return lstatSync(onDisk(top, file), { throwIfNoEntry: false }) !== undefined;
}

/** Splits files into those to store and those above the limit. Links and folders have no size. */
export async function splitBySize(
  top: string,
  files: readonly BytePath[],
  limitBytes: number,
): Promise<{ small: BytePath[]; large: BytePath[] }> {
  const small: BytePath[] = [];
  const large: BytePath[] = [];
  for (const [index, file] of files.entries()) {
    if (index % filesPerTurn === filesPerTurn - 1) await nextTurn();
    const stat = lstatSync(onDisk(top, file), { throwIfNoEntry: false });
    (stat?.isFile() === true && stat.size > limitBytes ? large : small).push(file);
  }
  return { small, large };
}

/** Files among those that exist and may not be read. */
export function unreadable(top: string, files: readonly BytePath[]): BytePath[] {
  return files.filter((file) => {
    const name = onDisk(top, file);
    if (lstatSync(name, { throwIfNoEntry: false })?.isFile() !== true) return false;
    try {
      accessSync(name, constants.R_OK);
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== "ENOENT";
    }
  });
}

/** Size and hash of a file; the hash is "" for one that cannot be read, null for one that is gone. */
export async function describeOmitted(
  top: string,
  file: BytePath,
  { hashes, signal }: { readonly hashes: FileHashes; readonly signal: AbortSignal | undefined },
): Promise<OmittedFile | null> {
  const name = onDisk(top, file);
  const stat = lstatSync(name, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  const described = { path: readable(file), sizeBytes: stat.size };
  try {
    return { ...described, sha256: await hashes.hash(name, signal) };
  } catch {
    throwIfAborted(signal);
    return { ...described, sha256: "" };
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
