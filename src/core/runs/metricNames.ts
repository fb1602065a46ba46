/** What the names of metrics say by custom. */

export type MetricDirection = "maximize" | "minimize";

const lowerIsBetter = new Set(
  "loss error err mse rmse mae mape rmsle nll perplexity ppl wer cer fid brier logloss bpb bpc".split(
    " ",
  ),
);
const higherIsBetter = new Set(
  (
    "acc accuracy auc auroc auprc f1 fscore precision recall map iou miou dice bleu rouge r2 " +
    "score reward return top1 top5 ndcg mrr psnr ssim kappa mcc"
  ).split(" "),
);
const heldOut = new Set(["val", "valid", "validation", "test", "eval", "evaluation", "dev"]);

/** Which way is better, told by the last word that tells; null where no word does. */
export function usualDirection(metric: string): MetricDirection | null {
  const word = wordsOf(metric).findLast((one) => lowerIsBetter.has(one) || higherIsBetter.has(one));
  if (word === undefined) return null;
  return lowerIsBetter.has(word) ? "minimize" : "maximize";
}

/**
 * How early a metric is worth a look, least first: measures of held-out data (0), what else is of
 * held-out data (1), other measures (2), the rest (3), what the machine did (4).
 */
export function metricRank(metric: string): number {
  if (metric.startsWith("system/")) return 4;
  const isMeasure = usualDirection(metric) !== null;
  if (wordsOf(metric).some((word) => heldOut.has(word))) return isMeasure ? 0 : 1;
  return isMeasure ? 2 : 3;
}

/**
 * Whether so few runs have a metric that others, which runs have in common, tell more: fewer than
 * half of the runs that have the commonest.
 */
export function isRareMetric(runCount: number, commonestCount: number): boolean {
  return runCount * 2 < commonestCount;
}

/** `valAcc/top-1` as `val acc top 1`. */
function wordsOf(metric: string): string[] {
  return metric
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}
