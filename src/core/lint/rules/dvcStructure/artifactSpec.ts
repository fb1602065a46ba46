import { misfitsOf } from "../../dvc/misfits.ts";
import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import {
  asMap,
  asScalar,
  asSeq,
  isLeftOut,
  keyText,
  pairAt,
  pairsOf,
  target,
  type ScalarNode,
  type TreeNode,
} from "../../source/nodes.ts";
import { resolveScalar } from "../../source/scalars.ts";

/**
 * Reports artifacts without a path or with names that cannot be registered, and data sets in
 * `datasets` that are not complete.
 *
 * ## Why it matters
 * A data set without name, address or known type makes every command fail that needs one of them.
 * Names of artifacts with capitals or underscores load, but the model registry refuses them.
 *
 * ## Example
 * ```yaml dvc.yaml
 * datasets:
 *   - name: images
 *     type: s3
 *     url: s3://bucket/images
 * artifacts:
 *   my_model:
 *     path: model.pkl
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * datasets:
 *   - name: images
 *     type: url
 *     url: s3://bucket/images
 * artifacts:
 *   my-model:
 *     path: model.pkl
 * ```
 */
export const artifactSpec: Rule = {
  id: "DVC013",
  name: "artifact-or-dataset-spec",
  summary: "artifact or data set that is not complete",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const { kind, shape, at, path } of misfitsOf(file, project)) {
      if (kind !== "missing-key" || shape.kind !== "map" || shape.level !== "artifact") continue;
      yield { at, message: `artifact \`${path[1]}\` has no \`path\`` };
    }
    for (const pair of pairsOf(pairAt(file.root, "artifacts")?.value)) {
      const name = keyText(pair);
      if (name === undefined || name.includes("${") || isRegistrable(name)) continue;
      const message = `artifact name \`${name}\` cannot be registered; allowed: lower-case letters, digits, \`-\` and \`/\``;
      yield { at: pair.key, message, severity: "warning" };
    }
    const datasets = pairAt(file.root, "datasets");
    if (datasets !== undefined) yield* checkDatasets(datasets.key, datasets.value);
  },
};

function isRegistrable(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9/-]*[a-z0-9])?$/.test(name);
}

function* checkDatasets(key: TreeNode, value: TreeNode): Iterable<Report> {
  const items = asSeq(value)?.items;
  if (items === undefined) {
    const found = target(value);
    if (found === undefined || (found.kind === "map" && found.pairs.length === 0)) return;
    const what = isLeftOut(found) ? "is empty" : "has to be a list";
    const message = `\`datasets\` ${what}: write each as \`- name:\`, \`type:\`, \`url:\``;
    yield { at: key, message };
    return;
  }
  for (const item of items) yield* checkDataset(item);
  yield* repeatedNames(items);
}

function* repeatedNames(items: readonly TreeNode[]): Iterable<Report> {
  const names = new Set<string>();
  for (const item of items) {
    const name = asScalar(pairAt(item, "name")?.value);
    if (name === undefined) continue;
    if (names.has(name.text)) {
      const message = `data set \`${name.text}\` is there twice; only the last counts`;
      yield { at: name, message, severity: "warning" };
    }
    names.add(name.text);
  }
}

const types = ["dvc", "dc", "url"];

function* checkDataset(item: TreeNode): Iterable<Report> {
  if (asMap(item) === undefined) {
    const message = "a data set has to be a mapping with `name`, `type` and `url`";
    if (asScalar(item)?.text.includes("${") !== true) yield { at: item, message };
    return;
  }
  const name = asScalar(pairAt(item, "name")?.value)?.text;
  const label = name === undefined ? "a data set" : `data set \`${name}\``;
  for (const key of ["name", "type", "url"]) {
    if (pairAt(item, key) === undefined) yield { at: item, message: `${label} has no \`${key}\`` };
  }
  const type = asScalar(pairAt(item, "type")?.value);
  if (type !== undefined) yield* checkType(type, label);
}

function* checkType(type: ScalarNode, label: string): Iterable<Report> {
  if (type.text.includes("${") || types.includes(type.text)) return;
  const written =
    resolveScalar(type, "ruamel-1.2").type === "null" ? "nothing" : `\`${type.text}\``;
  const meant = didYouMean(findSimilar(type.text, types));
  yield {
    at: type,
    message: `the type of ${label} is ${written}; allowed: \`dvc\`, \`dc\`, \`url\`${meant}`,
  };
}
