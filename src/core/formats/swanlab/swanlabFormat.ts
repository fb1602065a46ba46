import { pathIn } from "../filePaths.ts";
import type {
  ClaimedFile,
  FileReader,
  FolderView,
  ReaderContext,
  RunClaim,
  RunFormat,
} from "../runFormat.ts";
import { createConfigReader, createMetadataReader } from "./swanlabDocuments.ts";
import { createSwanlabReader } from "./swanlabReader.ts";

/**
 * A run's folder `run-<time>-<id>` in `swanlog`: the log `run-<id>.swanlab`, and in `files` its
 * config and what is known of the machine. Before version 0.8 the log was `backup.swanlab`, in
 * another form: that is told, and the rest is read.
 */
export const swanlabFormat: RunFormat = { id: "swanlab", detect, createReader };

const logName = /^(?:run-.+|backup)\.swanlab$/;

function detect(folder: FolderView): readonly RunClaim[] {
  const log = folder.files.find((name) => logName.test(name));
  const mayHaveFiles = log !== undefined || folder.name.startsWith("run-");
  const inFiles = mayHaveFiles && folder.hasFolder("files") ? folder.list("files") : undefined;
  const hasMetadata = inFiles?.hasFile("swanlab-metadata.json") === true;
  if (log === undefined && !hasMetadata) return [];
  const files: ClaimedFile[] = [];
  if (log !== undefined) files.push({ path: pathIn(folder, log), role: "log" });
  if (hasMetadata)
    files.push({ path: pathIn(folder, "files/swanlab-metadata.json"), role: "metadata" });
  if (inFiles?.hasFile("config.yaml") === true) {
    files.push({ path: pathIn(folder, "files/config.yaml"), role: "config" });
  }
  return [
    {
      root: folder.path,
      key: "",
      files,
      ownedFolders: folder.folders.map((name) => pathIn(folder, name)),
    },
  ];
}

function createReader(file: ClaimedFile, context: ReaderContext): FileReader {
  if (file.role === "config") return createConfigReader(file, context);
  if (file.role === "metadata") return createMetadataReader(context);
  return createSwanlabReader(context);
}
