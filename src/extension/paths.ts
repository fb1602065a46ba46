import path from "node:path";

/** Whether a path is a folder's own or lies below it; `..name` is a name like any other. */
export function isInside(folder: string, file: string): boolean {
  const [first] = path.relative(folder, file).split(path.sep);
  // On Windows the way to another drive is an absolute path.
  return first !== ".." && !path.isAbsolute(path.relative(folder, file));
}
