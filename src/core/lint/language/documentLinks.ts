import type { LintProject } from "../project/lintProject.ts";
import type { DocumentLink } from "./language.ts";

export function documentLinks(_project: LintProject, _path: string): readonly DocumentLink[] {
  return [];
}
