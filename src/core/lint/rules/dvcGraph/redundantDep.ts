import type { StageInstance, StagePath } from "../../dvc/expandPipeline.ts";
import type { Fix } from "../../finding.ts";
import { folderOf } from "../../dvc/projectPaths.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import { asSeq, valueAt, type TreeNode } from "../../source/nodes.ts";
import { mergeByPlace, stagesIn } from "../../dvc/stageReports.ts";

/**
 * Reports dependencies that stand twice in a stage, and those that lie in a folder which is a
 * dependency itself.
 *
 * ## Why it matters
 * They change nothing: DVC notices every change in a folder. A list that says things once is read
 * faster.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python src/train.py
 *     deps:
 *       - src
 *       - src/train.py
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python src/train.py
 *     deps:
 *       - src
 * ```
 *
 * ## Fix
 * Deletes the line.
 */
export const redundantDep: Rule = {
  id: "DVC214",
  name: "redundant-dep",
  summary: "dependency that another one covers",
  severity: "hint",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  check(file, project): Iterable<Report> {
    // What is redundant in one item of a loop may not be so in another.
    const loops = stagesIn(file.path, project).filter(({ entry }) => entry.kind === "stage");
    return mergeByPlace(loops.flatMap((stage) => checkStage(stage, file)));
  },
};

function checkStage({ name, deps, entry }: StageInstance, file: LintFile): Report[] {
  const seen = new Map<string, StagePath>();
  const paths = new Set(deps.flatMap(({ path }) => path ?? []));
  const items = new Set<TreeNode>(asSeq(valueAt(entry.body, "deps"))?.items);
  return deps.flatMap((dep): Report[] => {
    if (dep.path === undefined || !items.has(dep.node)) return [];
    const twin = seen.get(dep.path);
    seen.set(dep.path, twin ?? dep);
    const fix = deleteLine(file, dep.node);
    const rest = fix === undefined ? {} : { fixes: [fix] };
    const who = `dependency \`${dep.text}\` of stage \`${name}\``;
    if (twin !== undefined) return [{ at: dep.node, message: `${who} stands twice`, ...rest }];
    const outer = folderAround(dep.path, paths);
    if (outer === undefined) return [];
    return [{ at: dep.node, message: `${who} lies in \`${outer}\`, which is one too`, ...rest }];
  });
}

/** The nearest one. */
function folderAround(path: string, paths: ReadonlySet<string>): string | undefined {
  for (let folder = path; folder !== "";) {
    folder = folderOf(folder);
    if (paths.has(folder)) return folder || ".";
  }
  return undefined;
}

/** Only where the item fills a line by itself. */
function deleteLine({ path, text }: LintFile, node: TreeNode): Fix | undefined {
  const start = text.lastIndexOf("\n", node.start - 1) + 1;
  const newline = text.indexOf("\n", node.end);
  const end = newline < 0 ? text.length : newline + 1;
  const isAlone = /^\s*-\s+$/.test(text.slice(start, node.start));
  if (!isAlone || text.slice(node.end, end).trim() !== "" || node.kind !== "scalar")
    return undefined;
  return {
    title: "Remove the dependency",
    applicability: "safe",
    edits: [{ path, start, end, text: "" }],
  };
}
