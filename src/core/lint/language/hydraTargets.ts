import { foldersAbove } from "../dvc/projectPaths.ts";
import { basesOf, findConfig, findGroup, optionsIn } from "../hydra/configFiles.ts";
import { readDefaults } from "../hydra/defaultsList.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import type { Span } from "../source/nodes.ts";
import { contentSpan, holds } from "./textPlaces.ts";

/** Configs that a name in Hydra's `defaults` takes in. */
export interface HydraTargets {
  readonly span: Span;
  readonly paths: readonly string[];
}

/** All names in the `defaults` of a config that lead to a file. */
export function hydraTargets(project: LintProject, file: LintFile): readonly HydraTargets[] {
  return (readDefaults(file)?.entries ?? []).flatMap((entry) => {
    if (entry.kind === "self") return [];
    const names = entry.kind === "config" ? [entry.name] : entry.options;
    return names.flatMap((name) => {
      const config = entry.kind === "config" ? entry.path : `${entry.path}/${name.text}`;
      const path = findConfig(basesOf(entry, file), config, project);
      const span = contentSpan(file, name);
      return path === undefined || span === undefined ? [] : [{ span, paths: [path] }];
    });
  });
}

/** The config that the name at an offset takes in. */
export function hydraTargetsAt(
  project: LintProject,
  file: LintFile,
  offset: number,
): HydraTargets | undefined {
  if (!file.kinds.has("hydra")) return undefined;
  return hydraTargets(project, file).find(({ span }) => holds(span, offset));
}

/** The options of a group as it is typed, `override /db@package` among others. */
export function groupOptions(
  project: LintProject,
  file: LintFile,
  typed: string,
): readonly string[] {
  const written = typed.replace(/^(?:(?:override|optional)\s+)*/, "").split("@", 1)[0] ?? "";
  const isAbsolute = written.startsWith("/");
  const bases = isAbsolute ? foldersAbove(file.folder) : [file.folder];
  const folder = findGroup(bases, written.replace(/^\//, "").trim(), project);
  return folder === undefined ? [] : optionsIn(folder, project);
}
