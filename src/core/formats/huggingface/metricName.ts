const splits = ["eval", "test"] as const;

/**
 * The name of a logged value as the trainer's own TensorBoard callback writes it (`rewrite_logs` in
 * transformers/integrations), so that both sources of a run agree: `eval_loss` is `eval/loss`,
 * `loss` is `train/loss`.
 */
export function metricName(key: string): string {
  for (const split of splits) {
    if (key.startsWith(`${split}_`)) return `${split}/${key.slice(split.length + 1)}`;
  }
  return `train/${key}`;
}
