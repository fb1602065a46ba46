import { statSync } from "node:fs";
import path from "node:path";

/**
 * The git of the search path, as an absolute path; null when there is none. Entries that are not
 * absolute are passed over, and so is the current folder, which Windows would search first: a
 * program that a repository brings along is never taken for git.
 */
export function findGit(env: Readonly<Record<string, string | undefined>>): string | null {
  const searchPath = env["PATH"] ?? env["Path"] ?? "";
  const names = process.platform === "win32" ? ["git.exe", "git.cmd"] : ["git"];
  for (const folder of searchPath.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    for (const name of names) {
      const candidate = path.join(folder, name);
      if (isProgram(candidate)) return candidate;
    }
  }
  return null;
}

/** A folder of the path that may not be entered holds nothing for us. */
function isProgram(file: string): boolean {
  try {
    const stat = statSync(file);
    return stat.isFile() && (process.platform === "win32" || (stat.mode & 0o111) !== 0);
  } catch {
    return false;
  }
}
