import type { FolderView } from "../../../src/core/formats/runFormat.ts";

/** Files by their path relative to the searched folder; text is UTF-8. */
export type MemoryFiles = Readonly<Record<string, string | Uint8Array>>;

/** A folder whose files are in memory: for `detect`. */
export function memoryFolder(files: MemoryFiles, path = ""): FolderView {
  const prefix = path === "" ? "" : `${path}/`;
  const below = Object.keys(files)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  const names = below.filter((name) => !name.includes("/")).sort();
  const folders = [
    ...new Set(below.filter((name) => name.includes("/")).map((name) => name.split("/")[0] ?? "")),
  ].sort();
  return {
    path,
    name: path.split("/").at(-1) ?? "",
    files: names,
    folders,
    hasFile: (name) => names.includes(name),
    hasFolder: (name) => folders.includes(name),
    head: (name) => bytesOf(files[prefix + name] ?? "").subarray(0, 8192),
    list: (folder) => {
      const view = memoryFolder(files, prefix + folder);
      return view.files.length + view.folders.length > 0 ? view : undefined;
    },
  };
}

/** The folder and all below it, as a walk would show them. */
export function* memoryFolders(files: MemoryFiles, path = ""): Generator<FolderView> {
  const view = memoryFolder(files, path);
  yield view;
  for (const folder of view.folders) {
    yield* memoryFolders(files, path === "" ? folder : `${path}/${folder}`);
  }
}

export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}
