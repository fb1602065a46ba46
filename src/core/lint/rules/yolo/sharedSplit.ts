import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import type { ScalarNode } from "../../source/nodes.ts";
import { readYoloDataset, type YoloSplit } from "../../yolo/dataset.ts";

/**
 * Reports images that are used for training and for validation or test as well: the same path, or
 * one that lies in the other.
 *
 * ## Why it matters
 * A model that is measured on what it was trained with looks better than it is. Folders are
 * searched with all folders below them, so that `images/val` is part of `images`.
 *
 * ## Example
 * ```yaml data.yaml
 * train: images/train
 * val: images/train
 * nc: 1
 * names: [pothole]
 * ```
 *
 * ## Use instead
 * ```yaml data.yaml
 * train: images/train
 * val: images/val
 * nc: 1
 * names: [pothole]
 * ```
 */
export const sharedSplit: Rule = {
  id: "YOL005",
  name: "shared-split",
  summary: "images that are used for training and validation or test",
  severity: "warning",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["yolo"],
  *check(file): Iterable<Report> {
    const splits = readYoloDataset(file)?.splits ?? [];
    const train = splits.find(({ name }) => name === "train");
    if (train === undefined) return;
    const trained = placesOf(train);
    for (const split of splits) {
      if (split === train) continue;
      for (const [place, scalar] of placesOf(split)) {
        const message = messageFor(split.name, place, trained);
        if (message === undefined) continue;
        const { start, end } = train.pair.key;
        const related = [{ path: file.path, start, end, message: "trained with these" }];
        yield { at: scalar, message, related };
      }
    }
  },
};

function placesOf({ paths }: YoloSplit): ReadonlyMap<string, ScalarNode> {
  return new Map(paths.map((scalar) => [normalize(scalar.text), scalar]));
}

/** Without `.`, inner `..` and a slash at the end. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "." || part === "") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
}

function messageFor(
  split: string,
  place: string,
  trained: ReadonlyMap<string, ScalarNode>,
): string | undefined {
  const measured = "so the model is measured on images that it has seen";
  if (trained.has(place)) return `\`${split}\` uses the images of \`train\`, ${measured}`;
  const isFile = /\.txt$/i;
  for (const [other, { text }] of trained) {
    if (isFile.test(other) || isFile.test(place)) continue;
    if (isInside(place, other)) {
      return `\`${split}\` lies in \`${text}\`, which \`train\` uses with all folders below it, ${measured}`;
    }
    if (isInside(other, place)) {
      return `\`${split}\` takes in \`${text}\`, which \`train\` uses, ${measured}`;
    }
  }
  return undefined;
}

function isInside(inner: string, outer: string): boolean {
  if (outer === "") return !inner.startsWith("..") && !inner.startsWith("/");
  return inner.startsWith(outer.endsWith("/") ? outer : `${outer}/`);
}
