import type { LintProject } from "../project/lintProject.ts";
import type { Place, PreparedRename, Rename } from "./language.ts";

export function prepareRename(_project: LintProject, _place: Place): PreparedRename {
  return { ok: false, reason: "Nothing here can be renamed" };
}

export function rename(_project: LintProject, _place: Place, _newName: string): Rename {
  return { ok: false, reason: "Nothing here can be renamed" };
}
