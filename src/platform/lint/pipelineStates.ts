import type { Log } from "../../base/logging.ts";
import { dvcRootOf } from "../../core/lint/dvc/dvcRoot.ts";
import { ignoredBy } from "../../core/lint/dvc/ignoreFiles.ts";
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
  /** The one that was looked at last: its ignore files count. */
  #project: LintProject | undefined;

  constructor({ root, log, onDidHash }: PipelineStatesOptions) {
    const isIgnored = (path: string, isFolder: boolean): boolean =>
      isOfTools(path) || isIgnoredByDvc(this.#project, path, isFolder);
    this.#hashes = new ContentHashes({ root, log, onDidHash, isIgnored });
  }

  view(project: LintProject, scope: string | null): PipelineView {
    this.#project = project;
    return buildPipelineView(project, scope, (file, stage) =>
      readStageStatus(project, file, stage, (request) => this.#hashes.of(request)),
    );
  }

  /** Files may have changed on the disk. */
  forget(): void {
    this.#hashes.forget();
  }
}

/** What DVC leaves out everywhere. */
function isOfTools(path: string): boolean {
  return /(?:^|\/)\.(?:git|hg|dvc)(?:\/|$)/.test(path);
}

function isIgnoredByDvc(
  project: LintProject | undefined,
  path: string,
  isFolder: boolean,
): boolean {
  if (project === undefined) return false;
  const root = dvcRootOf(project, path);
  const place = isFolder ? `${path}/` : path;
  return ignoredBy(project, place, { name: ".dvcignore", root }) !== undefined;
}
