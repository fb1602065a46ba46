import type { LintProject } from "../project/lintProject.ts";
import type { CodeLens } from "./language.ts";

export function codeLens(_project: LintProject, _path: string): readonly CodeLens[] {
  return [];
}
