import type { ExpandedPipeline } from "../../dvc/expandPipeline.ts";
import type { Fix } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import {
  asSeq,
  keyText,
  pairAt,
  target,
  type MapNode,
  type Span,
  type TreeNode,
} from "../../source/nodes.ts";
import { editOf, fixOf } from "./templateReports.ts";

/**
 * Reports a value that stands in `vars` and that no `${…}` uses.
 *
 * ## Why it matters
 * Values of `vars` are only for the templates of their own `dvc.yaml`: one that no template uses does
 * nothing. Often it is a leftover, or the template names something else.
 *
 * ## Example
 * ```yaml dvc.yaml
 * vars:
 *   - model: forest
 *     depth: 3
 * stages:
 *   train:
 *     cmd: python train.py ${model}
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * vars:
 *   - model: forest
 * stages:
 *   train:
 *     cmd: python train.py ${model}
 * ```
 *
 * ## Limits
 * A mapping counts as used when a part of it is. Nothing is reported while some `${…}` of the file
 * has no value, and nothing of what comes from files.
 *
 * ## Fix
 * Removes the value, where others stand beside it. Unsafe: it may be meant for later.
 */
export const unusedVar: Rule = {
  id: "DVC114",
  name: "unused-var",
  summary: "value of `vars` that nothing uses",
  severity: "info",
  confidence: "high",
  fix: "unsafe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    const expanded = project.expanded(file.path);
    if (expanded === undefined || expanded.problems.some(isInTheWay)) return;
    const maps = inlineMaps(expanded);
    if (maps.length === 0) return;
    const used = usedPlaces(expanded, file.path);
    if (used === undefined) return;
    for (const map of maps) {
      for (const [index, pair] of map.pairs.entries()) {
        const name = keyText(pair);
        const { start, end } = pair.value;
        const isUsed = used.some((at) => (at.start < end && at.end > start) || at.start === start);
        if (name === undefined || name === "<<" || isUsed) continue;
        const at = { start: pair.key.start, end: pair.key.end };
        const message = `no \`\${…}\` uses \`${name}\``;
        yield { at, message, fixes: removeFixes(file, map, index) };
      }
    }
  },
};

function isInTheWay({ kind }: ExpandedPipeline["problems"][number]): boolean {
  return !["unclosed", "null-value", "shadowed"].includes(kind);
}

function inlineMaps({ pipeline }: ExpandedPipeline): readonly MapNode[] {
  const ofStages = pipeline.stages.map(({ body }) => pairAt(body, "vars")?.value);
  return [pipeline.vars, ...ofStages].flatMap((vars: TreeNode | undefined) =>
    (asSeq(vars)?.items ?? []).flatMap((item) => {
      const node = target(item);
      return node?.kind === "map" ? [node] : [];
    }),
  );
}

/** Undefined when there are too many values to have kept them all. */
function usedPlaces({ references }: ExpandedPipeline, path: string): readonly Span[] | undefined {
  const places = new Map<number, Span>();
  for (const { values } of references) {
    if (values.length >= 1000) return undefined;
    for (const { source } of values) {
      if (source?.path === path) places.set(source.at.start * 2 ** 26 + source.at.end, source.at);
    }
  }
  return [...places.values()];
}

/** Whole lines of a block mapping; nothing is offered where that would leave an empty entry. */
function removeFixes(file: LintFile, map: MapNode, index: number): readonly Fix[] {
  const pair = map.pairs[index];
  if (map.isFlow || map.pairs.length < 2 || pair === undefined) return [];
  const next = map.pairs[index + 1];
  const place =
    next === undefined
      ? { start: lineStart(file, pair.key.start), end: lineEnd(file, pair.value.end) }
      : index === 0
        ? { start: pair.key.start, end: next.key.start }
        : { start: lineStart(file, pair.key.start), end: lineStart(file, next.key.start) };
  return [fixOf(`Remove \`${keyText(pair) ?? ""}\``, "unsafe", editOf(file.path, place, ""))];
}

function lineStart({ lines }: LintFile, offset: number): number {
  return lines.lineStart(lines.position(offset).line);
}

function lineEnd({ lines, text }: LintFile, end: number): number {
  const isAtStart = text[end - 1] === "\n";
  return isAtStart ? end : lines.lineStart(lines.position(end).line + 1);
}
