import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { dvcRootOf } from "./dvcRoot.ts";
import { isPassedOver } from "./graphEnds.ts";

/**
 * Whether DVC passes over a file of its own: it is ignored, or the lock of a pipeline that is. What
 * is wrong in it stops nothing then.
 */
export function isUnreadByDvc({ path, kinds }: LintFile, project: LintProject): boolean {
  const isLock = kinds.has("dvc-lock");
  if (!isLock && !kinds.has("dvc-pipeline") && !kinds.has("dvc-file")) return false;
  const definition = isLock ? path.replace(/\.lock$/, ".yaml") : path;
  return (
    isPassedOver(project, definition, dvcRootOf(project, definition)) ||
    project.graph.isHidden(definition)
  );
}
