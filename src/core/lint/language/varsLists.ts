import type { LintProject } from "../project/lintProject.ts";
import { valueAt, type TreeNode } from "../source/nodes.ts";

export interface VarsList {
  readonly node: TreeNode;
  /** What its files are relative to. */
  readonly folder: string | undefined;
  readonly stage: string | undefined;
}

/** The `vars` of a `dvc.yaml`: its own and those of its stages. */
export function varsLists(project: LintProject, path: string): readonly VarsList[] {
  const expanded = project.expanded(path);
  const file = project.file(path);
  if (expanded === undefined || file === undefined) return [];
  const { pipeline } = expanded;
  const found: VarsList[] = [];
  if (pipeline.vars !== undefined) {
    found.push({ node: pipeline.vars, folder: file.folder, stage: undefined });
  }
  for (const entry of pipeline.stages) {
    const node = valueAt(entry.body, "vars");
    if (node === undefined) continue;
    const folder = expanded.stages.find((it) => it.entry === entry)?.wdir;
    found.push({ node, folder, stage: entry.name });
  }
  return found;
}
