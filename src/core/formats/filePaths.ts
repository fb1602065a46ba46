import type { FolderView } from "./runFormat.ts";

/** Path of something in a folder; both relative to the folder that is searched. */
export function joinPath(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** Path of a file or folder in a folder that is looked at, relative to the folder that is searched. */
export function pathIn(folder: Pick<FolderView, "path">, name: string): string {
  return joinPath(folder.path, name);
}

/** Of the folder that holds it; "" at the top. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
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
