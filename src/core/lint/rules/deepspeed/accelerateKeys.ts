import {
  clusterKeys,
  clusterTypes,
  commonKeys,
  sagemakerKeys,
  sagemakerTypes,
} from "../../deepspeed/accelerateFields.ts";
import { valueOf } from "../../deepspeed/deepspeedConfig.ts";
import type { Fix, Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import {
  asMap,
  asScalar,
  keyText,
  pairAt,
  pairsOf,
  type MapNode,
  type TreeNode,
} from "../../source/nodes.ts";

/**
 * Reports keys that Accelerate does not know, and a `distributed_type` that is missing or none of
 * its types.
 *
 * ## Why it matters
 * `accelerate launch` stops: "had unknown keys", "A `distributed_type` must be specified".
 *
 * ## Example
 * ```yaml accelerate.yaml
 * compute_environment: LOCAL_MACHINE
 * distributed_type: MULTI_GPU
 * num_process: 4
 * mixed_precision: bf16
 * ```
 *
 * ## Use instead
 * ```yaml accelerate.yaml
 * compute_environment: LOCAL_MACHINE
 * distributed_type: MULTI_GPU
 * num_processes: 4
 * mixed_precision: bf16
 * ```
 *
 * ## Limits
 * A key or a type without one like it may come with a newer Accelerate: it is a warning.
 */
export const accelerateKeys: Rule = {
  id: "DSP003",
  name: "accelerate-keys",
  summary: "configuration that Accelerate does not load",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["accelerate"],
  *check(file): Iterable<Report> {
    const root = asMap(file.root);
    if (root === undefined) return;
    const environment = asScalar(pairAt(root, "compute_environment")?.value)?.text;
    const isSagemaker = environment === "AMAZON_SAGEMAKER";
    const known = new Set([...commonKeys, ...(isSagemaker ? sagemakerKeys : clusterKeys)]);
    for (const pair of pairsOf(root)) {
      const name = keyText(pair) ?? "distributed_type";
      if (known.has(name)) continue;
      yield reportUnknown({ at: pair.key, name, known, what: "a key of Accelerate" }, file);
    }
    yield* checkType(root, isSagemaker ? sagemakerTypes : clusterTypes, file);
  },
};

function* checkType(root: MapNode, types: readonly string[], file: LintFile): Iterable<Report> {
  const type = pairAt(root, "distributed_type");
  if (type === undefined) {
    const at = root.pairs[0]?.key ?? root;
    const message =
      "`distributed_type` is missing: `NO`, `MULTI_GPU`, `DEEPSPEED`, `FSDP` or others";
    yield { at, message };
    return;
  }
  const value = valueOf(type.value, file);
  if (value?.type !== "str" || types.includes(value.value)) return;
  const known = new Set(types);
  yield reportUnknown(
    { at: type.value, name: value.value, known, what: "a `distributed_type`" },
    file,
  );
}

interface Unknown {
  readonly at: TreeNode;
  readonly name: string;
  readonly known: ReadonlySet<string>;
  readonly what: string;
}

function reportUnknown({ at, name, known, what }: Unknown, { path }: LintFile): Report {
  const near = findSimilar(name, known);
  const fixes = near.map((other): Fix => {
    const edits = [{ path, start: at.start, end: at.end, text: other }];
    return { title: `Change to \`${other}\``, applicability: "suggestion", edits };
  });
  const message = `\`${name}\` is not ${what}${didYouMean(near)}`;
  return near.length > 0
    ? { at, message, fixes }
    : { at, message, severity: "warning", confidence: "medium" };
}
