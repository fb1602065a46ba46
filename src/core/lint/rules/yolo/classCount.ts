import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { asScalar, pairAt, type Pair, type ScalarValue } from "../../source/nodes.ts";
import {
  isNull,
  readYoloDataset,
  readYoloNames,
  yoloValue,
  type YoloNames,
} from "../../yolo/dataset.ts";

/**
 * Reports `nc` that is not the number of `names`, or no whole number.
 *
 * ## Why it matters
 * Ultralytics refuses a data set whose `nc` and `names` disagree. Other tools that read the file
 * build a model with `nc` outputs and give the wrong names to what it finds.
 *
 * ## Example
 * ```yaml data.yaml
 * train: images/train
 * val: images/val
 * nc: 3
 * names: [car, person]
 * ```
 *
 * ## Use instead
 * ```yaml data.yaml
 * train: images/train
 * val: images/val
 * nc: 2
 * names: [car, person]
 * ```
 *
 * ## Fix
 * Sets `nc` to the number of names. Where a name is missing instead, add it.
 */
export const classCount: Rule = {
  id: "YOL002",
  name: "class-count",
  summary: "`nc` is not the number of `names`",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["yolo"],
  *check(file): Iterable<Report> {
    const dataset = readYoloDataset(file);
    const pair = pairAt(dataset?.root, "nc");
    if (dataset === undefined || pair === undefined) return;
    const report = findWrongCount(pair, readYoloNames(dataset), file.path);
    if (report === undefined) return;
    yield dataset.isCertain ? report : { ...report, severity: "warning" };
  },
};

function findWrongCount(
  pair: Pair,
  names: YoloNames | undefined,
  path: string,
): Report | undefined {
  const scalar = asScalar(pair.value);
  const count = scalar === undefined ? undefined : countOf(yoloValue(scalar));
  if (scalar === undefined || count === undefined) {
    const hint = names === undefined ? "" : `, here ${names.count}`;
    const message = `\`nc\` must be a whole number, the number of classes${hint}`;
    return { at: isNull(pair.value) ? pair.key : pair.value, message };
  }
  if (names === undefined || names.count === count) return undefined;
  const { start, end } = scalar;
  const { key } = names.pair;
  const edits = [{ path, start, end, text: String(names.count) }];
  return {
    at: scalar,
    message: `\`nc\` is ${count}, but \`names\` has ${names.count} ${names.count === 1 ? "class" : "classes"}`,
    related: [{ path, start: key.start, end: key.end, message: "the names" }],
    fixes: [{ title: `Set \`nc\` to ${names.count}`, applicability: "suggestion", edits }],
  };
}

/** Texts and floats of whole numbers are taken, as Ultralytics does. */
function countOf(value: ScalarValue): number | undefined {
  if (value.type === "null" || value.type === "date" || value.type === "other") return undefined;
  if (value.type === "str" && value.value.trim() === "") return undefined;
  const number =
    value.type === "str" ? Number(value.value.replaceAll("_", "")) : Number(value.value);
  return Number.isInteger(number) ? number : undefined;
}
