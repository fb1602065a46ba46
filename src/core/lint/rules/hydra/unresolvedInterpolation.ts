import type { Report } from "../../finding.ts";
import { treeNames } from "../../hydra/treeNames.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { visitTree } from "../../source/nodes.ts";

/**
 * Reports `${…}` in a Hydra tree with a name that no config of the tree has.
 *
 * ## Why it matters
 * OmegaConf resolves `${…}` when a value is used, which may be at the end of a training: "
 * Interpolation key 'optimiser.lr' not found".
 *
 * ## Example
 * ```yaml conf/config.yaml
 * defaults:
 *   - optimizer: adam
 *   - _self_
 * title: lr ${optimiser.lr}
 * ```
 * ```yaml conf/optimizer/adam.yaml
 * lr: 0.001
 * ```
 *
 * ## Use instead
 * ```yaml conf/config.yaml
 * defaults:
 *   - optimizer: adam
 *   - _self_
 * title: lr ${optimizer.lr}
 * ```
 * ```yaml conf/optimizer/adam.yaml
 * lr: 0.001
 * ```
 *
 * ## Limits
 * What is composed is decided when the program starts, so that names are compared, not whole
 * paths. A name without one like it in the tree may come from code or the command line and is a
 * hint. Resolvers (`${oc.env:HOME}`, `${now:…}`) are not looked at.
 */
export const unresolvedInterpolation: Rule = {
  id: "HYD004",
  name: "unresolved-interpolation",
  summary: "`${…}` with a name that no config of the tree has",
  severity: "warning",
  confidence: "medium",
  fix: "suggestion",
  since: "0.1.0",
  files: ["yaml"],
  *check(file, project): Iterable<Report> {
    if (!file.text.includes("${") || !isPlainConfig(file)) return;
    const names = treeNames(file.folder, project);
    if (names === undefined) return;
    for (const { path, start, name, key } of interpolationsIn(file)) {
      if (path[0] === "defaults" || names.has(name)) continue;
      const at = { start, end: start + name.length };
      const near = findSimilar(name, names);
      const whole = key === name ? "" : ` of \`${key}\``;
      yield {
        at,
        message: `no config of this tree has \`${name}\`${whole}${didYouMean(near)}`,
        ...(near.length === 0 ? { severity: "hint", confidence: "low" } : {}),
        fixes: near.map((other) => ({
          title: `Change to \`${other}\``,
          applicability: "suggestion",
          edits: [{ path: file.path, ...at, text: other }],
        })),
      };
    }
  },
};

const otherKinds = [
  "dvc-pipeline",
  "dvc-lock",
  "dvc-file",
  "kedro-catalog",
  "kedro-parameters",
  "conda",
  "mlproject-like",
  "yolo",
] as const;
const otherFiles = /(?:^|\/)(?:\.[^/]+\/|docker-compose|compose\.)/;

function isPlainConfig({ kinds, path }: LintFile): boolean {
  return !otherKinds.some((kind) => kinds.has(kind)) && !otherFiles.test(path);
}

interface Interpolation {
  readonly path: readonly (string | number)[];
  /** Where the first name stands that is to be looked up. */
  readonly start: number;
  readonly name: string;
  readonly key: string;
}

const interpolation = /(?<!\\)\$\{(\.*)([A-Za-z_][\w.[\]-]*)\}/g;
/** Of other programs: the shell's, those of sweeps of Weights & Biases, and Hydra's own. */
const foreign = /^(?:[A-Z_][A-Z0-9_]*|env|interpreter|program|args|args_no_hyphens|hydra)$/;

function* interpolationsIn(file: LintFile): Generator<Interpolation> {
  for (const { node, path } of visitTree(file.root)) {
    if (node.kind !== "scalar" || !node.text.includes("${")) continue;
    for (const match of file.text.slice(node.start, node.end).matchAll(interpolation)) {
      const [, dots = "", key = ""] = match;
      const names = key.split(/[.[\]]/);
      if (foreign.test(names[0] ?? "")) continue;
      let start = node.start + match.index + 2 + dots.length;
      for (const name of names) {
        if (/^[A-Za-z_]/.test(name)) yield { path, start, name, key };
        start += name.length + 1;
      }
    }
  }
}
