import { joinPath } from "../../../core/formats/filePaths.ts";
import { parsePipeline } from "../../../core/formats/dvc/pipeline.ts";
import type { FolderView } from "../../../core/formats/runFormat.ts";
import { decodeUtf8 } from "../../../core/formats/text/utf8.ts";
import type { DetectedSource, SourceKind } from "../runSource.ts";
import { DvcSource } from "./dvcSource.ts";

/**
 * A DVC project is the folder that holds `.dvc`. Folders of DVCLive that its `dvc.yaml` declares are
 * its workspace's, and no runs of their own.
 */
export const dvcKind: SourceKind = {
  format: "dvc",
  detect(folder: FolderView): readonly DetectedSource[] {
    if (!folder.hasFolder(".dvc") || folder.list(".dvc")?.hasFile("config") !== true) return [];
    const inFolder = (name: string): string => joinPath(folder.path, name);
    const ownedFolders = [".dvc", ...declaredFolders(folder)].map(inFolder);
    return [{ path: folder.path, ownedFolders }];
  },
  open: (path, context) => new DvcSource(path, context),
};

function declaredFolders(folder: FolderView): readonly string[] {
  if (!folder.hasFile("dvc.yaml")) return [];
  const text = decodeUtf8(folder.head("dvc.yaml"));
  const whole = parsePipeline(text, "");
  // The beginning of a long file ends somewhere in a line.
  const pipeline =
    whole.problems.length === 0
      ? whole
      : parsePipeline(text.slice(0, text.lastIndexOf("\n") + 1), "");
  return pipeline.liveFolders.filter(
    (name) => name !== "" && folder.list(name)?.hasFolder("plots"),
  );
}
