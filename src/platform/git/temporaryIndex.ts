import { mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A copy of the user's index, for git to work on instead of it. */
export interface TemporaryIndex {
  readonly env: { readonly GIT_INDEX_FILE: string };
  /** False only when the index surely names no repository inside the repository. */
  readonly mayHoldNested: boolean;
  remove(): Promise<void>;
}

/** The mode of a nested repository's entry, 0160000, in the four bytes that index entries use. */
const nestedMode = Buffer.from([0x00, 0x00, 0xe0, 0x00]);
/** Signature of the extension by which an index says that its entries are in another file. */
const splitIndex = Buffer.from("link");

/**
 * Copies the index, so that git finds the times and sizes in it and need not read files that did not
 * change. The copy lies in the system's temporary folder: nothing that watches `.git` sees it.
 *
 * Invariant: the copy is never newer than the original. Git distrusts entries as young as the index
 * file itself; a younger copy would let it trust a file that was changed right after `git add`.
 */
export async function copyIndex(gitDir: string): Promise<TemporaryIndex> {
  const folder = await mkdtemp(path.join(tmpdir(), "sextant-index-"));
  const file = path.join(folder, "index");
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const mayHoldNested = await copy(path.join(gitDir, "index"), file);
    return { env: { GIT_INDEX_FILE: file }, mayHoldNested, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** True when the copied bytes may name a nested repository. No index is an empty one. */
async function copy(from: string, to: string): Promise<boolean> {
  const original = await stat(from).catch(nullWhenAbsent);
  if (original === null) return false;
  const bytes = await readFile(from);
  await writeFile(to, bytes);
  const seconds = Math.floor(original.mtimeMs / 1000);
  await utimes(to, seconds, seconds);
  return bytes.includes(nestedMode) || bytes.includes(splitIndex);
}

function nullWhenAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
