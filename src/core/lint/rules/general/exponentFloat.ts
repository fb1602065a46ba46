import { visitTree, type ScalarNode, type Visited } from "../../source/nodes.ts";
import { resolvePlain } from "../../source/scalars.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";

/**
 * Reports numbers with an exponent that PyYAML reads as texts.
 *
 * ## Why it matters
 * By YAML 1.1, which PyYAML follows, a number with an exponent needs a point and the exponent a
 * sign. `lr: 1e-3` is the string `'1e-3'` in a training script, and fails, or worse, does not, where
 * it is compared or multiplied. DVC and Hydra read the same as a number.
 *
 * ## Example
 * ```yaml params.yaml
 * train:
 *   lr: 1e-3
 * ```
 *
 * ## Use instead
 * ```yaml params.yaml
 * train:
 *   lr: 1.0e-3
 * ```
 *
 * ## Limits
 * Parameters that a `dvc.yaml` beside the file puts into commands are let be: DVC reads them.
 * Whether a script reads the file with PyYAML cannot be seen.
 *
 * ## Fix
 * Writes the point and the sign.
 */
export const exponentFloat: Rule = {
  id: "YML001",
  name: "exponent-float",
  summary: "number that PyYAML reads as a string",
  severity: "warning",
  confidence: "medium",
  fix: "safe",
  since: "0.1.0",
  files: ["params", "yolo", "accelerate"],
  *check(file, project): Iterable<Report> {
    if (file.language !== "yaml" || file.kinds.has("hydra")) return;
    if (!/[\d.][eE][-+]?\d/.test(file.text)) return;
    for (const visited of visitTree(file.root)) {
      const { node } = visited;
      if (node.kind !== "scalar" || !isLostNumber(node)) continue;
      if (file.kinds.has("params") && isFilledIn(visited, file.folder, project)) continue;
      const text = withPointAndSign(node.text);
      const edits = [{ path: file.path, start: node.start, end: node.end, text }];
      yield {
        at: node,
        message: `PyYAML reads \`${node.text}\` as a string, DVC as a number; both read \`${text}\` as a number`,
        fixes: [{ title: `Write \`${text}\``, applicability: "safe", edits }],
      };
    }
  },
};

function isLostNumber({ text, style, tag }: ScalarNode): boolean {
  if (style !== "plain" || tag !== undefined || !exponent.test(text)) return false;
  return resolvePlain(text, "pyyaml-1.1").type === "str";
}

const exponent = /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)[eE][-+]?\d+$/;

/** `1E5` as `1.0e+5`. */
function withPointAndSign(text: string): string {
  const [digits = "", power = ""] = text.split(/[eE]/);
  const number = digits.includes(".") ? digits.replace(/^([-+]?)\./, "$10.") : `${digits}.0`;
  return `${number}e${/^[-+]/.test(power) ? "" : "+"}${power}`;
}

/** Whether the pipeline beside it uses the parameter in a template. */
function isFilledIn({ path }: Visited, folder: string, project: LintProject): boolean {
  const pipeline = project.file(folder === "" ? "dvc.yaml" : `${folder}/dvc.yaml`);
  const name = path.join(".");
  return pipeline?.text.includes(`\${${name}}`) === true;
}
