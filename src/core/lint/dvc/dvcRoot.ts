import type { LintProject } from "../project/lintProject.ts";
import { folderOf } from "./projectPaths.ts";

/**
 * The root of the DVC project that a file belongs to: the nearest folder above it with a `.dvc`
 * folder; the linted project's root where there is none. What lies in a nested root is a world of
 * its own: DVC leaves it out of the one around it.
 */
export function dvcRootOf(project: LintProject, path: string): string {
  return rootOfFolder(project, folderOf(path));
}

function rootOfFolder(project: LintProject, folder: string): string {
  if (folder === "") return "";
  return project.rememberOf("dvc-root", folder, () =>
    project.kindOf(`${folder}/.dvc`) === "directory"
      ? folder
      : rootOfFolder(project, folderOf(folder)),
  );
}
