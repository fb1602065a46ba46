import { misfitsOf, type Misfit } from "../../dvc/misfits.ts";
import type { Fix, Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";
import { asSeq, pairAt, pairsOf, type Pair } from "../../source/nodes.ts";
import { describeOwner } from "./places.ts";
import { deletePair } from "./structureFixes.ts";

/**
 * Reports fields that DVC once had: `checkpoint` of outputs, `locked` and `live` of stages.
 *
 * ## Why it matters
 * `checkpoint` has had no meaning since DVC 3.0, so that experiments which rely on it keep nothing
 * of their way. `live` and `locked` of a stage make DVC 3 refuse the file; `locked` is now `frozen`.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     locked: true
 *     outs:
 *       - model.pkl:
 *           checkpoint: true
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     frozen: true
 *     outs:
 *       - model.pkl:
 *           persist: true
 * ```
 *
 * ## Fix
 * Renames `locked` to `frozen` and takes away `checkpoint`.
 */
export const removedField: Rule = {
  id: "DVC009",
  name: "removed-field",
  summary: "field that DVC no longer has",
  severity: "warning",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-file"],
  *check(file, project): Iterable<Report> {
    for (const misfit of misfitsOf(file, project)) {
      if (isRemovedField(misfit)) yield reportStageKey(file, misfit);
    }
    yield* checkpoints(file, project);
    const locked = file.kinds.has("dvc-file") ? pairAt(file.root, "locked") : undefined;
    if (locked !== undefined) {
      yield {
        at: locked.key,
        message: "`locked` is the old name of `frozen`",
        severity: "info",
        fixes: [renameToFrozen(file, locked.key)],
      };
    }
  },
};

export function isRemovedField({ kind, shape, path }: Misfit): boolean {
  const key = path.at(-1);
  const isStage = kind === "unknown-key" && shape.kind === "map" && shape.level === "stage";
  return isStage && (key === "locked" || key === "live");
}

function reportStageKey(file: LintFile, { at, path }: Misfit): Report {
  const owner = describeOwner(path.slice(0, -1));
  if (path.at(-1) === "locked") {
    return {
      at,
      message: `\`locked\` of ${owner} is called \`frozen\` since DVC 1.0; DVC 3 refuses the old name`,
      severity: "error",
      fixes: [renameToFrozen(file, at)],
    };
  }
  return {
    at,
    message: `\`live\` of ${owner} is no key of DVC 3; name what DVCLive writes in \`metrics\` and \`plots\``,
    severity: "error",
  };
}

function renameToFrozen(file: LintFile, at: { start: number; end: number }): Fix {
  return {
    title: "Rename to `frozen`",
    applicability: "safe",
    edits: [{ path: file.path, start: at.start, end: at.end, text: "frozen" }],
  };
}

function* checkpoints(file: LintFile, project: LintProject): Iterable<Report> {
  for (const stage of project.pipeline(file.path)?.stages ?? []) {
    const sections = ["outs", "metrics", "plots"].map((name) => pairAt(stage.body, name)?.value);
    for (const item of sections.flatMap((section) => asSeq(section)?.items ?? [])) {
      for (const output of pairsOf(item)) {
        const flag = pairAt(output.value, "checkpoint");
        if (flag !== undefined) yield reportCheckpoint(file, flag, output);
      }
    }
  }
}

function reportCheckpoint(file: LintFile, flag: Pair, output: Pair): Report {
  const edit = pairsOf(output.value).length > 1 ? deletePair(file, flag) : undefined;
  const fixes: readonly Fix[] =
    edit === undefined
      ? []
      : [{ title: "Take `checkpoint` away", applicability: "safe", edits: [edit] }];
  return { at: flag.key, message: "`checkpoint` has had no meaning since DVC 3.0", fixes };
}
