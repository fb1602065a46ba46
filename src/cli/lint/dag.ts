import type { GraphStage } from "../../core/lint/dvc/pipelineGraph.ts";
import type { LintProject } from "../../core/lint/project/lintProject.ts";

export interface DagStage {
  /** `train.dvc` for a file, `sub/dvc.yaml:train` for a stage. */
  readonly id: string;
  /** Relative to the project's root. */
  readonly file: string;
  /** Null for a `.dvc` file. */
  readonly stage: string | null;
  /** Each is run by itself. */
  readonly commands: readonly string[];
  readonly deps: readonly string[];
  readonly outs: readonly string[];
}

export interface Dag {
  readonly stages: readonly DagStage[];
  /** From who makes a path to who needs it. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** The stages of some files, sorted, with the edges between them. */
export function collectDag(project: LintProject, files: ReadonlySet<string>): Dag {
  const stages = [...project.graph.stages()]
    .filter(({ file }) => files.has(file))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const ids = new Set(stages.map(({ id }) => id));
  const edges = stages.flatMap(({ id, file, stage }) =>
    project.graph
      .upstreamOf(file, stage)
      .filter((from) => ids.has(from.id))
      .map((from) => ({ from: from.id, to: id })),
  );
  return { stages: stages.map((stage) => toDagStage(stage, project)), edges };
}

function toDagStage({ id, file, stage, deps, outs }: GraphStage, project: LintProject): DagStage {
  const paths = (ends: readonly { readonly path: string }[]): string[] => [
    ...new Set(ends.map(({ path }) => path)),
  ];
  const instance = project.expanded(file)?.stages.find(({ name }) => name === stage);
  const commands = instance?.cmds.map(({ text }) => text) ?? [];
  return { id, file, stage: stage ?? null, commands, deps: paths(deps), outs: paths(outs) };
}
