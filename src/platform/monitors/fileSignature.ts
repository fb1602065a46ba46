import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import picomatch from "picomatch";
import { sextantFolderName } from "../runs/project.ts";

/** Looking goes so deep and at so many entries; deeper changes are seen when the monitor is due. */
const maxDepth = 8;
const maxEntries = 5000;

/** Where to look for changes of a path: the folder before its first wildcard. */
export function watchedFolder(absolutePath: string): string {
  const steps = absolutePath.split(/[\\/]/);
  const first = steps.findIndex((step) => /[*?[\]{}]/.test(step));
  const isGlob = first >= 0;
  const fixed = isGlob ? steps.slice(0, first).join("/") || "/" : absolutePath;
  if (isGlob || isFolder(fixed)) return fixed;
  return path.dirname(fixed);
}

/**
 * Changes when a file of a path does: its name, size and time. A path is a file, a folder or a
 * glob, absolute. Sextant's own folder does not count.
 */
export function fileSignature(absolutePaths: readonly string[]): string {
  return absolutePaths.map((item) => signatureOf(item)).join("\n");
}

/** Whether there is no file at all yet. */
export function isMissing(absolutePaths: readonly string[]): boolean {
  return absolutePaths.every((item) => ["", "missing"].includes(signatureOf(item)));
}

function signatureOf(absolutePath: string): string {
  const folder = watchedFolder(absolutePath);
  const plain = absolutePath.replaceAll("\\", "/");
  if (folder === absolutePath) return listFiles(folder, () => true).join("|");
  if (!/[*?[\]{}]/.test(plain)) return describe(absolutePath) ?? "missing";
  const isMatch = picomatch(plain, { dot: false });
  return listFiles(folder, (file) => isMatch(file.replaceAll("\\", "/"))).join("|");
}

function listFiles(folder: string, isWanted: (file: string) => boolean): readonly string[] {
  const found: string[] = [];
  const waiting: { readonly folder: string; readonly depth: number }[] = [{ folder, depth: 0 }];
  let seen = 0;
  for (let next = waiting.pop(); next && seen < maxEntries; next = waiting.pop()) {
    for (const entry of readEntries(next.folder)) {
      seen += 1;
      const file = path.join(next.folder, entry.name);
      if (entry.isDirectory()) {
        const isLooked = entry.name !== sextantFolderName && entry.name !== ".git";
        if (isLooked && next.depth < maxDepth) {
          waiting.push({ folder: file, depth: next.depth + 1 });
        }
      } else if (isWanted(file)) found.push(describe(file) ?? "");
    }
  }
  return found.sort();
}

function readEntries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that is not there, or may not be looked at, has no files.
    return [];
  }
}

function describe(file: string): string | null {
  try {
    const { size, mtimeMs } = statSync(file);
    return `${file} ${size} ${mtimeMs}`;
  } catch {
    return null;
  }
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
