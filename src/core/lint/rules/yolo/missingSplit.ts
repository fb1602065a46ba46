import type { Report, Rule } from "../../rule.ts";
import { isNull, readYoloDataset, type YoloDataset } from "../../yolo/dataset.ts";

/**
 * Reports a data set without `train` or `val`.
 *
 * ## Why it matters
 * Ultralytics looks for both keys before it does anything else and stops with "key missing", even
 * when only a trained model is to be validated.
 *
 * ## Example
 * ```yaml data.yaml
 * path: datasets/potholes
 * train: images/train
 * nc: 1
 * names: [pothole]
 * ```
 *
 * ## Use instead
 * ```yaml data.yaml
 * path: datasets/potholes
 * train: images/train
 * val: images/val
 * nc: 1
 * names: [pothole]
 * ```
 *
 * ## Limits
 * `validation` is taken for `val`, as Ultralytics does. A file with few signs of being a data set
 * for YOLO gets a warning.
 */
export const missingSplit: Rule = {
  id: "YOL001",
  name: "missing-split",
  summary: "data set without `train` or `val`",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["yolo"],
  *check(file): Iterable<Report> {
    const dataset = readYoloDataset(file);
    if (dataset === undefined) return;
    yield* findMissing(dataset);
    yield* findEmpty(dataset);
  },
};

function* findMissing({ root, splits, isCertain }: YoloDataset): Iterable<Report> {
  const names = new Set(splits.map(({ name }) => name));
  const at = splits[0]?.pair.key ?? root.pairs[0]?.key ?? root;
  for (const split of ["train", "val"]) {
    if (names.has(split) || (split === "val" && names.has("validation"))) continue;
    const message = `\`${split}\` is missing: Ultralytics needs both \`train\` and \`val\`, as paths of folders or files of images`;
    yield isCertain ? { at, message } : { at, message, severity: "warning", confidence: "medium" };
  }
}

/** Empty ones load; what needs them does not run. `test` stands in for `val` in training. */
function* findEmpty({ splits }: YoloDataset): Iterable<Report> {
  const hasTest = splits.some(({ name }) => name === "test");
  for (const { name, pair } of splits) {
    const isNeeded = name === "train" || (name === "val" && !hasTest);
    if (!isNeeded || !isNull(pair.value)) continue;
    const purpose = name === "train" ? "train on" : "validate with";
    const message = `\`${name}\` has no path: there is nothing to ${purpose}`;
    yield { at: pair.key, message, severity: "warning", confidence: "medium" };
  }
}
