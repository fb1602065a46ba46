import path from "node:path";

/** Globs that are on in settings of the form of `files.exclude`; those with conditions are not. */
export function enabledGlobs(excludes: unknown): readonly string[] {
  if (typeof excludes !== "object" || excludes === null) return [];
  return Object.entries(excludes).flatMap(([glob, isOn]) => (isOn === true ? [glob] : []));
}

/**
 * Folders as a user writes them, absolute: `~` is the home folder, anything relative starts at the
 * project's root. Empty ones are dropped, and so are those named twice.
 */
export function resolveFolders(
  folders: readonly string[],
  places: { readonly home: string; readonly root: string },
): readonly string[] {
  const resolved = folders
    .map((folder) => folder.trim())
    .filter((folder) => folder !== "")
    .map((folder) => path.resolve(places.root, folder.replace(/^~(?=$|[/\\])/, places.home)));
  return [...new Set(resolved)];
}
