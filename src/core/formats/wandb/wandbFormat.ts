import { joinPath, pathIn } from "../filePaths.ts";
import { beginsRecordLog } from "../wire/recordLog.ts";
import type {
  ClaimedFile,
  FileReader,
  FolderView,
  ReaderContext,
  RunClaim,
  RunFormat,
} from "../runFormat.ts";
import {
  createConfigReader,
  createEventLinesReader,
  createHistoryLinesReader,
  createMetadataReader,
  createSummaryReader,
} from "./wandbDocuments.ts";
import { createWandbReader, wandbLog } from "./wandbReader.ts";

/**
 * A run's folder `run-<time>-<id>`, or `offline-run-…`: the log `run-<id>.wandb`, and in `files`
 * what W&B puts up beside it. Old versions (before 0.10) have no log: their files lie in the
 * folder itself. Of runs that were copied or committed often only `files` is left.
 */
export const wandbFormat: RunFormat = {
  id: "wandb",
  detect: (folder) => [...claimsForLatest(folder), ...claimsOfRun(folder)],
  createReader,
};

const logName = /^run-(.+)\.wandb$/;
const runFolderName = /^(?:offline-)?run-\d{8}_\d{6}-(.+)$/;
/** Beside the log; `documents` are read after it, for what it does not say. */
const documents: readonly (readonly [string, string])[] = [
  ["config.yaml", "config"],
  ["wandb-metadata.json", "metadata"],
  ["wandb-summary.json", "summary"],
];
const legacyLines: readonly (readonly [string, string])[] = [
  ["wandb-history.jsonl", "history-lines"],
  ["wandb-events.jsonl", "event-lines"],
];
/** Added to the role of the file that lists the run's output. */
const withOutput = "+output";

function claimsOfRun(folder: FolderView): readonly RunClaim[] {
  const log = folder.files.find((name) => logName.test(name));
  if (log === undefined && !(runFolderName.test(folder.name) && hasOwnFiles(folder))) return [];
  const files = filesOf(folder, log);
  if (files.length === 0) return [];
  return [{ root: folder.path, key: "", files, ownedFolders: ownedFolders(folder) }];
}

/** SwanLab names its folders alike, and has a file `config.yaml` too. */
function hasOwnFiles(folder: FolderView): boolean {
  const inFiles = folder.hasFolder("files") ? folder.list("files") : undefined;
  return [folder, inFiles].some((view) => view?.files.some((name) => name.startsWith("wandb-")));
}

function filesOf(folder: FolderView, log: string | undefined): readonly ClaimedFile[] {
  const inFiles = folder.hasFolder("files") ? folder.list("files") : undefined;
  const hasLog = log !== undefined && beginsRecordLog(folder.head(log), wandbLog);
  const roleOf = (role: string): string => (role === "summary" && hasLog ? "late-summary" : role);
  const named = (view: FolderView, names: readonly (readonly [string, string])[]): ClaimedFile[] =>
    names
      .filter(([name]) => view.hasFile(name))
      .map(([name, role]) => ({ path: pathIn(view, name), role: roleOf(role) }));
  const files: ClaimedFile[] =
    log === undefined ? [] : [{ path: pathIn(folder, log), role: "log" }];
  if (log === undefined) files.push(...named(folder, legacyLines));
  if (inFiles !== undefined) files.push(...named(inFiles, documents));
  if (log === undefined) files.push(...named(folder, documents));
  const [first, ...others] = files;
  if (first === undefined || inFiles?.hasFile("output.log") !== true) return files;
  return [{ ...first, role: first.role + withOutput }, ...others];
}

/**
 * `latest-run` is a link to a run, and a copy of it once a folder was copied with links followed:
 * then it belongs to the run that it repeats.
 */
function claimsForLatest(folder: FolderView): readonly RunClaim[] {
  const latest = folder.hasFolder("latest-run") ? folder.list("latest-run") : undefined;
  const id = latest?.files.map((name) => logName.exec(name)?.[1]).find((one) => one !== undefined);
  if (latest === undefined || id === undefined) return [];
  const name = folder.folders.find((one) => runFolderName.exec(one)?.[1] === id);
  const run = name === undefined ? undefined : folder.list(name);
  if (run === undefined) return [];
  return claimsOfRun(run).map((claim) => ({
    ...claim,
    ownedFolders: [...(claim.ownedFolders ?? []), latest.path],
  }));
}

function ownedFolders(folder: FolderView): readonly string[] {
  return folder.folders.map((name) => pathIn(folder, name));
}

function createReader(file: ClaimedFile, context: ReaderContext): FileReader {
  const hasOutput = file.role.endsWith(withOutput);
  const role = hasOutput ? file.role.slice(0, -withOutput.length) : file.role;
  const reader = createRoleReader({ ...file, role }, context, hasOutput);
  if (!hasOutput) return reader;
  if (reader.kind === "stream") {
    addOutput(context);
    return reader;
  }
  const read = (bytes: Uint8Array): boolean => {
    const isRead = reader.read(bytes);
    if (isRead) addOutput(context);
    return isRead;
  };
  return { kind: "document", maxBytes: reader.maxBytes, read };
}

function createRoleReader(
  file: ClaimedFile,
  context: ReaderContext,
  hasOutput: boolean,
): FileReader {
  switch (file.role) {
    case "config":
      return createConfigReader(file, context);
    case "metadata":
      return createMetadataReader(context);
    case "summary":
      return createSummaryReader(context, false);
    case "late-summary":
      return createSummaryReader(context, true);
    case "history-lines":
      return createHistoryLinesReader(context);
    case "event-lines":
      return createEventLinesReader(context);
    default:
      return createWandbReader({ ...context, wantsOutput: !hasOutput });
  }
}

/** The run's output is shown from the file that W&B put it into. */
function addOutput({ channel, root }: ReaderContext): void {
  const path = joinPath(root, "files/output.log");
  channel.addMedia({
    kind: "text",
    name: "Output",
    step: null,
    time: null,
    content: { kind: "file", path, mimeType: "text/plain" },
  });
}
