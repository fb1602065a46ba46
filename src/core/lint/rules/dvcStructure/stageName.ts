import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { asScalar, type TreeNode } from "../../source/nodes.ts";
import { resolveScalar } from "../../source/scalars.ts";
import type { StageEntry } from "../../dvc/pipeline.ts";

/**
 * Reports names of stages that DVC cannot find again: with `@` outside of loops, with `:`, with a
 * backslash, or with `.dvc` at the end. Other punctuation, which `dvc stage add` refuses, is a hint.
 *
 * ## Why it matters
 * DVC takes what stands behind the last `@` for the item of a loop, so that it cannot load a plain
 * stage with one, nor anything else of the project. A name with `:` cannot be given to `dvc repro`,
 * which reads it as a file and a stage.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train@large:
 *     cmd: python train.py --large
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train-large:
 *     cmd: python train.py --large
 * ```
 */
export const stageName: Rule = {
  id: "DVC010",
  name: "bad-stage-name",
  summary: "stage name that DVC cannot find again",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const stage of project.pipeline(file.path)?.stages ?? []) {
      const found = isText(stage.pair.key) ? judge(stage) : undefined;
      if (found !== undefined) yield { at: stage.pair.key, ...found };
    }
  },
};

/** DVC003 tells of names that are none. */
function isText(key: TreeNode): boolean {
  const scalar = asScalar(key);
  return scalar !== undefined && resolveScalar(scalar, "ruamel-1.2").type === "str";
}

function judge({ name, kind }: StageEntry): Omit<Report, "at"> | undefined {
  const quoted = `stage name \`${name}\``;
  if (name === "") return { message: "a stage needs a name" };
  if (kind === "stage" && name.includes("@")) {
    return { message: `${quoted} has an \`@\`, which is for items of loops: DVC cannot find it` };
  }
  if (/[:\\]|\.dvc$/.test(name)) {
    const message = `${quoted} cannot be given to \`dvc repro\`, which takes it for a file; allowed: letters, digits, \`-\` and \`_\``;
    return { message, severity: "warning" };
  }
  const strange = /[!-,./;-@[\]^`{-~]/.exec(name.replaceAll("${", "").replaceAll("}", ""))?.[0];
  if (strange === undefined) return undefined;
  const message = `${quoted} has a \`${strange}\`, which \`dvc stage add\` does not take; allowed: letters, digits, \`-\` and \`_\``;
  return { message, severity: "hint" };
}
