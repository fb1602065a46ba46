import { pathIn } from "../filePaths.ts";
import { timeOfFolder } from "../folderTime.ts";
import { skipContent } from "../skipContent.ts";
import { unlessPointer } from "../lfsPointer.ts";
import type {
  ClaimedFile,
  DocumentReader,
  FolderView,
  ReaderContext,
  RunClaim,
  RunFormat,
} from "../runFormat.ts";
import { parseTolerantJson } from "../text/tolerantJson.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { createMmcvLogReader } from "./mmcvLog.ts";
import { parsePythonConfig } from "./pythonConfig.ts";
import { createScalarsReader } from "./scalars.ts";

/**
 * Runs of OpenMMLab's tools: `work_dirs/<config>/<timestamp>/vis_data/scalars.json` of MMEngine, and
 * `work_dirs/<config>/<timestamp>.log.json` of MMCV before it. Both are JSON lines.
 */
export const mmengineFormat: RunFormat = {
  id: "mmengine",
  detect(folder) {
    return [...detectMmengine(folder), ...detectMmcv(folder)];
  },
  createReader({ path, role }, context) {
    switch (role) {
      case "scalars":
        return createScalarsReader(context.channel, () => beginAtFolderTime(context));
      case "mmcv":
        return createMmcvLogReader(context.channel, path);
      case "config":
        return createConfigReader(context);
      default:
        return skipContent();
    }
  },
};

const dataFolder = "vis_data";
const timestamp = /^\d{8}_\d{6}$/;
const mmcvLog = /^(\d{8}_\d{6})\.log\.json$/;

function detectMmengine(folder: FolderView): readonly RunClaim[] {
  const data = folder.hasFolder(dataFolder) ? folder.list(dataFolder) : undefined;
  if (data?.hasFile("scalars.json") !== true) return [];
  const files: ClaimedFile[] = [{ path: `${data.path}/scalars.json`, role: "scalars" }];
  if (data.hasFile("config.py")) files.push({ path: `${data.path}/config.py`, role: "config" });
  // The same lines once more, under the run's timestamp.
  for (const name of data.files.filter((file) => timestamp.test(file.replace(/\.json$/, "")))) {
    files.push({ path: `${data.path}/${name}`, role: "copy" });
  }
  return [{ root: folder.path, key: "", files, encloses: [data.path] }];
}

function detectMmcv(folder: FolderView): readonly RunClaim[] {
  return folder.files.flatMap((name): RunClaim[] => {
    const key = mmcvLog.exec(name)?.[1];
    if (key === undefined || !beginsAsMmcvLog(decodeUtf8(folder.head(name)))) return [];
    return [{ root: folder.path, key, files: [{ path: pathIn(folder, name), role: "mmcv" }] }];
  });
}

/** The first line tells of the environment, which may be longer than what is seen of it here. */
function beginsAsMmcvLog(head: string): boolean {
  if (head === "" || head.startsWith("version https://git-lfs")) return true;
  if (/^\s*\{\s*"(?:env_info|config|seed|exp_name|mmdet_version|CLASSES)":/.test(head)) return true;
  const value = parseTolerantJson(head.split("\n", 1)[0] ?? "");
  return typeof value === "object" && value !== null && "mode" in value && "epoch" in value;
}

function beginAtFolderTime({ channel, root }: ReaderContext): void {
  const startTime = timeOfFolder(root);
  if (startTime !== undefined) channel.facts.startTime = startTime;
}

function createConfigReader({ channel }: ReaderContext): DocumentReader {
  const read = unlessPointer(channel, (bytes) => {
    if (bytes.length === 0) return false;
    channel.clear();
    channel.paramsOf(parsePythonConfig(decodeUtf8(bytes)));
    return true;
  });
  return { kind: "document", maxBytes: 4 * 1024 * 1024, read };
}
