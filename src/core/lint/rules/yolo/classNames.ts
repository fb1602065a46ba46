import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { asMap, asScalar, asSeq, pairAt } from "../../source/nodes.ts";
import {
  isNull,
  readYoloDataset,
  readYoloNames,
  type YoloDataset,
  type YoloNames,
} from "../../yolo/dataset.ts";

/**
 * Reports class names that Ultralytics cannot number from 0: keys that are no numbers, gaps, keys
 * and names that stand twice, and names that are left out.
 *
 * ## Why it matters
 * Labels are numbers. Where `names` skips one, loading stops with "invalid class indices"; where
 * two classes have one name, results of both are shown as the same.
 *
 * ## Example
 * ```yaml data.yaml
 * train: images/train
 * val: images/val
 * names:
 *   1: car
 *   2: person
 * ```
 *
 * ## Use instead
 * ```yaml data.yaml
 * train: images/train
 * val: images/val
 * names:
 *   0: car
 *   1: person
 * ```
 */
export const classNames: Rule = {
  id: "YOL003",
  name: "class-names",
  summary: "class names that cannot be numbered from 0",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["yolo"],
  *check(file): Iterable<Report> {
    const dataset = readYoloDataset(file);
    if (dataset === undefined) return;
    const names = readYoloNames(dataset);
    const isSure = dataset.isCertain;
    const found = names === undefined ? findNoNames(dataset) : findBadNames(names);
    for (const report of found) {
      yield isSure || report.severity !== undefined ? report : { ...report, severity: "warning" };
    }
  },
};

/** `names` that is null counts only without `nc`: Ultralytics makes up names then. */
function* findNoNames({ root }: YoloDataset): Iterable<Report> {
  const pair = pairAt(root, "names");
  if (pair === undefined) return;
  if (!isNull(pair.value)) {
    yield {
      at: pair.value,
      message: "`names` must be a list of class names, or a mapping from class number to name",
    };
  } else if (pairAt(root, "nc") === undefined) {
    yield { at: pair.key, message: "`names` is empty, and there is no `nc` to count the classes" };
  }
}

function* findBadNames(names: YoloNames): Iterable<Report> {
  const { pair, count, classes } = names;
  if (count === 0) {
    yield { at: pair.value, message: "`names` is empty: a data set needs at least one class" };
    return;
  }
  const isMapping = asMap(pair.value) !== undefined;
  yield* isMapping ? findBadKeys(names) : [];
  const seen = new Map<string, number>();
  for (const [position, { name, index = position }] of classes.entries()) {
    const text = asScalar(name)?.text;
    if (isNull(name)) {
      const at = name.start === name.end && asSeq(pair.value) === undefined ? pair.key : name;
      yield { at, message: `class ${index} has no name`, severity: "warning" };
      continue;
    }
    if (text === undefined) continue;
    const first = seen.get(text);
    if (first === undefined) seen.set(text, index);
    else {
      const message = `class ${index} has the name of class ${first}, \`${text}\`: results of both look the same`;
      yield { at: name, message, severity: "warning" };
    }
  }
}

function* findBadKeys(names: YoloNames): Iterable<Report> {
  const indexes = new Set<number>();
  let isBroken = false;
  for (const { index, key } of names.classes) {
    if (index !== undefined && !indexes.has(index)) {
      indexes.add(index);
      continue;
    }
    isBroken = true;
    if (index === undefined) {
      const text = asScalar(key)?.text ?? "";
      const message = `\`${text}\` is no class number: \`names\` maps 0, 1, 2, … to names`;
      yield { at: key, message };
    } else {
      const message = `class ${index} stands twice: only the last name counts`;
      yield { at: key, message, severity: "warning" };
    }
  }
  if (!isBroken) yield* findGap(names, indexes);
}

function* findGap({ pair, count, classes }: YoloNames, indexes: ReadonlySet<number>) {
  const highest = Math.max(...indexes);
  if (highest < count && indexes.has(0)) return;
  const wrong = classes.find(({ index }) => index !== undefined && index >= count) ?? classes[0];
  const why = indexes.has(0) ? `\`names\` goes up to ${highest}` : "there is no class 0";
  const message = `${count} classes must be numbered 0 to ${count - 1}, but ${why}`;
  yield { at: wrong?.key ?? pair.key, message };
}
