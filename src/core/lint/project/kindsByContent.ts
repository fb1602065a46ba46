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
  const language = languageOf(path);
  if (language !== "yaml" && language !== "json") return [];
  const keys = new Set(map.pairs.map(keyText));
  const kinds: FileKind[] = [];
  if (isDeepspeed(keys)) kinds.push("deepspeed");
  if (isAccelerate(keys)) kinds.push("accelerate");
  if (language === "yaml" && keys.has("defaults") && hasDefaultsList(map)) kinds.push("hydra");
  if (language === "yaml" && !otherNames.test(path) && isYoloDataset(map)) kinds.push("yolo");
  return kinds;
}

const otherNames = /(?:^|\/)(?:dvc\.yaml|dvc\.lock|[^/]*\.dvc|MLproject)$/;

type Keys = ReadonlySet<string | undefined>;

/** Keys that only DeepSpeed has, and those that others have too, of which two must be there. */
const ownKeys = [
  "train_micro_batch_size_per_gpu",
  "zero_optimization",
  "zero_allow_untested_optimizer",
];
const sharedKeys = [
  "train_batch_size",
  "fp16",
  "bf16",
  "gradient_accumulation_steps",
  "optimizer",
  "steps_per_print",
  "wall_clock_breakdown",
  "gradient_clipping",
  "elasticity",
];

function isDeepspeed(keys: Keys): boolean {
  if (ownKeys.some((key) => keys.has(key))) return true;
  return (
    keys.has("train_batch_size") &&
    sharedKeys.filter((key) => keys.has(key)).length > 1 &&
    !keys.has("epochs")
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
