import type { Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { keyText, pairAt, pairsOf, type ScalarNode, type TreeNode } from "../../source/nodes.ts";
import type { MapNode } from "../../source/nodes.ts";

/**
 * Reports paths that exist on one machine only: in somebody's home folder, on a Windows drive, in a
 * mounted Google Drive. In `dvc.yaml` and in files of parameters.
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
 * `desc` of a stage.
 */
export const machinePath: Rule = {
  id: "DVC308",
  name: "machine-path",
  summary: "path that exists on one machine only",
  severity: "warning",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline", "params"],
  *check(file, project): Iterable<Report> {
    if (!mayHavePath(file.text)) return;
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

const hints = ["/home/", "/Users/", ":\\", ":/", "/content/", "/kaggle/"];

function mayHavePath(text: string): boolean {
  return hints.some((hint) => text.includes(hint));
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

const homes = /(?<![\w.:~$}/-])\/(?:home|Users)\/([\w.-]+)(?:\/[\w./-]*)?/;
const drives = /(?<![\w/])[A-Za-z]:\\[\w. -]+[\\\w. -]*|(?<![\w/])[A-Z]:\/[\w.-]+[/\w.-]*/;
const notebooks =
  /(?<![\w.~$}/-])\/(?:content\/(?:drive|gdrive)|kaggle\/(?:input|working))(?:\/[\w./-]*)?/;

/** Users of images that everybody has. */
const sharedHomes = new Set([
  ...[
    "jovyan",
    "airflow",
    "vscode",
    "app",
    "appuser",
    "user",
    "docker",
    "runner",
    "sagemaker-user",
  ],
  ...["Shared", "Public", "mlflow", "mambauser", "dvc"],
]);

function* checkText(file: LintFile, node: ScalarNode): Iterable<Report> {
  if (!mayHavePath(node.text)) return;
  const home = homes.exec(node.text);
  const isShared = home !== null && sharedHomes.has(home[1] ?? "");
  const found = (isShared ? null : home) ?? drives.exec(node.text) ?? notebooks.exec(node.text);
  if (found === null) return;
  const [path] = found;
  const start = file.text.indexOf(path, node.start);
  const isWritten = start >= 0 && start + path.length <= node.end;
  yield {
    at: isWritten ? { start, end: start + path.length } : node,
    message: `\`${path}\` exists on one machine only; give a path inside of the project, or take it from the environment`,
  };
}
