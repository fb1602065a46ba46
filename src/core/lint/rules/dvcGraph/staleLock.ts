import type { StageInstance } from "../../dvc/expandPipeline.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { isSameValue, readLockedStage, type LockedStage } from "../../dvc/lockedStage.ts";
import type { Report, Rule } from "../../rule.ts";
import { keyText, nodeAt, pairsOf, valueAt } from "../../source/nodes.ts";
import { mergeByPlace, stagesIn } from "../../dvc/stageReports.ts";

/**
 * Reports where `dvc.lock` does not fit `dvc.yaml`: a stage that is recorded and does not exist any
 * more, and a stage whose command or parameters are others than when it was run.
 *
 * ## Why it matters
 * `dvc.lock` says which results belong to which commit. One that is committed without a run claims
 * results that nobody has.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py --fast
 * ```
 * ```yaml dvc.lock
 * schema: '2.0'
 * stages:
 *   train:
 *     cmd: python train.py
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 * ```
 * ```yaml dvc.lock
 * schema: '2.0'
 * stages:
 *   train:
 *     cmd: python train.py
 * ```
 *
 * ## Limits
 * Contents of files are not compared; the pipeline panel and `dvc status` do that.
 */
export const staleLock: Rule = {
  id: "DVC215",
  name: "stale-lock",
  summary: "record of a run that does not fit the pipeline",
  severity: "info",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-lock"],
  check(file, project): Iterable<Report> {
    if (file.kinds.has("dvc-lock")) return findGone(file, project);
    return mergeByPlace(
      stagesIn(file.path, project).flatMap((stage) => compare(stage, file, project)),
    );
  },
};

function* findGone(file: LintFile, project: LintProject): Generator<Report> {
  const pipeline = file.path.replace(/\.lock$/, ".yaml");
  const source = project.file(pipeline);
  const expanded = project.expanded(pipeline);
  if (source === undefined || source.faults.length > 0 || expanded === undefined) return;
  const names = new Set(expanded.stages.map(({ name }) => name));
  // Of a loop that cannot be filled in, the instances are not known.
  const known = new Set(expanded.stages.flatMap((it) => (it.isPartial ? [] : it.entry)));
  const open = expanded.pipeline.stages.filter((it) => !known.has(it)).map(({ name }) => name);
  const gone = pairsOf(valueAt(file.root, "stages")).filter((pair) => {
    const name = keyText(pair) ?? "";
    return !names.has(name) && !open.some((it) => name === it || name.startsWith(`${it}@`));
  });
  const [first] = gone;
  if (first === undefined) return;
  const listed = gone.slice(0, maxListed).map((pair) => `\`${keyText(pair) ?? ""}\``);
  const more = gone.length > maxListed ? ` and ${gone.length - maxListed} more` : "";
  const message = `recorded here, but no stages of \`${pipeline}\` any more: ${listed.join(", ")}${more}`;
  yield { at: first.key, message };
}

const maxListed = 5;

function compare(stage: StageInstance, file: LintFile, project: LintProject): Report[] {
  const locked = stage.isPartial ? undefined : readLockedStage(project, file.path, stage);
  if (locked === undefined) return [];
  const what = changedPart(stage, locked, project);
  if (what === undefined) return [];
  const message = `${what} of stage \`${stage.name}\` is another than in \`dvc.lock\`; \`dvc repro\` has not been run since`;
  return [{ at: stage.entry.pair.key, message }];
}

function changedPart(
  { cmds, params }: StageInstance,
  locked: LockedStage,
  project: LintProject,
): string | undefined {
  const texts = cmds.map(({ text }) => text);
  if (texts.join("\0") !== locked.commands.join("\0")) return "the command";
  for (const { file, key } of params) {
    if (file === undefined || key === null) continue;
    const before = locked.params.get(file)?.get(key);
    const now = nodeAt(project.file(file)?.root, key.split("."));
    if (before !== undefined && now !== undefined && !isSameValue(before, now)) {
      return `parameter \`${key}\``;
    }
  }
  return undefined;
}
