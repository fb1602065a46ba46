import type { FileText, ProjectFiles } from "../../../src/core/ports.ts";

export interface MemoryFilesOptions {
  /** Paths that git tracks; left out where there is no repository. A folder's files with `data/`. */
  readonly tracked?: readonly string[];
}

/** A project's files in memory, by path. Folders are those that files lie in. */
export function createMemoryFiles(
  files: Readonly<Record<string, string>>,
  options: MemoryFilesOptions = {},
): ProjectFiles {
  const paths = Object.keys(files);
  const isFolder = (path: string) => path === "" || paths.some((it) => it.startsWith(`${path}/`));
  return {
    kindOf: (path) =>
      Object.hasOwn(files, path) ? "file" : isFolder(path) ? "directory" : "missing",
    read: (path): FileText | undefined =>
      Object.hasOwn(files, path) ? { text: files[path] ?? "", encoding: "utf-8" } : undefined,
    list: (folder) => {
      const lead = folder === "" ? "" : `${folder}/`;
      const below = paths
        .filter((path) => path.startsWith(lead))
        .map((it) => it.slice(lead.length));
      return [...new Set(below.map((it) => it.replace(/\/.*/s, "/")))].sort();
    },
    isTracked: (path) =>
      options.tracked?.some((it) => it === path || it.startsWith(path === "" ? "" : `${path}/`)),
  };
}
