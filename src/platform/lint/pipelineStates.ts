import type { Log } from "../../base/logging.ts";
import { buildPipelineView } from "../../core/lint/pipeline/buildPipelineView.ts";
import type { PipelineView } from "../../core/lint/pipeline/pipelineView.ts";
import { readStageStatus } from "../../core/lint/pipeline/stageStatus.ts";
import type { LintProject } from "../../core/lint/project/lintProject.ts";
import { ContentHashes } from "./contentHashes.ts";

export interface PipelineStatesOptions {
  /** Absolute. */
  readonly root: string;
  readonly log: Log;
  /** What was being read when the graph was asked for is known now. */
  readonly onDidHash: () => void;
}

/** The graph of stages with their states, which take reading what stages need and make. */
export class PipelineStates {
  readonly #hashes: ContentHashes;

  constructor({ root, log, onDidHash }: PipelineStatesOptions) {
    const isIgnored = (path: string): boolean => /(?:^|\/)(?:\.git|\.dvc)(?:\/|$)/.test(path);
    this.#hashes = new ContentHashes({ root, log, onDidHash, isIgnored });
  }

  view(project: LintProject, scope: string | null): PipelineView {
    return buildPipelineView(project, scope, (file, stage) =>
      readStageStatus(project, file, stage, (request) => this.#hashes.of(request)),
    );
  }

  /** Files may have changed on the disk. */
  forget(): void {
    this.#hashes.forget();
  }
}
