import type { GraphStage, Producer } from "../../dvc/pipelineGraph.ts";
import { isDvcFile, stageId } from "../../dvc/graphEnds.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { stagesIn } from "../../dvc/stageReports.ts";

/** The stages of a file that DVC sees, in the file's order; none where it does not see the file. */
function visibleStages(path: string, project: LintProject): readonly GraphStage[] {
  const { graph } = project;
  const names = isDvcFile(path) ? [undefined] : stagesIn(path, project).map(({ name }) => name);
  const seen = new Set<string>();
  const stages = names.flatMap((stage) => {
    const id = stageId({ file: path, stage });
    const found = seen.has(id) ? undefined : graph.stage(path, stage);
    seen.add(id);
    return found ?? [];
  });
  return stages.length > 0 && graph.isHidden(path) ? [] : stages;
}

export function visibleOuts(path: string, project: LintProject): readonly Producer[] {
  return project.rememberOf("visible-outs", path, () =>
    visibleStages(path, project).flatMap(({ outs }) => outs),
  );
}
