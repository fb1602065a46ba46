import type { LintProject } from "../project/lintProject.ts";
import type { Completion, Place } from "./language.ts";

export function complete(_project: LintProject, _place: Place): Completion {
  return { items: [], isIncomplete: false };
}
