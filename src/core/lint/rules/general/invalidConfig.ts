import { parseSextantConfig } from "../../../config/parseSextantConfig.ts";
import type { LintFile } from "../../project/lintFile.ts";
import { isSelected } from "../../levels.ts";
import type { Report, Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { asMap, keyText, pairsOf, valueAt, visitTree, type TreeNode } from "../../source/nodes.ts";

/**
 * Reports what is wrong in `sextant.yaml`: unknown keys, values of the wrong kind, rules that do
 * not exist.
 *
 * ## Why it matters
 * What cannot be understood is left out: an entry point is missing from the list of targets, a rule
 * that was to be silenced still speaks.
 *
 * ## Example
 * ```yaml sextant.yaml
 * entryPoints:
 *   train:
 *     comand: python train.py
 * ```
 *
 * ## Use instead
 * ```yaml sextant.yaml
 * entryPoints:
 *   train:
 *     command: python train.py
 * ```
 */
export const invalidConfig: Rule = {
  id: "SXT001",
  name: "invalid-config",
  summary: "fault in sextant.yaml",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["sextant"],
  *check(file, project): Iterable<Report> {
    for (const { message, location, severity } of parseSextantConfig(file.text, file.path)
      .problems) {
      const start = file.lines.offset({ line: location?.line ?? 0, column: location?.column ?? 0 });
      yield { at: { start, end: endOfWord(file, start) }, message, severity };
    }
    yield* checkRuleNames(file.root, project.rules);
  },
};

function endOfWord({ text, root }: LintFile, start: number): number {
  for (const { node, pair } of visitTree(root)) {
    if (pair?.key.start === start) return pair.key.end;
    if (node.start === start && node.kind === "scalar") return node.end;
  }
  return Math.min(text.length, start + 1);
}

function* checkRuleNames(root: TreeNode | undefined, rules: readonly Rule[]): Iterable<Report> {
  const lint = valueAt(root, "lint");
  const named: TreeNode[] = [];
  for (const list of ["select", "ignore"]) named.push(...itemsOf(valueAt(lint, list)));
  for (const { value } of pairsOf(valueAt(lint, "perFileIgnores"))) named.push(...itemsOf(value));
  for (const pair of asMap(valueAt(lint, "severity"))?.pairs ?? []) {
    if (keyText(pair) !== undefined) named.push(pair.key);
  }
  for (const node of named) {
    const text = node.kind === "scalar" ? node.text : "";
    if (text === "" || rules.some((rule) => isSelected(rule, text))) continue;
    const similar = findSimilar(
      text,
      rules.flatMap(({ id, name }) => [id, name]),
    );
    const message = `there is no rule \`${text}\`${didYouMean(similar)}`;
    yield { at: node, message, severity: "warning" };
  }
}

function itemsOf(node: TreeNode | undefined): readonly TreeNode[] {
  return node?.kind === "seq" ? node.items : [];
}
