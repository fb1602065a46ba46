import { valueOf } from "../../deepspeed/deepspeedConfig.ts";
import type { Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { pairAt, valueAt, type TreeNode } from "../../source/nodes.ts";

/**
 * Reports `fp16` and `bf16` that are both enabled.
 *
 * ## Why it matters
 * DeepSpeed asserts that only one is: "bfloat16 and fp16 modes cannot be simultaneously enabled".
 *
 * ## Example
 * ```json ds_config.json
 * {
 *   "train_micro_batch_size_per_gpu": 8,
 *   "fp16": { "enabled": true },
 *   "bf16": { "enabled": true }
 * }
 * ```
 *
 * ## Use instead
 * ```json ds_config.json
 * {
 *   "train_micro_batch_size_per_gpu": 8,
 *   "fp16": { "enabled": false },
 *   "bf16": { "enabled": true }
 * }
 * ```
 */
export const twoPrecisions: Rule = {
  id: "DSP002",
  name: "two-precisions",
  summary: "`fp16` and `bf16` are both enabled",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["deepspeed"],
  *check(file): Iterable<Report> {
    const half = enabledAt(file, "fp16");
    // The old name counts only where the new one is missing.
    const name = pairAt(file.root, "bf16") === undefined ? "bfloat16" : "bf16";
    const brain = enabledAt(file, name);
    if (half === undefined || brain === undefined) return;
    yield {
      at: brain,
      message: `\`fp16\` and \`${name}\` are both enabled: DeepSpeed takes one of them`,
      related: [
        { path: file.path, start: half.start, end: half.end, message: "`fp16` is enabled here" },
      ],
      fixes: [disable("fp16", half, file), disable(name, brain, file)],
    };
  },
};

/** The `true` of a part; `"auto"` is decided by the trainer. */
function enabledAt(file: LintFile, key: string): TreeNode | undefined {
  const node = valueAt(valueAt(file.root, key), "enabled");
  const value = valueOf(node, file);
  return value?.type === "bool" && value.value ? node : undefined;
}

function disable(name: string, { start, end }: TreeNode, { path }: LintFile) {
  const edits = [{ path, start, end, text: "false" }];
  return { title: `Disable \`${name}\``, applicability: "suggestion" as const, edits };
}
