import type { Producer } from "../../dvc/pipelineGraph.ts";
import { isAtOrBelow } from "../../dvc/projectPaths.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import { describeStage, mergeByPlace, relatedTo } from "../../dvc/stageReports.ts";
import { visibleOuts } from "./visibleOuts.ts";

/**
 * Reports outputs of which one is a folder and the other lies in it, whoever makes them: stages,
 * items of loops, `.dvc` files.
 *
 * ## Why it matters
 * DVC tracks a folder as one thing. It refuses the whole graph (`The output paths … overlap`) when
 * something in the folder is tracked once more.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   prepare:
 *     cmd: python prepare.py
 *     outs:
 *       - data
 *   count:
 *     cmd: python count.py
 *     outs:
 *       - data/counts.json
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   prepare:
 *     cmd: python prepare.py
 *     outs:
 *       - data/prepared
 *   count:
 *     cmd: python count.py
 *     outs:
 *       - data/counts.json
 * ```
 *
 * ## Limits
 * Outputs whose templates cannot be filled in are not compared.
 */
export const overlappingOutput: Rule = {
  id: "DVC202",
  name: "overlapping-output",
  summary: "output that lies in another output",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-file"],
  check(file, project): Iterable<Report> {
    return mergeByPlace(findOverlaps(file, project));
  },
};

function* findOverlaps(file: LintFile, project: LintProject): Generator<Report> {
  for (const out of visibleOuts(file.path, project)) {
    const other = project.graph
      .producersOf(out.path, file.path)
      .find((it) => isToldHere(out, it) && !project.graph.isHidden(it.file));
    const at = other === undefined ? undefined : project.graph.placeOf(out);
    if (other === undefined || at === undefined) continue;
    const who = describeStage(other, file.path);
    const message = isAtOrBelow(out.path, other.path)
      ? `output \`${out.path}\` lies in \`${other.path || "."}\`, an output of ${who}; DVC tracks a folder as a whole`
      : `output \`${out.path || "."}\` holds \`${other.path}\`, an output of ${who}; DVC tracks a folder as a whole`;
    yield { at, message, related: relatedTo(project, other, `\`${other.path}\` is made here`) };
  }
}

/** Of two in one file the inner one is told of; of two in two files both. */
function isToldHere(out: Producer, other: Producer): boolean {
  if (out.path === other.path) return false;
  return out.file !== other.file || isAtOrBelow(out.path, other.path);
}
