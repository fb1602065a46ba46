import type { LintProject } from "../project/lintProject.ts";
import type { Location, Place } from "./language.ts";

export function findReferences(
  _project: LintProject,
  _place: Place,
  _includesDeclaration: boolean,
): readonly Location[] {
  return [];
}
