import type { FolderView } from "../../../core/formats/runFormat.ts";
import { decodeUtf8 } from "../../../core/formats/text/utf8.ts";

/** Folders looked at before one is taken for something else than a store. */
const maxTried = 5;

/**
 * The folder holds experiments: folders with a `meta.yaml` that names an experiment and no run. Old
 * stores have ids 0, 1, 2, newer ones 18 digits; clients of hosted services write other ones, which
 * count in a folder that is called `mlruns`.
 */
export function isFileStore(folder: FolderView): boolean {
  if (folder.hasFile("meta.yaml")) return false;
  const isNamed = folder.name === "mlruns";
  const tried = folder.folders.filter((name) => isNamed || /^\d+$/.test(name)).slice(0, maxTried);
  const places = isNamed && folder.hasFolder(".trash") ? [...trashed(folder), ...tried] : tried;
  return places.some((name) => isExperiment(folder, name));
}

function trashed(folder: FolderView): readonly string[] {
  const names = folder.list(".trash")?.folders ?? [];
  return names.slice(0, maxTried).map((name) => `.trash/${name}`);
}

function isExperiment(folder: FolderView, name: string): boolean {
  if (folder.list(name)?.hasFile("meta.yaml") !== true) return false;
  const text = decodeUtf8(folder.head(`${name}/meta.yaml`));
  return /^experiment_id:/m.test(text) && !/^(?:run_id|run_uuid):/m.test(text);
}
