import type { SourceContext } from "../runSource.ts";
import { sourcePath } from "../sourcePath.ts";
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
  return placeAt(sourcePath(root, absolute));
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
