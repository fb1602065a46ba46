import type { Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import type { MapNode, TreeNode } from "../../source/nodes.ts";
import { resolveScalar } from "../../source/scalars.ts";
import { repeatsInConfig } from "./configRepeats.ts";

/**
 * Reports keys that stand twice in one mapping of `dvc.yaml`, `dvc.lock` and `.dvc` files, and
 * sections and options that stand twice in `.dvc/config`.
 *
 * ## Why it matters
 * DVC refuses the whole file. Two stages of one name are often the rest of a merge, and one of the
 * two is not what is meant. With a configuration that it refuses, no command of DVC works.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *   train:
 *     cmd: python train.py --fast
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *   train-fast:
 *     cmd: python train.py --fast
 * ```
 */
export const duplicateKey: Rule = {
  id: "DVC006",
  name: "duplicate-key",
  summary: "key that stands twice in one mapping",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-lock", "dvc-file", "dvc-config"],
  *check(file): Iterable<Report> {
    if (file.kinds.has("dvc-config")) yield* repeatedInConfig(file);
    const open: TreeNode[] = file.root === undefined ? [] : [file.root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node.kind === "seq") open.push(...node.items.toReversed());
      if (node.kind !== "map") continue;
      if (node.pairs.length > 1) yield* repeatedKeys(file, node);
      for (const { key, value } of node.pairs.toReversed()) {
        if (value.kind !== "scalar") open.push(value);
        if (key.kind !== "scalar") open.push(key);
      }
    }
  },
};

function* repeatedKeys(file: LintFile, map: MapNode): Iterable<Report> {
  const first = new Map<string, TreeNode>();
  for (const { key } of map.pairs) {
    const identity = identityOf(key);
    const known = identity === undefined ? undefined : first.get(identity);
    if (known !== undefined) {
      const written = file.text.slice(key.start, key.end);
      const line = file.lines.position(known.start).line + 1;
      yield {
        at: key,
        message: `\`${written}\` stands twice in this mapping, first in line ${line}`,
        related: [{ path: file.path, start: known.start, end: known.end, message: "first here" }],
      };
    } else if (identity !== undefined) first.set(identity, key);
  }
}

function* repeatedInConfig(file: LintFile): Iterable<Report> {
  for (const { text, first, ...at } of repeatsInConfig(file.text)) {
    const line = file.lines.position(first.start).line + 1;
    const message = `\`${text}\` stands twice, first in line ${line}: DVC reads none of this file`;
    const related = [{ path: file.path, ...first, message: "first here" }];
    yield { at, message, related };
  }
}

/** Keys are the same when DVC's parser reads the same value: `a` and `"a"`, `1` and `1.0`. */
function identityOf(key: TreeNode): string | undefined {
  if (key.kind !== "scalar") return undefined;
  const value = resolveScalar(key, "ruamel-1.2");
  switch (value.type) {
    case "null":
      return "null";
    case "bool":
      return `number:${Number(value.value)}`;
    case "int":
    case "float":
      return `number:${value.value}`;
    default:
      return `${value.type}:${value.value}`;
  }
}
