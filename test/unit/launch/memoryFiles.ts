import type { TextFiles } from "../../../src/core/ports.ts";
import type { LaunchTools } from "../../../src/core/launch/interpreters.ts";

/** Text files by path, in memory. */
export function memoryFiles(files: Readonly<Record<string, string>>): TextFiles {
  return { read: (path) => Promise.resolve(Object.hasOwn(files, path) ? files[path]! : null) };
}

export const linux: LaunchTools = { isWindows: false, python: "python3", dvc: null };
export const linuxWithDvc: LaunchTools = { ...linux, dvc: "dvc" };
export const windows: LaunchTools = { isWindows: true, python: "python", dvc: null };
