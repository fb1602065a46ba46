import type { LintProject } from "../project/lintProject.ts";
import type { OutlineSymbol } from "./language.ts";

export function outline(_project: LintProject, _path: string): readonly OutlineSymbol[] {
  return [];
}
