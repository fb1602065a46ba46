import { misfitsOf, type Misfit } from "../../dvc/misfits.ts";
import type { StageEntry } from "../../dvc/pipeline.ts";
import { describeShape, type Level } from "../../dvc/shape.ts";
import type { Fix, Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";
import {
  asMap,
  asScalar,
  asSeq,
  keyText,
  pairAt,
  pairsOf,
  target,
  type ScalarNode,
  type TreeNode,
} from "../../source/nodes.ts";
import { describeType, resolveScalar } from "../../source/scalars.ts";
import { describeOwner, describePlace } from "./places.ts";
import { secondDocument } from "./secondDocument.ts";
import { indentLines, listPairs, quoteScalar, replaceNode, wrapInList } from "./structureFixes.ts";
import { oldBool } from "./yaml11Bool.ts";

/**
 * Reports values of a kind that DVC does not take: a text where a list has to be, a mapping instead
 * of a list, a number instead of a text. Also files that are no mapping or hold several documents,
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
  since: "0.2.0",
  files: ["dvc-pipeline", "dvc-lock", "dvc-file"],
  *check(file, project): Iterable<Report> {
    const second = secondDocument(file);
    if (second !== undefined) yield { at: second, message: "DVC reads one YAML document a file" };
    for (const misfit of misfitsOf(file, project)) {
      if (isTellingElsewhere(file, misfit)) continue;
      const { at, kind } = misfit;
      const fix = fixFor(file, misfit);
      yield {
        at: kind === "misplaced-flags" ? (pairsOf(at)[1]?.key ?? at) : at,
        message: messageFor(file, misfit),
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

function messageFor(file: LintFile, misfit: Misfit): string {
  const { kind, path, shape, at } = misfit;
  switch (kind) {
    case "root":
      return `\`${file.name}\` has to be a mapping, not ${describeNode(at)}`;
    case "misplaced-flags":
      return misplacedMessage(misfit);
    case "key-type":
      return `the name in ${describePlace(path.slice(0, -1))} has to be a text, not ${describeNode(at)}: put it in quotes`;
    case "missing-key":
      return missingMessage(path, shape.kind === "map" ? shape.level : "");
    default:
      return `${describePlace(path)} has to be ${describeShape(shape)}, not ${describeFound(misfit)}`;
  }
}

function misplacedMessage({ at, path }: Misfit): string {
  const [output, flag] = pairsOf(at).map((pair) => keyText(pair) ?? "");
  const owner = describeOwner([...path, output ?? ""]);
  return `\`${flag}\` stands beside ${owner}: indent it below its output`;
}

/** What stands there instead; where only one text will do, that text. */
function describeFound(misfit: Misfit): string {
  const { at, shape } = misfit;
  const text = asScalar(at)?.text ?? "";
  if (shape.kind === "literal" && text !== shape.value) return `\`${text}\``;
  if (shape.kind === "bool" && text.includes("${")) return "a template, which DVC takes for a text";
  return describeNode(at);
}

function missingMessage(path: Misfit["path"], level: string): string {
  if (level === "lock") {
    return '`schema: "2.0"` is missing: DVC 3 does not read lock files of older forms';
  }
  return `${describePlace(path)} is missing`;
}

function describeNode(node: TreeNode): string {
  const found = target(node);
  if (found?.kind === "map") return "a mapping";
  if (found?.kind === "seq") return "a list";
  return found === undefined ? "nothing" : describeType(resolveScalar(found, "ruamel-1.2"));
}

function fixFor(file: LintFile, misfit: Misfit): Fix | undefined {
  const { kind, at } = misfit;
  if (kind === "misplaced-flags") return indentFlags(file, at);
  if (kind === "key-type") return quoteScalar(file, at);
  if (kind !== "wrong-type") return undefined;
  return at.kind === "scalar" ? fixScalar(file, misfit) : fixCollection(file, misfit);
}

function fixCollection(file: LintFile, { at, shape }: Misfit): Fix | undefined {
  const edits = at.kind === "map" && shape.kind === "list" ? listPairs(file, at) : undefined;
  return edits && { title: "Make it a list", applicability: "unsafe", edits };
}

function fixScalar(file: LintFile, { at, shape, pair, parent }: Misfit): Fix | undefined {
  if (shape.kind === "list" && pair !== undefined && parent?.kind === "map") {
    return wrapInList(file, pair, parent);
  }
  if (shape.kind === "bool") return unquoteBool(file, at);
  const takesText = shape.kind === "text" || shape.kind === "literal" || shape.kind === "either";
  return takesText ? quoteScalar(file, at) : undefined;
}

function unquoteBool(file: LintFile, node: TreeNode): Fix | undefined {
  const value = node.kind === "scalar" ? node.text.toLowerCase() : "";
  if (value !== "true" && value !== "false") return undefined;
  const edits = [replaceNode(file, node, value)];
  return { title: "Take the quotes away", applicability: "safe", edits };
}

function indentFlags(file: LintFile, node: TreeNode): Fix | undefined {
  const map = asMap(node);
  const first = map?.pairs[0];
  if (map === undefined || first === undefined || map.isFlow) return undefined;
  const edits = indentLines(file, first.key.end, map.end, 2);
  return { title: "Indent below the output", applicability: "safe", edits };
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
    message: `a command of stage \`${stage.name}\` has to be a text, not ${describeNode(item)}${hint}`,
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}
