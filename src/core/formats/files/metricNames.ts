import { usualDirection } from "../../runs/metricNames.ts";

/** Words, or beginnings of words after a break, that metrics' names have beside the usual ones. */
const word =
  /(?:^|[\s_/.:-])(?:loss|acc|lr\b|learning_rate|f1|auc|map\d|bleu|rouge|rew(?:ard)?s?\b|ep_len|rmse|mae\b|mse\b|ppl|perplexity|precision|recall|entropy|kl\b|grad_norm|iou|dice|err(?:or)?\b|fid\b)/i;

/** Whether a name is one that people give to metrics of training, and seldom to columns of data. */
export function isMetricName(name: string): boolean {
  return usualDirection(name) !== null || word.test(name);
}
