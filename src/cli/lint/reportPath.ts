import path from "node:path";

/** A file of a project as somebody in the current folder names it. */
export function fromHere(root: string, file: string, cwd: string): string {
  return path.relative(cwd, path.join(root, file)).split(path.sep).join("/");
}
