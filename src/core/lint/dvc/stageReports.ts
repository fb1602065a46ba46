import type { StageInstance } from "./expandPipeline.ts";
import type { Consumer, Producer, StageRef } from "./pipelineGraph.ts";
import type { Related } from "../finding.ts";
import type { LintProject } from "../project/lintProject.ts";
import type { Report } from "../rule.ts";

/** The stages of a `dvc.yaml` with their templates filled in; none for other files. */
export function stagesIn(path: string, project: LintProject): readonly StageInstance[] {
  return project.expanded(path)?.stages ?? [];
}

/**
 * One report for each place: the instances of a loop, and stages that share an anchor, tell of the
 * same place. The first one speaks for all, and says how many others there are.
 */
export function mergeByPlace(reports: Iterable<Report>): readonly Report[] {
  let found: Map<string, { readonly first: Report; others: number }> | undefined;
  for (const report of reports) {
    found ??= new Map();
    const place = `${report.at.start}:${report.at.end}`;
    const known = found.get(place);
    if (known === undefined) found.set(place, { first: report, others: 0 });
    else known.others += 1;
  }
  return found === undefined
    ? []
    : [...found.values()].map(({ first, others }) => {
        if (others === 0) return first;
        const more = others === 1 ? "one more stage" : `${others} more stages`;
        return { ...first, message: `${first.message} (the same for ${more} of this entry)` };
      });
}

/** A stage or `.dvc` file as a message names it, seen from a file. */
export function describeStage({ file, stage }: StageRef, from: string): string {
  if (stage === undefined) return `\`${file}\``;
  return file === from ? `stage \`${stage}\`` : `stage \`${stage}\` of \`${file}\``;
}

/** A stage as DVC addresses it: `train`, `sub/dvc.yaml:train`. */
export function shortName({ file, stage }: StageRef, from: string): string {
  if (stage === undefined) return file;
  return file === from ? stage : `${file}:${stage}`;
}

/** The place of an end of the graph, as something that belongs to a finding. */
export function relatedTo(
  project: LintProject,
  end: Producer | Consumer,
  message: string,
): readonly Related[] {
  const at = project.graph.placeOf(end);
  return at === undefined ? [] : [{ path: end.file, start: at.start, end: at.end, message }];
}

/** Whether there is something at a path: on the disk, or known to git. */
export function isThere(project: LintProject, path: string): boolean {
  return project.kindOf(path) !== "missing" || project.isTracked(path) === true;
}
