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
import { skipContent } from "../skipContent.ts";
import { TextStream } from "../text/textStream.ts";
import { createParamsReader, createSummaryReader, createTableReader } from "./documentReaders.ts";
import { imageFolder, imageItem, isImageName } from "./images.ts";
import { ScalarReader } from "./scalarReader.ts";

/** Where the points are, below the run's folder; the last two are of DVCLive 1 and 2. */
const scalarFolders = ["plots/metrics", "plots/scalars", "scalars"] as const;
const tableFolders = ["plots/sklearn", "plots/custom"] as const;
const maxFiles = 20_000;
const maxNesting = 8;

/**
 * A folder that DVCLive writes (`dvclive/` unless told otherwise): `metrics.json` with the latest
 * values, a file of points for each metric, `params.yaml`, images and plots. Its reports are
 * pictures of these and are left alone.
 */
export const dvcliveFormat: RunFormat = {
  id: "dvclive",
  detect(folder: FolderView): readonly RunClaim[] {
    const scalars = scalarFolders.flatMap((name) =>
      listFiles(folder, name, (file) => file.endsWith(".tsv")),
    );
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
        .flatMap((name) => listFiles(folder, name, (file) => file.endsWith(".json")))
        .map((path) => ({ path: inFolder(path), role: "table" satisfies Role })),
      ...listFiles(folder, imageFolder, isImageName)
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
        return skipContent(() => {
          const name = path.slice(imageFolder.length + 1);
          channel.addMedia(imageItem(name, file.path, fileTime));
        });
    }
  },
};

type Role = "summary" | "params" | "scalar" | "table" | "image";

/** `plots/metrics/train/acc.tsv` holds `train/acc`. */
export function metricOf(path: string): string {
  const folder = scalarFolders.find((name) => path.startsWith(`${name}/`));
  return path.slice(folder === undefined ? 0 : folder.length + 1).replace(/\.tsv$/, "");
}

/** Files below a folder, by path relative to `from`. */
function listFiles(from: FolderView, name: string, isWanted: (file: string) => boolean): string[] {
  const [first = ""] = name.split("/");
  if (!from.hasFolder(first)) return [];
  const found: string[] = [];
  const walk = (folder: FolderView | undefined, path: string, depth: number): void => {
    if (folder === undefined || depth > maxNesting || found.length >= maxFiles) return;
    for (const file of folder.files) if (isWanted(file)) found.push(`${path}/${file}`);
    for (const inner of folder.folders) walk(folder.list(inner), `${path}/${inner}`, depth + 1);
  };
  walk(from.list(name), name, 0);
  return found.slice(0, maxFiles);
}
