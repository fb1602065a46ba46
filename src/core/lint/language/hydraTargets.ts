import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { asScalar, keyText, type Span } from "../source/nodes.ts";
import { folderOf, projectPath } from "../dvc/projectPaths.ts";
import { contentSpan } from "./textPlaces.ts";
import { findTreePlace, type TreePlace } from "./treePlace.ts";

/** Files that an entry of Hydra's `defaults` takes in. */
export interface HydraTargets {
  readonly span: Span;
  readonly paths: readonly string[];
}

/** The files that the entry of `defaults` at an offset names. */
export function hydraTargetsAt(
  project: LintProject,
  file: LintFile,
  offset: number,
): HydraTargets | undefined {
  if (!file.kinds.has("hydra")) return undefined;
  const place = findTreePlace(file.root, offset);
  return place === undefined ? undefined : targetsOf(project, file, place);
}

function targetsOf(
  project: LintProject,
  file: LintFile,
  place: TreePlace,
): HydraTargets | undefined {
  const { node, pair, isKey, steps } = place;
  if (steps[0] !== "defaults" || typeof steps[1] !== "number" || isKey) return undefined;
  const span = contentSpan(file, node);
  const option = asScalar(node)?.text;
  if (span === undefined || option === undefined || option === "_self_") return undefined;
  const isPair = steps.length > 2 && pair !== undefined;
  const group = isPair ? groupName(keyText(pair) ?? "") : "";
  const paths = optionPaths(project, file.folder, { group, option });
  return paths.length === 0 ? undefined : { span, paths };
}

/** `override /db@package` names the group `/db`. */
export function groupName(key: string): string {
  return (key.replace(/^(?:override|optional)\s+/, "").split("@", 1)[0] ?? "").trim();
}

/** Groups are relative to the file; those with `/` in front to the tree's root, which lies above. */
export function optionPaths(
  project: LintProject,
  folder: string,
  { group, option }: { readonly group: string; readonly option: string },
): readonly string[] {
  const name = option.split("@", 1)[0] ?? "";
  const written = [group, name].filter(Boolean).join("/");
  for (const base of foldersOf(folder, written.startsWith("/"))) {
    const path = projectPath(base, written.replace(/^\/+/, ""));
    if (path === undefined) continue;
    for (const ending of ["", ".yaml", ".yml"]) {
      if (/\.ya?ml$/.test(path + ending) && project.kindOf(path + ending) === "file") {
        return [path + ending];
      }
    }
  }
  return [];
}

/** The file's folder; for what begins at the tree's root those above it too. */
export function foldersOf(folder: string, isAbsolute: boolean): readonly string[] {
  const found = [folder];
  for (let at = folder; isAbsolute && at !== ""; at = folderOf(at)) found.push(folderOf(at));
  return found;
}
