import { foldersAbove, projectPath } from "../dvc/projectPaths.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import type { DefaultsEntry } from "./defaultsList.ts";

/**
 * Where Hydra looks for what a defaults list names. The root of a tree is known only to the program
 * (`config_path`): any folder above a file may be it. Paths without a leading `/` need no root.
 */

/** The folders that an entry's path may count from. */
export function basesOf(entry: DefaultsEntry, file: LintFile): readonly string[] {
  return entry.isAbsolute ? foldersAbove(file.folder) : [file.folder];
}

/** Whether a config is there; names without `.yaml` get it. */
export function findConfig(
  bases: readonly string[],
  config: string,
  project: LintProject,
): string | undefined {
  const name = config.endsWith(".yaml") ? config : `${config}.yaml`;
  for (const base of bases) {
    const path = projectPath(base, name);
    if (path !== undefined && project.kindOf(path) === "file") return path;
  }
  return undefined;
}

/** The folder of a group; undefined when no base has it. */
export function findGroup(
  bases: readonly string[],
  group: string,
  project: LintProject,
): string | undefined {
  for (const base of bases) {
    const path = projectPath(base, group === "" ? "." : group);
    if (path !== undefined && project.kindOf(path) === "directory") return path;
  }
  return undefined;
}

/** What may be chosen in a folder: the names of its configs, without `.yaml`. */
export function optionsIn(folder: string, project: LintProject): readonly string[] {
  return project
    .list(folder)
    .flatMap((name) => (name.endsWith(".yaml") ? [name.slice(0, -".yaml".length)] : []));
}

/** The topmost folder above a file that itself holds a config with a defaults list. */
export function hydraRootOf(folder: string, project: LintProject): string | undefined {
  return foldersAbove(folder).findLast((above) => holdsDefaults(above, project));
}

function holdsDefaults(folder: string, project: LintProject): boolean {
  return project.remember(`hydra:defaults:${folder}`, () =>
    project.list(folder).some((name) => {
      if (!name.endsWith(".yaml")) return false;
      const path = folder === "" ? name : `${folder}/${name}`;
      return project.file(path)?.kinds.has("hydra") ?? false;
    }),
  );
}
