import type { Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { keyText, pairAt, pairsOf, type ScalarNode, type TreeNode } from "../../source/nodes.ts";
import type { MapNode } from "../../source/nodes.ts";
import { readIni } from "../../source/readIni.ts";
import { findMachinePath, mayHaveMachinePath } from "./machinePaths.ts";

/**
 * Reports paths that exist on one machine only: in somebody's home folder, on a Windows drive, in a
 * mounted Google Drive. In `dvc.yaml`, in files of parameters and in `.dvc/config`.
 *
 * ## Why it matters
 * The pipeline runs for one person on one computer. In CI and for everybody else it fails, or reads
 * other data.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   prepare:
 *     cmd: python prepare.py --data /home/anna/data
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   prepare:
 *     cmd: python prepare.py --data data
 * ```
 *
 * ## Limits
 * Home folders of images that everybody shares, as `/home/jovyan`, are left alone, and so is the
 * `desc` of a stage. Remotes of one machine belong into `.dvc/config.local`, which is not looked at.
 */
export const machinePath: Rule = {
  id: "DVC308",
  name: "machine-path",
  summary: "path that exists on one machine only",
  severity: "warning",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline", "params", "dvc-config"],
  *check(file, project): Iterable<Report> {
    if (!mayHaveMachinePath(file.text)) return;
    if (file.kinds.has("dvc-config") && project.isTracked(file.path) !== false) {
      yield* checkConfig(file);
    }
    if (file.kinds.has("params")) yield* checkTree(file, file.root);
    for (const { body } of project.pipeline(file.path)?.stages ?? []) {
      yield* checkStage(file, body);
    }
    if (file.kinds.has("dvc-pipeline")) yield* checkTree(file, pairAt(file.root, "vars")?.value);
  },
};

const sections = ["cmd", "deps", "outs", "metrics", "plots", "params", "wdir", "vars"];

function* checkStage(file: LintFile, body: MapNode | undefined): Iterable<Report> {
  for (const pair of pairsOf(body)) {
    if (sections.includes(keyText(pair) ?? "")) yield* checkTree(file, pair.value);
  }
}

/** Keys too: they are paths of outputs. */
function* checkTree(file: LintFile, root: TreeNode | undefined): Iterable<Report> {
  const open: TreeNode[] = root === undefined ? [] : [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "scalar") yield* checkText(file, node);
    else if (node.kind === "seq") open.push(...node.items.toReversed());
    else if (node.kind === "map") {
      for (const { key, value } of node.pairs.toReversed()) open.push(value, key);
    }
  }
}

function* checkText(file: LintFile, node: ScalarNode): Iterable<Report> {
  const path = findMachinePath(node.text);
  if (path === undefined) return;
  const start = file.text.indexOf(path, node.start);
  const isWritten = start >= 0 && start + path.length <= node.end;
  yield {
    at: isWritten ? { start, end: start + path.length } : node,
    message: `\`${path}\` exists on one machine only; give a path inside of the project, or take it from the environment`,
  };
}

/** The configuration that everybody gets: `.dvc/config.local` is of one machine on purpose. */
function* checkConfig(file: LintFile): Iterable<Report> {
  if (file.name !== "config") return;
  for (const { value, valueSpan } of readIni(file.text)) {
    const path = findMachinePath(value);
    if (path === undefined) continue;
    const message = `\`${path}\` exists on one machine only; keep it in \`.dvc/config.local\`, which git does not track`;
    yield { at: valueSpan, message };
  }
}
