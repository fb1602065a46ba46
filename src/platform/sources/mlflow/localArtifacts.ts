import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { artifactMedia } from "../../../core/formats/mlflow/artifactMedia.ts";
import { maxMediaItems, type MediaItem } from "../../../core/formats/media.ts";
import type { SourceContext } from "../runSource.ts";
import { sourcePath } from "../sourcePath.ts";

const maxEntries = 20_000;
const maxDepth = 8;

/**
 * Where the artifacts of a run may lie, best first. A store that was copied here still names the
 * folders of the machine it comes from, so the end of the path is looked for beside it as well.
 */
export function artifactFolders(uri: string, storeFolder: string): readonly string[] {
  if (uri.startsWith("mlflow-artifacts:")) {
    const rest = uri.replace(/^mlflow-artifacts:(?:\/\/[^/]*)?\/*/, "");
    return ["mlartifacts", "mlruns"].map((name) => path.join(storeFolder, name, rest));
  }
  const folder = folderOf(uri);
  if (folder === undefined) return [];
  const beside = /(?:^|[\\/])(mlruns|mlartifacts)[\\/](.*)$/.exec(folder);
  return [
    ...(path.isAbsolute(folder) ? [folder] : [path.join(storeFolder, folder)]),
    ...(beside === null
      ? []
      : [path.join(storeFolder, beside[1] ?? "", (beside[2] ?? "").replaceAll("\\", "/"))]),
  ];
}

function folderOf(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return /^[a-z][a-z0-9+-]+:/i.test(uri) ? undefined : uri;
  try {
    return fileURLToPath(uri);
  } catch {
    // Of another system: its end is looked for.
    return decodeURI(uri.replace(/^file:\/*/, "/"));
  }
}

/**
 * What there is to look at in the first of these folders that exists. Files outside the project are
 * listed only in a trusted workspace, since it is the store that names them; links are not followed.
 */
export async function listArtifacts(
  folders: readonly string[],
  context: SourceContext,
): Promise<readonly MediaItem[]> {
  const folder = folders.find((each) => isFolderAllowed(each, context));
  if (folder === undefined) return [];
  const items: MediaItem[] = [];
  for await (const artifact of walkFiles(folder)) {
    const item = artifactMedia(artifact, sourcePath(context.root, path.join(folder, artifact)));
    if (item !== undefined) items.push(item);
    if (items.length >= maxMediaItems) break;
  }
  return items;
}

/** Paths of the files below, relative with `/`, nearest first; within bounds. */
async function* walkFiles(folder: string): AsyncGenerator<string> {
  const waiting = [{ relative: "", depth: 0 }];
  let seen = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const entry of readEntries(path.join(folder, next.relative))) {
      if (++seen > maxEntries) return;
      const artifact = next.relative === "" ? entry.name : `${next.relative}/${entry.name}`;
      const isDeeper = entry.isDirectory() && next.depth < maxDepth;
      if (isDeeper) waiting.push({ relative: artifact, depth: next.depth + 1 });
      if (entry.isFile()) yield artifact;
    }
    await nextTurn();
  }
}

function isFolderAllowed(folder: string, { root, isTrusted }: SourceContext): boolean {
  try {
    if (!statSync(folder).isDirectory()) return false;
    const relative = path.relative(realpathSync(root), realpathSync(folder));
    return isTrusted || (!relative.startsWith("..") && !path.isAbsolute(relative));
  } catch {
    return false;
  }
}

function readEntries(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
