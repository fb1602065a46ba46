import path from "node:path";
import type { SourceContext } from "../runSource.ts";
import { sourceRunId } from "../sourceRunId.ts";

/** What all ids of MLflow's runs begin with. */
export const idPrefix = "mlflow-";

/** Where a store is, and the ids of its runs. */
export interface StorePlace {
  readonly key: string;
  /** For `location.path`: relative to the project root with `/`, or absolute. */
  readonly shownPath: string;
  readonly idOf: (runId: string) => string;
}

/** A store in a file or folder. Its ids stay when the project is moved as a whole. */
export function localPlace(absolute: string, { root }: SourceContext): StorePlace {
  const relative = path.relative(root, absolute);
  const isInside = !relative.startsWith("..") && !path.isAbsolute(relative);
  return placeAt(isInside ? toSlashes(relative) : toSlashes(absolute));
}

export function placeAt(shownPath: string): StorePlace {
  const key = `mlflow:${shownPath}`;
  const ids = new Map<string, string>();
  return {
    key,
    shownPath,
    idOf(runId) {
      const known = ids.get(runId);
      if (known !== undefined) return known;
      const id = sourceRunId("mlflow", key, runId);
      ids.set(runId, id);
      return id;
    },
  };
}

export function toSlashes(file: string): string {
  return path.sep === "/" ? file : file.replaceAll(path.sep, "/");
}
