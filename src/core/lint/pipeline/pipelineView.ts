/** The graph of a project's stages as the Pipeline panel draws it. */
export interface PipelineView {
  /** All `dvc.yaml` of the project that have stages, sorted. */
  readonly files: readonly string[];
  /** The file whose stages are shown, with what they need of others; null for all. */
  readonly scope: string | null;
  /** Sorted so that each comes after what it needs, as far as there is no cycle. */
  readonly nodes: readonly PipelineNode[];
  readonly edges: readonly PipelineEdge[];
  /** Nodes that were left out because there are too many. */
  readonly hiddenCount: number;
}

export const stageStates = ["fresh", "changed", "never-run", "unknown"] as const;

/**
 * `fresh`: command, parameters, dependencies and outputs are those of `dvc.lock`. `changed`: some
 * are not, or something it needs is to be made again. `never-run`: `dvc.lock` has no record of it.
 * `unknown`: it cannot be told, for instance because a file is too large to be read.
 */
export type StageState = (typeof stageStates)[number];

/** A stage, all instances of a `foreach` or `matrix`, or a file tracked by itself (`data.csv.dvc`). */
export interface PipelineNode {
  /** Unique, and the same while the stage keeps its file and name. */
  readonly id: string;
  readonly kind: "stage" | "foreach" | "matrix" | "data";
  readonly name: string;
  /** The `dvc.yaml` or `.dvc` file, relative to the project's root. */
  readonly file: string;
  /** Where it is written; from 0. */
  readonly line: number;
  /** Of a group: that of the worst instance (changed, never run, unknown, fresh). */
  readonly state: StageState;
  /** Why it is not fresh, a sentence each; a few at most. */
  readonly reasons: readonly string[];
  /** What it runs; its first line where there are several. Empty for data. */
  readonly command: string;
  readonly instanceCount: number;
  /** The first instances of a group. */
  readonly instances: readonly PipelineInstance[];
  readonly deps: readonly string[];
  readonly outs: readonly string[];
  readonly findings: readonly PipelineFinding[];
  readonly isFrozen: boolean;
}

export interface PipelineInstance {
  /** `train@a`. */
  readonly name: string;
  readonly state: StageState;
  readonly reasons: readonly string[];
}

export interface PipelineFinding {
  readonly rule: string;
  readonly severity: "error" | "warning" | "info" | "hint";
  readonly message: string;
  /** From 0. */
  readonly line: number;
}

/** What one node makes and another needs. */
export interface PipelineEdge {
  readonly from: string;
  readonly to: string;
  /** Paths that go this way; a few at most. */
  readonly paths: readonly string[];
}
