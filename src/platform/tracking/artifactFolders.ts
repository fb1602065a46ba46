import { realpathSync } from "node:fs";
import path from "node:path";
import { isRunId } from "../../core/runs/runId.ts";
import { trackingError } from "../../core/tracking/trackingErrors.ts";
import { projectPaths, runPaths } from "../runs/project.ts";
import { isMissing } from "./jsonLinesFile.ts";
import { isModelId } from "./modelStore.ts";

/** A place in the artifact store. */
export interface ArtifactPlace {
  /** The folder that holds all of this run's, or this model's, artifacts. */
  readonly folder: string;
  /** Path inside the folder, with `/`; "" is the folder itself. */
  readonly relative: string;
  /** The file or folder; it need not exist. */
  readonly absolute: string;
  /** The run whose artifact it is. */
  readonly runId?: string;
}

/**
 * Where artifacts are kept: `<experiment>/<run>/artifacts/…` in the run's folder,
 * `<experiment>/models/<model>/artifacts/…` in the model's, all else in `.sextant/artifacts`.
 *
 * Invariant: no path leads out of its folder, whatever it is made of: dots, encoded or not,
 * separators of another system, symbolic links that a script has left there.
 */
export class ArtifactFolders {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** The place of a path whose parts are still encoded as in a URL; each is decoded once. */
  placeOfUrlPath(urlPath: string): ArtifactPlace {
    return this.#placeOf(
      urlPath.split("/").filter((part) => part !== ""),
      decodePart,
    );
  }

  /** The place of a plain path. */
  placeOfPath(plainPath: string): ArtifactPlace {
    return this.#placeOf(
      plainPath.split("/").filter((part) => part !== ""),
      (part) => part,
    );
  }

  placeOfRun(runId: string, relative: string): ArtifactPlace {
    return this.placeOfPath(`0/${runId}/artifacts/${relative}`);
  }

  placeOfModel(modelId: string, relative: string): ArtifactPlace {
    return this.placeOfPath(`0/models/${modelId}/artifacts/${relative}`);
  }

  /** Throws for a place that a symbolic link has led out of its folder. */
  checkLinks(place: ArtifactPlace): void {
    const folder = realPathOfExisting(place.folder);
    const target = realPathOfExisting(place.absolute);
    if (target !== folder && !target.startsWith(folder + path.sep)) throw invalidPath();
  }

  #placeOf(encoded: readonly string[], decode: (part: string) => string): ArtifactPlace {
    const parts = encoded.map(decode);
    for (const part of parts) checkPart(part);
    const [, second = "", third = "", fourth] = parts;
    if (third === "artifacts" && isRunId(second)) {
      const folder = runPaths(this.#root, second).artifacts;
      return { ...placeIn(folder, parts.slice(3)), runId: second };
    }
    const paths = projectPaths(this.#root);
    if (second === "models" && fourth === "artifacts" && isModelId(third)) {
      return placeIn(path.join(paths.models, third, "artifacts"), parts.slice(4));
    }
    return placeIn(path.join(paths.sextant, "artifacts"), parts);
  }
}

function placeIn(folder: string, parts: readonly string[]): ArtifactPlace {
  return { folder, relative: parts.join("/"), absolute: path.join(folder, ...parts) };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalidPath();
  }
}

/** A separator or a colon inside a part would mean something to some file system. */
function checkPart(part: string): void {
  const isHarmless = part !== "." && part !== ".." && !/[/\0]/.test(part);
  const isHarmlessOnWindows = path.sep === "/" || !/[\\:]/.test(part);
  if (!isHarmless || !isHarmlessOnWindows || part.length > 255) throw invalidPath();
}

/** The real path of the nearest thing upwards that exists, and the rest of the path behind it. */
function realPathOfExisting(wanted: string): string {
  try {
    return realpathSync(wanted);
  } catch (error) {
    const parent = path.dirname(wanted);
    if (!isMissing(error) || parent === wanted) throw error;
    return path.join(realPathOfExisting(parent), path.basename(wanted));
  }
}

function invalidPath(): Error {
  return trackingError("INVALID_PARAMETER_VALUE", "Invalid path");
}
