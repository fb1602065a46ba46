import { misfitsOf, type Misfit } from "../../dvc/misfits.ts";
import type { Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";
import { isLeftOut, pairAt, target, type TreeNode } from "../../source/nodes.ts";
import { describeOwner } from "./places.ts";

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
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-lock"],
  *check(file, project): Iterable<Report> {
    const misfits = misfitsOf(file, project);
    for (const misfit of misfits) {
      if (isWithoutCmd(misfit) && !isNestedLoop(misfit, misfits)) {
        const owner = describeOwner(misfit.path.slice(0, -1));
        const what = misfit.kind === "null" ? `\`cmd\` of ${owner} is empty` : undefined;
        yield { at: misfit.pair?.key ?? misfit.at, message: what ?? `${owner} has no \`cmd\`` };
      }
    }
    if (file.kinds.has("dvc-pipeline")) yield* emptyCommands(file, project);
  },
};

/** Also for DVC004, which leaves an empty `cmd` to this rule. */
export function isWithoutCmd({ kind, shape, path }: Misfit): boolean {
  if (path[0] !== "stages" || path.at(-1) !== "cmd") return false;
  if (kind === "null") return path.length === 3 || (path.length === 4 && path[2] === "do");
  const level = shape.kind === "map" ? shape.level : undefined;
  return kind === "missing-key" && (level === "stage" || level === "locked stage");
}

/** A loop in a loop has no command of its own, which DVC008 tells of. */
function isNestedLoop(misfit: Misfit, all: readonly Misfit[]): boolean {
  const above = misfit.path.slice(0, -1);
  return all.some(
    ({ kind, path }) =>
      kind === "unknown-key" &&
      path.at(-1) === "foreach" &&
      path.length === above.length + 1 &&
      above.every((step, index) => step === path[index]),
  );
}

function* emptyCommands(file: LintFile, project: LintProject): Iterable<Report> {
  for (const stage of project.pipeline(file.path)?.stages ?? []) {
    const cmd = pairAt(stage.body, "cmd");
    const found = cmd === undefined ? undefined : judge(cmd.value);
    if (cmd === undefined || found === undefined) continue;
    const message = `\`cmd\` of stage \`${stage.name}\` ${found}`;
    // The shell takes a line of blanks, though nothing comes of it.
    const severity = found === "is empty" ? "error" : "warning";
    yield { at: cmd.key, message, severity };
  }
}

function judge(cmd: TreeNode): "is empty" | "does nothing" | undefined {
  const value = target(cmd);
  if (value?.kind === "seq") return value.items.length === 0 ? "is empty" : undefined;
  if (value?.kind !== "scalar" || isLeftOut(value) || value.text.trim() !== "") return undefined;
  return value.text === "" ? "is empty" : "does nothing";
}
