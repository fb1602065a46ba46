/** Paths of a project's files: relative to its root, with `/`; the root itself is "". */

/**
 * A path as it is written in a file, relative to a folder of the project. Undefined for URLs,
 * absolute paths, empty ones, and those that leave the project's root. A backslash is a character
 * like others, as it is for DVC wherever pipelines are shared.
 */
export function projectPath(folder: string, written: string): string | undefined {
  if (written === "" || isOutsidePath(written)) return undefined;
  if (isPlain(written)) return folder === "" ? written : `${folder}/${written}`;
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of written.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** Whether none of its parts is empty, `.` or `..`; most are not. */
function isPlain(written: string): boolean {
  return !(
    written.includes("./") ||
    written.includes("//") ||
    written.endsWith(".") ||
    written.endsWith("/")
  );
}

/** URLs (`s3://…`), absolute paths, and those with a drive. */
export function isOutsidePath(written: string): boolean {
  if (written.startsWith("/")) return true;
  return written.includes(":") && /^[A-Za-z][A-Za-z0-9+.-]*:\/\/|^[A-Za-z]:[\\/]/.test(written);
}

/** Whether a path is another one or lies below it. Both are of one project. */
export function isAtOrBelow(path: string, above: string): boolean {
  return above === "" || path === above || path.startsWith(`${above}/`);
}

/** How a path of the project is written in a file whose paths start at a folder. */
export function relativePath(folder: string, path: string): string {
  let common = folder;
  let up = "";
  while (!isAtOrBelow(path, common)) {
    common = folderOf(common);
    up += "../";
  }
  const rest = path.slice(common === "" ? 0 : common.length + 1);
  return rest === "" ? up.slice(0, -1) || "." : up + rest;
}

/** The folder a file is in; "" for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** A folder and all above it, up to the project's root. */
export function foldersAbove(folder: string): readonly string[] {
  const found = [folder];
  for (let at = folder; at !== "";) {
    at = folderOf(at);
    found.push(at);
  }
  return found;
}
