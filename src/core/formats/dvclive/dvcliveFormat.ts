import { pathIn } from "../filePaths.ts";
import type {
  ClaimedFile,
  FileReader,
  FolderView,
  ReaderContext,
  RunClaim,
  RunFormat,
} from "../runFormat.ts";
import { maxMediaItems } from "../media.ts";
import { TextStream } from "../text/textStream.ts";
import { createParamsReader, createSummaryReader, createTableReader } from "./documentReaders.ts";
import { ScalarReader } from "./scalarReader.ts";

/** Where the points are, below the run's folder; the last two are of DVCLive 1 and 2. */
const scalarFolders = ["plots/metrics", "plots/scalars", "scalars"] as const;
const tableFolders = ["plots/sklearn", "plots/custom"] as const;
const imageFolder = "plots/images";
const maxFiles = 20_000;
const maxNesting = 8;

const imageTypes: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  svg: "image/svg+xml",
  webp: "image/webp",
  bmp: "image/bmp",
};

/**
 * A folder that DVCLive writes (`dvclive/` unless told otherwise): `metrics.json` with the latest
 * values, a file of points for each metric, `params.yaml`, images and plots. Its reports are
 * pictures of these and are left alone.
 */
export const dvcliveFormat: RunFormat = {
  id: "dvclive",
  detect(folder: FolderView): readonly RunClaim[] {
    const scalars = scalarFolders.flatMap((name) => listFiles(folder, name, /\.tsv$/));
    const isNamed = folder.name === "dvclive" && folder.hasFile("metrics.json");
    if (scalars.length === 0 && !isNamed) return [];
    const inFolder = (name: string): string => pathIn(folder, name);
    const file = (name: string, role: Role): ClaimedFile[] =>
      folder.hasFile(name) ? [{ path: inFolder(name), role }] : [];
    const files = [
      ...file("metrics.json", "summary"),
      ...file("params.yaml", "params"),
      ...scalars.map((path) => ({ path: inFolder(path), role: "scalar" satisfies Role })),
      ...tableFolders
        .flatMap((name) => listFiles(folder, name, /\.json$/))
        .map((path) => ({ path: inFolder(path), role: "table" satisfies Role })),
      ...listFiles(folder, imageFolder, /\.(?:png|jpe?g|gif|svg|webp|bmp)$/i)
        .slice(0, maxMediaItems)
        .map((path) => ({ path: inFolder(path), role: "image" satisfies Role })),
    ];
    const owned = folder.hasFolder("plots") ? [inFolder("plots")] : [];
    return [{ root: folder.path, key: "", files, ownedFolders: owned }];
  },
  createReader(file: ClaimedFile, context: ReaderContext): FileReader {
    const { channel, root, fileTime } = context;
    const path = root === "" ? file.path : file.path.slice(root.length + 1);
    switch (file.role as Role) {
      case "scalar":
        return new TextStream(new ScalarReader(metricOf(path), channel), channel);
      case "summary":
        return createSummaryReader(channel, fileTime);
      case "params":
        return createParamsReader(channel, file.path);
      case "table":
        return createTableReader(channel, path.replace(/^plots\//, "").replace(/\.json$/, ""));
      case "image":
        return imageReader(file.path, path.slice(imageFolder.length + 1), context);
    }
  },
};

type Role = "summary" | "params" | "scalar" | "table" | "image";

/** `plots/metrics/train/acc.tsv` holds `train/acc`. */
export function metricOf(path: string): string {
  const folder = scalarFolders.find((name) => path.startsWith(`${name}/`));
  return path.slice(folder === undefined ? 0 : folder.length + 1).replace(/\.tsv$/, "");
}

/** Lists an image without reading it; `name/5.png` is the image `name` at step 5. */
function imageReader(path: string, name: string, { channel, fileTime }: ReaderContext): FileReader {
  const [, series, step, ending = ""] = /^(?:(.*)\/(\d+)|.*)\.(\w+)$/.exec(name) ?? [];
  const mimeType = imageTypes[ending.toLowerCase()] ?? "application/octet-stream";
  const add = (): void => {
    channel.addMedia({
      kind: "image",
      name: series ?? name,
      step: step === undefined ? null : Number(step),
      time: fileTime,
      content: { kind: "file", path, mimeType },
    });
  };
  let isAdded = false;
  return {
    kind: "stream",
    read() {
      if (!isAdded) add();
      isAdded = true;
      return Number.MAX_SAFE_INTEGER;
    },
  };
}

/** Files below a folder, by path relative to `from`. */
function listFiles(from: FolderView, name: string, pattern: RegExp): string[] {
  const [first = ""] = name.split("/");
  if (!from.hasFolder(first)) return [];
  const found: string[] = [];
  const walk = (folder: FolderView | undefined, path: string, depth: number): void => {
    if (folder === undefined || depth > maxNesting || found.length >= maxFiles) return;
    for (const file of folder.files) if (pattern.test(file)) found.push(`${path}/${file}`);
    for (const inner of folder.folders) walk(folder.list(inner), `${path}/${inner}`, depth + 1);
  };
  walk(from.list(name), name, 0);
  return found.slice(0, maxFiles);
}
