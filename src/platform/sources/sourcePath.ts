import path from "node:path";

/** How a place is shown and kept: relative to the project's root with `/`, absolute outside of it. */
export function sourcePath(root: string, file: string): string {
  const relative = path.relative(root, file);
  const isOutside = relative.startsWith("..") || path.isAbsolute(relative);
  return (isOutside ? file : relative).split(path.sep).join("/");
}
