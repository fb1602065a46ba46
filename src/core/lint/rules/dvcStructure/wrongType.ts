import { misfitsOf, type Misfit } from "../../dvc/misfits.ts";
import type { StageEntry } from "../../dvc/pipeline.ts";
import type { Level } from "../../dvc/shape.ts";
import type { Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";
import {
  asMap,
  asSeq,
  pairAt,
  pairsOf,
  target,
  type ScalarNode,
  type TreeNode,
} from "../../source/nodes.ts";
import { resolveScalar } from "../../source/scalars.ts";
import { describeKindOf, describeWrongType } from "./describeWrongType.ts";
import { mendWrongType } from "./mendWrongType.ts";
import { secondDocument } from "./secondDocument.ts";
import { quoteScalar } from "./structureFixes.ts";
import { oldBool } from "./yaml11Bool.ts";

/**
 * Reports values of a kind that DVC does not take: a string where a list has to be, a mapping instead
 * of a list, a number instead of a string. Also files that are no mapping or hold several documents,
 * and keys that have to be there and are not.
 *
 * ## Why it matters
 * DVC checks the kinds of all values before anything else, and refuses the whole file for one.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps: train.py
 *     outs:
 *       - model.pkl:
 *         cache: false
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *       - train.py
 *     outs:
 *       - model.pkl:
 *           cache: false
 * ```
 *
 * ## Fix
 * Wraps a single entry in a list, puts numbers that are texts in quotes, indents flags below their
 * output, and makes a list of a mapping.
 */
export const wrongType: Rule = {
  id: "DVC003",
  name: "wrong-type",
  summary: "value of a kind that DVC does not take here",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-lock", "dvc-file"],
  *check(file, project): Iterable<Report> {
    const second = secondDocument(file);
    if (second !== undefined) yield { at: second, message: "DVC reads one YAML document a file" };
    for (const misfit of misfitsOf(file, project)) {
      if (isTellingElsewhere(file, misfit)) continue;
      const { at, kind } = misfit;
      const fix = mendWrongType(file, misfit);
      yield {
        at: kind === "misplaced-flags" ? (pairsOf(at)[1]?.key ?? at) : at,
        message: describeWrongType(file, misfit),
        ...(fix === undefined ? {} : { fixes: [fix] }),
      };
    }
    if (file.kinds.has("dvc-pipeline")) yield* commandEntries(file, project);
  },
};

function isTellingElsewhere(file: LintFile, misfit: Misfit): boolean {
  const { kind, shape, path, at } = misfit;
  switch (kind) {
    case "null":
    case "unknown-key":
      return true;
    case "missing-key":
      return shape.kind !== "map" || !levelsWithNeeds.has(shape.level);
    case "wrong-type":
      if (shape.kind === "bool") return oldBool(at) !== undefined;
      return isTopPlots(path) && at.kind === "map" && file.kinds.has("dvc-pipeline");
    default:
      return false;
  }
}

const levelsWithNeeds = new Set<Level>(["lock", "locked path", "tracked path", "settings"]);

function isTopPlots(path: Misfit["path"]): boolean {
  return path.length === 1 && path[0] === "plots";
}

/** DVC takes a list with anything in it, and ends in a crash when the stage is run. */
function* commandEntries(file: LintFile, project: LintProject): Iterable<Report> {
  for (const stage of project.pipeline(file.path)?.stages ?? []) {
    for (const item of asSeq(pairAt(stage.body, "cmd")?.value)?.items ?? []) {
      const found = target(item);
      const isText = found?.kind === "scalar" && isTextScalar(found);
      if (found !== undefined && !isText) yield reportCommand(file, stage, item);
    }
  }
}

function isTextScalar(node: ScalarNode): boolean {
  return resolveScalar(node, "ruamel-1.2").type === "str";
}

function reportCommand(file: LintFile, stage: StageEntry, item: TreeNode): Report {
  const isMap = asMap(item) !== undefined;
  const hint = isMap ? ": a `:` with a space behind it needs quotes" : "";
  const fix = quoteScalar(file, item);
  return {
    at: item,
    message: `a command of stage \`${stage.name}\` has to be a string, not ${describeKindOf(item)}${hint}`,
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}
