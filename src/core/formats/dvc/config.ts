/**
 * The folder of the cache that a `.dvc/config` names, relative to `.dvc` or absolute; null when it
 * names none.
 */
export function parseCacheFolder(text: string): string | null {
  let section = "";
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[\s*(.*?)\s*\]\s*$/.exec(line);
    if (heading !== null) section = heading[1] ?? "";
    const folder = section === "cache" ? /^\s*dir\s*=\s*(.*?)\s*$/.exec(line)?.[1] : undefined;
    if (folder !== undefined && folder !== "") return folder;
  }
  return null;
}
