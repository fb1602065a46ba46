import {
  launchesOf,
  valueOf,
  wholeNumberAt,
  type NumberAt,
} from "../../deepspeed/deepspeedConfig.ts";
import type { Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";
import { valueAt } from "../../source/nodes.ts";

/**
 * Reports batch sizes of DeepSpeed that no number of processes makes right, or not the number that
 * a configuration of Accelerate gives.
 *
 * ## Why it matters
 * `train_batch_size` must be `train_micro_batch_size_per_gpu` × `gradient_accumulation_steps` ×
 * processes. DeepSpeed checks it when all processes are up: "Check batch related parameters".
 *
 * ## Example
 * ```json ds_config.json
 * {
 *   "train_batch_size": 100,
 *   "train_micro_batch_size_per_gpu": 8,
 *   "zero_optimization": { "stage": 2 }
 * }
 * ```
 *
 * ## Use instead
 * ```json ds_config.json
 * {
 *   "train_batch_size": 96,
 *   "train_micro_batch_size_per_gpu": 8,
 *   "zero_optimization": { "stage": 2 }
 * }
 * ```
 *
 * ## Limits
 * `"auto"` is filled in by the trainer. The number of processes can be given to `accelerate launch`
 * too: what depends on it is a warning. Silent with elastic training.
 */
export const batchArithmetic: Rule = {
  id: "DSP001",
  name: "batch-arithmetic",
  summary: "batch sizes that cannot be right together",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["deepspeed"],
  *check(file, project): Iterable<Report> {
    const elastic = valueOf(valueAt(valueAt(file.root, "elasticity"), "enabled"), file);
    if (elastic?.type === "bool" && elastic.value) return;
    const given = [...batchKeys, "train_batch_size"].flatMap(
      (key) => wholeNumberAt(file, key) ?? [],
    );
    const below = given.filter(({ value }) => value < 1);
    for (const { key, node } of below) {
      yield { at: node, message: `\`${key}\` must be greater than 0, or \`"auto"\`` };
    }
    const total = given.find(({ key }) => key === "train_batch_size");
    const parts = given.filter(({ key }) => key !== "train_batch_size");
    if (total === undefined || below.length > 0) return;
    const product = parts.reduce((all, { value }) => all * value, 1);
    if (total.value % product !== 0) {
      const message = `${total.value} is no multiple of ${productOf(parts)}, so no number of processes fits`;
      yield { at: total.node, message, related: relatedTo(parts, file.path) };
    } else yield* checkLaunches({ total, parts, product }, file, project);
  },
};

const batchKeys = ["train_micro_batch_size_per_gpu", "gradient_accumulation_steps"];

interface Batch {
  readonly total: NumberAt;
  readonly parts: readonly NumberAt[];
  readonly product: number;
}

/** What is left out is worked out by DeepSpeed, so that a multiple is enough then. */
function* checkLaunches(
  { total, parts, product }: Batch,
  file: LintFile,
  project: LintProject,
): Iterable<Report> {
  for (const launch of launchesOf(file.path, project)) {
    const { value, node } = launch.processes;
    const all = product * value;
    const isRight = parts.length === 2 ? total.value === all : total.value % all === 0;
    if (isRight || isOpen(file)) continue;
    const relation = parts.length === 2 ? "not" : "no multiple of";
    const { start, end } = node;
    yield {
      at: total.node,
      message: `${total.value} is ${relation} ${[productOf(parts), `${value} processes`].filter((part) => part !== "").join(" × ")}, which \`${launch.file.path}\` starts`,
      severity: "warning",
      confidence: "medium",
      related: [
        ...relatedTo(parts, file.path),
        { path: launch.file.path, start, end, message: "the number of processes" },
      ],
    };
  }
}

/** Processes that share a model do not count, and their number is not always in this file. */
function isOpen(file: LintFile): boolean {
  return ["tensor_parallel", "sequence_parallel_size", "pipeline", "autotp_size"].some(
    (key) => valueAt(file.root, key) !== undefined,
  );
}

function productOf(parts: readonly NumberAt[]): string {
  return parts.map(({ key, value }) => `\`${key}\` ${value}`).join(" × ");
}

function relatedTo(parts: readonly NumberAt[], path: string) {
  return parts.map(({ key, node: { start, end } }) => ({
    path,
    start,
    end,
    message: `\`${key}\``,
  }));
}
