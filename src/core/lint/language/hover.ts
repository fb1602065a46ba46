import type { LintProject } from "../project/lintProject.ts";
import type { Hover, Place } from "./language.ts";

export function hover(_project: LintProject, _place: Place): Hover | null {
  return null;
}
