import type { FolderView } from "./runFormat.ts";

/** Path of a file in a folder, relative to the folder that is searched. */
export function pathIn(folder: Pick<FolderView, "path">, file: string): string {
  return folder.path === "" ? file : `${folder.path}/${file}`;
}

/** Last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A file's name without its folder and its last extension. */
export function stemOf(path: string): string {
  const name = fileNameOf(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? name : name.slice(0, dot);
}
