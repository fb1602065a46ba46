import { readdirSync, statSync, type Stats } from "node:fs";
import path from "node:path";
import { optionalString, requiredRunId } from "../../../core/tracking/requestFields.ts";
import type { ArtifactFolders, ArtifactPlace } from "../artifactFolders.ts";
import { isMissing } from "../jsonLinesFile.ts";
import type { TrackingHandler } from "../trackingContext.ts";

export interface ListedFile {
  /** Name inside the folder that was listed. */
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size?: number;
}

/** The client lists through this; an answer without files says that the path is a file. */
export const listStoredArtifacts: TrackingHandler = ({ artifacts }, fields) => {
  const place = artifacts.placeOfPath(optionalString(fields, "path") ?? "");
  const files = listFolder(artifacts, place);
  return files.length > 0 ? { files } : {};
};

export const listRunArtifacts: TrackingHandler = ({ artifacts, runs }, fields) => {
  const run = runs.view(runs.get(requiredRunId(fields)));
  const place = artifacts.placeOfRun(run.id, optionalString(fields, "path") ?? "");
  const files = listFolder(artifacts, place).map((file) => ({
    ...file,
    path: place.relative === "" ? file.path : `${place.relative}/${file.path}`,
  }));
  return { root_uri: run.artifactUri, ...(files.length > 0 ? { files } : {}) };
};

/** What is in a folder, by name; nothing when it is a file or is not there. */
export function listFolder(
  artifacts: ArtifactFolders,
  place: ArtifactPlace,
): readonly ListedFile[] {
  artifacts.checkLinks(place);
  return readNames(place.absolute)
    .sort()
    .flatMap((name): readonly ListedFile[] => {
      const stats = statOf(path.join(place.absolute, name));
      if (stats?.isDirectory()) return [{ path: name, is_dir: true }];
      return stats?.isFile() ? [{ path: name, is_dir: false, file_size: stats.size }] : [];
    });
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function statOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}
