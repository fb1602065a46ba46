import type { LintProject } from "../project/lintProject.ts";
import type { Element } from "./element.ts";
import { elementAt } from "./elementAt.ts";
import type { Place, PreparedRename, Rename } from "./language.ts";
import { placeholderRenaming, stageRenaming } from "./renameNames.ts";
import { parameterRenaming } from "./renameParameter.ts";
import { pathRenaming } from "./renamePath.ts";
import { refuse, type Renaming } from "./renaming.ts";
import { locate, rangeIn } from "./textPlaces.ts";

/** Whether what stands at a place can be renamed, and what it is called now. */
export function prepareRename(project: LintProject, place: Place): PreparedRename {
  const file = project.file(place.path);
  const renaming = renamingAt(project, place);
  if (!renaming.ok || file === undefined) return renaming.ok ? nothing : renaming;
  return { ok: true, range: rangeIn(file, renaming.span), placeholder: renaming.name };
}

/** The edits that rename what stands at a place, in all files; or why it cannot be done. */
export function rename(project: LintProject, place: Place, newName: string): Rename {
  const renaming = renamingAt(project, place);
  if (!renaming.ok) return renaming;
  if (newName === renaming.name) return { ok: true, edits: [] };
  const made = renaming.rename(newName);
  if (!made.ok) return made;
  const unique = new Map(made.edits.map((edit) => [`${edit.path}\n${edit.at.start}`, edit]));
  const edits = [...unique.values()].flatMap(({ path, at, text }) => {
    const location = locate(project, path, at);
    return location === undefined ? [] : [{ ...location, text }];
  });
  return { ok: true, edits };
}

const nothing = refuse("Nothing here can be renamed");

function renamingAt(project: LintProject, place: Place): Renaming {
  const element = elementAt(project, place);
  return element === undefined ? nothing : renamingOf(project, element, place.path);
}

function renamingOf(project: LintProject, element: Element, path: string): Renaming {
  switch (element.kind) {
    case "expression":
    case "parameter":
      return parameterRenaming(project, element, path);
    case "stage":
      return stageRenaming(project, element);
    case "path":
      return pathRenaming(project, element, path);
    case "placeholder":
      return placeholderRenaming(project, element, path);
    case "key":
      return refuse(`\`${element.name}\` is a key of DVC and cannot be renamed`);
    case "remote":
      return refuse("Remotes are renamed with `dvc remote rename`");
  }
}
