import { asSeq, isLeftOut, pairAt, target } from "../../source/nodes.ts";
import type { Report, Rule } from "../../rule.ts";

/**
 * Reports a stage, or the `do` of a loop, without a command, and commands that are empty.
 *
 * ## Why it matters
 * DVC refuses to load a stage without `cmd`. An empty `cmd` passes its schema and ends in an
 * assertion without a message when the stage is run, maybe hours into `dvc repro`.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     deps:
 *       - train.py
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *       - train.py
 * ```
 */
export const missingCmd: Rule = {
  id: "DVC002",
  name: "missing-cmd",
  summary: "stage without a command",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.2.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const stage of project.pipeline(file.path)?.stages ?? []) {
      if (stage.body === undefined) continue;
      const cmd = pairAt(stage.body, "cmd");
      if (cmd === undefined) {
        yield { at: stage.pair.key, message: `stage \`${stage.name}\` has no \`cmd\`` };
        continue;
      }
      const value = target(cmd.value);
      const isEmptyText = value?.kind === "scalar" && !isLeftOut(value) && value.text.trim() === "";
      if (isEmptyText || asSeq(value)?.items.length === 0) {
        yield { at: cmd.key, message: `\`cmd\` of stage \`${stage.name}\` is empty` };
      }
    }
  },
};
