import { misfitsOf } from "../../dvc/misfits.ts";
import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import type { TreeNode } from "../../source/nodes.ts";
import { describePlace } from "./places.ts";
import { replaceNode } from "./structureFixes.ts";

/**
 * Reports `yes`, `no`, `on` and `off` where DVC wants `true` or `false`.
 *
 * ## Why it matters
 * DVC reads YAML 1.2, where these words are texts; as a boolean they make it refuse the file.
 * Many other tools read YAML 1.1, where they are `true` and `false`.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     always_changed: yes
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     always_changed: true
 * ```
 *
 * ## Fix
 * Writes `true` or `false`.
 */
export const yaml11Bool: Rule = {
  id: "DVC005",
  name: "yaml11-bool",
  summary: "boolean that is a string in YAML 1.2",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-lock", "dvc-file"],
  *check(file, project): Iterable<Report> {
    for (const { kind, at, shape, path } of misfitsOf(file, project)) {
      const value = kind === "wrong-type" && shape.kind === "bool" ? oldBool(at) : undefined;
      if (value === undefined) continue;
      yield {
        at,
        message: `${describePlace(path)} is the string \`${file.text.slice(at.start, at.end)}\` for DVC, which reads YAML 1.2; write \`${value}\``,
        fixes: [
          {
            title: `Write \`${value}\``,
            applicability: "safe",
            edits: [replaceNode(file, at, value)],
          },
        ],
      };
    }
  },
};

/** What YAML 1.1 makes of the word; undefined for others. */
export function oldBool(node: TreeNode): "true" | "false" | undefined {
  if (node.kind !== "scalar" || node.style !== "plain") return undefined;
  if (/^(?:y|yes|on)$/i.test(node.text)) return "true";
  return /^(?:n|no|off)$/i.test(node.text) ? "false" : undefined;
}
