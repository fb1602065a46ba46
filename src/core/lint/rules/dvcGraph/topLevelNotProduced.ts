import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { asMap, asScalar, asSeq, pairsOf, valueAt, type TreeNode } from "../../source/nodes.ts";
import { projectPath } from "../../dvc/projectPaths.ts";
import { isThere, mergeByPlace, stagesIn } from "../../dvc/stageReports.ts";

/**
 * Reports files in top-level `metrics` and `plots` that are not there and that no stage makes.
 *
 * ## Why it matters
 * `dvc metrics show` and `dvc plots show` leave them out with a warning; a mistyped path looks like a
 * run without results.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   evaluate:
 *     cmd: python evaluate.py
 *     outs:
 *       - metrics.json
 * metrics:
 *   - metric.json
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   evaluate:
 *     cmd: python evaluate.py
 *     outs:
 *       - metrics.json
 * metrics:
 *   - metrics.json
 * ```
 *
 * ## Limits
 * Silent where a command names the file: then it is written without being an output.
 */
export const topLevelNotProduced: Rule = {
  id: "DVC216",
  name: "top-level-not-produced",
  summary: "metrics or plots of a file that nothing makes",
  severity: "info",
  confidence: "medium",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  check(file, project): Iterable<Report> {
    const sections = ["metrics", "plots"] as const;
    return mergeByPlace(
      sections.flatMap((section) =>
        namedFiles(valueAt(file.root, section), section).flatMap((node) =>
          checkPath(node, section, file, project),
        ),
      ),
    );
  },
};

function namedFiles(section: TreeNode | undefined, name: "metrics" | "plots"): TreeNode[] {
  return (asSeq(section)?.items ?? []).flatMap((item): TreeNode[] => {
    if (asScalar(item) !== undefined) return [item];
    if (name === "metrics") return [];
    return pairsOf(asMap(item)).flatMap(({ key, value }) => {
      // With files in `y` the name of the plot is none.
      const y = pairsOf(valueAt(value, "y"));
      return y.length > 0 ? y.map((pair) => pair.key) : [key];
    });
  });
}

function checkPath(
  node: TreeNode,
  section: string,
  file: LintFile,
  project: LintProject,
): Report[] {
  const filled = project.expanded(file.path)?.sectionTexts.get(node);
  const text = filled?.text ?? asScalar(node)?.text ?? "";
  const path = text.includes("${") ? undefined : projectPath(file.folder, text);
  if (path === undefined || path === "" || isThere(project, path)) return [];
  if (project.graph.producersOf(path).length > 0) return [];
  const stages = stagesIn(file.path, project);
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (stages.some(({ cmds }) => cmds.some((cmd) => cmd.text.includes(name)))) return [];
  const outs = stages.flatMap((stage) => stage.outs.map((out) => out.text));
  const message = `\`${text}\` in \`${section}\` does not exist and is no output of a stage`;
  return [{ at: node, message: message + didYouMean(findSimilar(text, outs)) }];
}
