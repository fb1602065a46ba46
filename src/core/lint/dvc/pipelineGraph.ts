import type { LintProject } from "../project/lintProject.ts";
import type { TreeNode } from "../source/nodes.ts";
import type { StageInstance } from "./expandPipeline.ts";

/** Who makes a path: a stage, or a `.dvc` file. */
export interface Producer {
  /** The `dvc.yaml` or `.dvc` file. */
  readonly file: string;
  /** Undefined for a `.dvc` file. */
  readonly stage: StageInstance | undefined;
  /** The output's own path, relative to the project's root. */
  readonly path: string;
  readonly node: TreeNode;
}

/** Who needs a path. */
export interface Consumer {
  readonly file: string;
  readonly stage: StageInstance | undefined;
  readonly path: string;
  readonly node: TreeNode;
}

/**
 * What all stages and `.dvc` files make and need, kept up to date file by file. Every question asked
 * of it while something is computed is noted, so that only those asked anew who would be answered
 * otherwise.
 */
export class PipelineGraph {
  readonly #project: LintProject;

  constructor(project: LintProject) {
    this.#project = project;
  }

  /** Those whose output is the path, lies above it or below it. */
  producersOf(_path: string): readonly Producer[] {
    this.#project.track("graph");
    return [];
  }

  /** Those with a dependency that is the path, lies above it or below it. */
  consumersOf(_path: string): readonly Consumer[] {
    this.#project.track("graph");
    return [];
  }

  /** The stages that the stage needs first, directly. */
  upstreamOf(_file: string, _stage: string): readonly Producer[] {
    return [];
  }

  /**
   * Takes in what changed: the keys of the memo that were forgotten. The keys of questions that
   * are now answered otherwise.
   */
  settle(_forgotten: ReadonlySet<string>): Iterable<string> {
    return ["graph"];
  }
}
