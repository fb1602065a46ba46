import { dvcRootOf } from "../../dvc/dvcRoot.ts";
import type { StageInstance } from "../../dvc/expandPipeline.ts";
import { ignoredBy, type IgnoredPath } from "../../dvc/ignoreFiles.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import { mergeByPlace, stagesIn } from "../../dvc/stageReports.ts";

/**
 * Reports outputs that a `.dvcignore` leaves out, and those in DVC's own `.dvc` folder.
 *
 * ## Why it matters
 * DVC does not load such a stage (`Path … is ignored by .dvcignore:1:…`), and with it no stage of the
 * project. Dependencies may be ignored; outputs may not.
 *
 * ## Example
 * ```text .dvcignore
 * *.log
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     outs:
 *       - train.log
 * ```
 *
 * ## Use instead
 * ```text .dvcignore
 * *.tmp
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     outs:
 *       - train.log
 * ```
 *
 * ## Limits
 * A pattern with `/` at its end means folders: where the output is not there yet, it is a warning.
 */
export const ignoredOutput: Rule = {
  id: "DVC205",
  name: "ignored-output",
  summary: "output that `.dvcignore` leaves out",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  check(file, project): Iterable<Report> {
    const root = dvcRootOf(project, file.path);
    const stages = stagesIn(file.path, project);
    return mergeByPlace(stages.flatMap((stage) => checkStage(stage, project, root)));
  },
};

function checkStage(
  { name, outs }: StageInstance,

  project: LintProject,
  root: string,
): Report[] {
  return outs.flatMap(({ node, path }): Report[] => {
    if (path === undefined || path === "") return [];
    const lead = `output \`${path}\` of stage \`${name}\``;
    const start = root === "" ? "" : `${root}/`;
    if (/^\.(?:dvc|git|hg)\//.test(path.slice(start.length))) {
      return [{ at: node, message: `${lead} lies in a folder that DVC never looks at` }];
    }
    const found = lookUp(path, project, root);
    if (found === undefined) return [];
    const { line, isSure } = found;
    const message = `${lead} is ignored by \`${line.pattern}\` in \`${line.path}\` line ${line.line}`;
    const related = [{ ...line, message: "ignored by this line" }];
    return [
      isSure
        ? { at: node, message, related }
        : {
            at: node,
            message: `${message} as soon as it is a folder`,
            related,
            severity: "warning",
            confidence: "medium",
          },
    ];
  });
}

function lookUp(
  path: string,
  project: LintProject,
  root: string,
): { readonly line: IgnoredPath; readonly isSure: boolean } | undefined {
  const options = { name: ".dvcignore", root } as const;
  const kind = project.kindOf(path);
  const line = ignoredBy(project, path, options) ?? ignoredBy(project, `${path}/`, options);
  if (line === undefined) return undefined;
  const isFolderOnly = line.ignored === path && line.pattern.trimEnd().endsWith("/");
  if (isFolderOnly && kind === "file") return undefined;
  return { line, isSure: !isFolderOnly || kind === "directory" };
}
