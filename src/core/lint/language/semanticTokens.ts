import type { LintProject } from "../project/lintProject.ts";
import type { SemanticToken } from "./language.ts";

export function semanticTokens(_project: LintProject, _path: string): readonly SemanticToken[] {
  return [];
}
