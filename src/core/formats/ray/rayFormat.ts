import { pathIn } from "../filePaths.ts";
import { timeOfFolder } from "../folderTime.ts";
import { skipContent } from "../skipContent.ts";
import { createJsonDocument } from "../text/jsonDocument.ts";
import type { ClaimedFile, FolderView, ReaderContext, RunClaim, RunFormat } from "../runFormat.ts";
import { createErrorReader } from "./errorReader.ts";
import { createResultReader } from "./resultReader.ts";

/**
 * Trial folders of Ray Tune: `result.json` has one line a report, `params.json` the trial's
 * configuration, `error.txt` how it failed. Ray's `progress.csv` and event files say the same again
 * and less of it; they are claimed so that nothing counts twice.
 */
export const rayFormat: RunFormat = {
  id: "ray",
  detect,
  createReader({ role }, context) {
    switch (role) {
      case "result":
        return createResultReader(context.channel);
      case "error":
        return createErrorReader(context.channel);
      case "params":
        return createParamsReader(context);
      default:
        return skipContent();
    }
  },
};

function detect(folder: FolderView): readonly RunClaim[] {
  if (!folder.hasFile("params.json")) return [];
  if (!folder.hasFile("result.json") && !folder.hasFile("params.pkl")) return [];
  const files: ClaimedFile[] = [claimed(folder, "params.json", "params")];
  if (folder.hasFile("result.json")) files.push(claimed(folder, "result.json", "result"));
  if (folder.hasFile("error.txt")) files.push(claimed(folder, "error.txt", "error"));
  if (folder.hasFile("result.json")) {
    for (const name of folder.files.filter(isSecondCopy)) {
      files.push(claimed(folder, name, "copy"));
    }
  }
  const ownedFolders = folder.folders
    .filter((name) => /^checkpoint_\d+$/.test(name))
    .map((name) => pathIn(folder, name));
  return [{ root: folder.path, key: "", files, isEnclosing: true, ownedFolders }];
}

function isSecondCopy(name: string): boolean {
  return name === "progress.csv" || name.startsWith("events.out.tfevents.");
}

function claimed(folder: FolderView, name: string, role: string): ClaimedFile {
  return { path: pathIn(folder, name), role };
}

/** `train_fn_1a2b3_00004_4_lr=0.1_2026-11-20_10-11-12`: the trial's name, then what it varies. */
const trialFolder = /^(.+_[0-9a-f]{5,8}_\d{5,})_\d+(?:_(.*))?_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$/;

function createParamsReader({ channel, root }: ReaderContext) {
  const folder = root.split("/").at(-1) ?? "";
  return createJsonDocument({
    channel,
    onValue: (value) => {
      const [, name, varied] = trialFolder.exec(folder) ?? [];
      if (name !== undefined) channel.facts.name = name;
      if (varied !== undefined) channel.tag("ray.varied", varied);
      const startTime = timeOfFolder(folder);
      if (startTime !== undefined) channel.facts.startTime = startTime;
      channel.paramsOf(value);
    },
  });
}
