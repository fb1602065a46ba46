import { isYoloDataset } from "../yolo/dataset.ts";
import { asMap, asScalar, asSeq, keyText, type MapNode, type TreeNode } from "../source/nodes.ts";
import { languageOf, type FileKind } from "./classify.ts";

/**
 * Kinds that only show in the content: data sets of Ultralytics, Hydra, DeepSpeed, Accelerate.
 * Looks at keys of the top level only.
 */
export function kindsByContent(path: string, root: TreeNode | undefined): readonly FileKind[] {
  const map = asMap(root);
  if (map === undefined) return [];
  const keys = new Set(map.pairs.map(keyText));
  const language = languageOf(path);
  if (language === "json") return isDeepspeed(map, keys) ? ["deepspeed"] : [];
  if (language !== "yaml" || otherNames.test(path)) return [];
  const kinds: FileKind[] = [];
  if (isAccelerate(keys)) kinds.push("accelerate");
  if (keys.has("defaults") && hasDefaultsList(map)) kinds.push("hydra");
  if (isYoloDataset(map)) kinds.push("yolo");
  return kinds;
}

const otherNames = /(?:^|\/)(?:dvc\.yaml|dvc\.lock|[^/]*\.dvc|MLproject)$/;

type Keys = ReadonlySet<string | undefined>;

/** Keys that only DeepSpeed has. */
const deepspeedKeys = [
  "train_micro_batch_size_per_gpu",
  "zero_optimization",
  "zero_allow_untested_optimizer",
];
/** Parts of its configuration that are mappings; with `train_batch_size` they are as sure. */
const deepspeedParts = ["fp16", "bf16", "bfloat16", "optimizer", "scheduler", "elasticity"];

function isDeepspeed(map: MapNode, keys: Keys): boolean {
  if (deepspeedKeys.some((key) => keys.has(key))) return true;
  if (!keys.has("train_batch_size") || keys.has("epochs")) return false;
  return map.pairs.some(
    (pair) => deepspeedParts.includes(keyText(pair) ?? "") && asMap(pair.value) !== undefined,
  );
}

/** What `accelerate config` writes always holds several of these. */
const accelerateKeys = [
  "compute_environment",
  "distributed_type",
  "num_processes",
  "num_machines",
  "machine_rank",
  "main_training_function",
  "deepspeed_config",
  "fsdp_config",
  "mixed_precision",
  "downcast_bf16",
  "rdzv_backend",
  "same_network",
  "use_cpu",
  "dynamo_config",
];

function isAccelerate(keys: Keys): boolean {
  const count = accelerateKeys.filter((key) => keys.has(key)).length;
  return (
    count >= 4 || (count >= 2 && (keys.has("compute_environment") || keys.has("distributed_type")))
  );
}

/** A list of what Hydra composes: texts, and mappings of one group. Others have `defaults` too. */
function hasDefaultsList(map: MapNode): boolean {
  const list = asSeq(map.pairs.find((pair) => keyText(pair) === "defaults")?.value);
  if (list === undefined || list.items.length === 0) return false;
  return list.items.every((item) => {
    if (asScalar(item) !== undefined) return true;
    const pairs = asMap(item)?.pairs ?? [];
    const [only] = pairs;
    if (only === undefined || pairs.length > 2) return false;
    if (pairs.length === 2 && !pairs.some((pair) => keyText(pair) === "optional")) return false;
    return asMap(only.value) === undefined;
  });
}
