import type { LintProject } from "../project/lintProject.ts";
import type { FoldingRange } from "./language.ts";

export function foldingRanges(_project: LintProject, _path: string): readonly FoldingRange[] {
  return [];
}
