import { visitTree, type ScalarNode } from "../../source/nodes.ts";
import { describeType, resolvePlain, type Dialect } from "../../source/scalars.ts";
import type { ScalarValue } from "../../source/nodes.ts";
import type { Report, Rule } from "../../rule.ts";

/**
 * Reports values of parameters that DVC and PyYAML read differently, as `yes`, `010` and `12:30`.
 *
 * ## Why it matters
 * DVC reads YAML 1.2, PyYAML in the training script YAML 1.1. `yes` is the string `yes` in the
 * command that DVC fills in and true in the script; `010` is ten and eight; `12:30` a string and 750.
 *
 * ## Example
 * ```yaml params.yaml
 * augment: yes
 * ```
 *
 * ## Use instead
 * ```yaml params.yaml
 * augment: true
 * ```
 *
 * ## Limits
 * Numbers with an exponent are the matter of YML001.
 *
 * ## Fix
 * Suggests the value that PyYAML reads, and the text.
 */
export const ambiguousScalar: Rule = {
  id: "YML002",
  name: "ambiguous-scalar",
  summary: "value that DVC and PyYAML read differently",
  severity: "warning",
  confidence: "medium",
  fix: "suggestion",
  since: "0.1.0",
  files: ["params"],
  *check(file): Iterable<Report> {
    if (file.language !== "yaml" || file.kinds.has("hydra")) return;
    for (const { node } of visitTree(file.root)) {
      const report = node.kind === "scalar" ? reportScalar(node, file.path) : undefined;
      if (report !== undefined) yield report;
    }
  },
};

function reportScalar(node: ScalarNode, path: string): Report | undefined {
  if (node.style !== "plain" || node.tag !== undefined) return undefined;
  if (!candidates.test(node.text)) return undefined;
  const [old, current] = bothOf(node);
  if (isSame(old, current)) return undefined;
  const spelled = spell(old);
  const texts = [...(spelled === undefined ? [] : [spelled]), `"${node.text}"`];
  const fixes = texts.map((text) => ({
    title: `Write \`${text}\``,
    applicability: "suggestion" as const,
    edits: [{ path, start: node.start, end: node.end, text }],
  }));
  const message = `\`${node.text}\` is ${describe(old)} for PyYAML and ${describe(current)} for DVC; write \`${texts.join("` or `")}\``;
  return { at: node, message, fixes };
}

/** All others are the same for both. */
const candidates = /^(?:[-+.]?\d|(?:yes|no|on|off)$)/i;

function bothOf({ text }: ScalarNode): readonly [ScalarValue, ScalarValue] {
  const read = (dialect: Dialect) => resolvePlain(text, dialect);
  return [read("pyyaml-1.1"), read("ruamel-1.2")];
}

function isSame(old: ScalarValue, current: ScalarValue): boolean {
  // Numbers with an exponent are told elsewhere; a string of PyYAML alone is one of those or `0o7`.
  if (current.type === "float" && old.type === "str") return true;
  if (old.type !== current.type) return false;
  if (old.type === "int" && current.type === "int") return old.value === current.value;
  return true;
}

/** How both spell the value that PyYAML reads. */
function spell(value: ScalarValue): string | undefined {
  if (value.type === "bool" || value.type === "int") return String(value.value);
  return undefined;
}

function describe(value: ScalarValue): string {
  if (value.type === "bool" || value.type === "int") return `\`${value.value}\``;
  return describeType(value);
}
