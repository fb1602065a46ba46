import type { Related } from "../finding.ts";
import type { LintProject } from "../project/lintProject.ts";
import type { Span, TreeNode } from "../source/nodes.ts";
import type { Pipeline, StageEntry } from "./pipeline.ts";

/** A `dvc.yaml` with `vars`, `foreach`, `matrix` and `${…}` filled in as DVC does it. */
export interface ExpandedPipeline {
  readonly pipeline: Pipeline;
  /** In DVC's order. */
  readonly stages: readonly StageInstance[];
  /** What could not be filled in. The rules `DVC1xx` tell of them. */
  readonly problems: readonly TemplateProblem[];
  /** All `${…}` of the file with what they come to. */
  readonly references: readonly TemplateReference[];
}

/** What DVC runs: a stage, or one item of a `foreach` or `matrix` (`train@a`). */
export interface StageInstance {
  readonly name: string;
  readonly entry: StageEntry;
  /** Relative to the project's root; undefined when it leaves the root or is not known. */
  readonly wdir: string | undefined;
  /** Each is run by itself; a text of several lines is still one here. */
  readonly cmds: readonly TemplatedText[];
  readonly deps: readonly StagePath[];
  readonly outs: readonly StageOut[];
  readonly params: readonly StageParam[];
  readonly isFrozen: boolean;
  readonly isAlwaysChanged: boolean;
  /** Some `${…}` in it could not be filled in: what is not known of it is not held against it. */
  readonly isPartial: boolean;
}

/** A text after its templates are filled in, and the node that it is written in. */
export interface TemplatedText {
  /** As it stands in the file where `isResolved` is false. */
  readonly text: string;
  readonly node: TreeNode;
  readonly isResolved: boolean;
}

export interface StagePath extends TemplatedText {
  /**
   * Relative to the project's root, without `.` and `..`; undefined for URLs, absolute paths,
   * paths that leave the root, and those that are not known.
   */
  readonly path: string | undefined;
}

export interface StageOut extends StagePath {
  readonly section: "outs" | "metrics" | "plots";
  /** False where `cache: false`. */
  readonly isCached: boolean;
  readonly isPersistent: boolean;
  /** The flags below the path, when there are some. */
  readonly flags: TreeNode | undefined;
}

/** An entry of `params`, or what `${…}` in the stage takes out of files, which DVC tracks too. */
export interface StageParam {
  /** Relative to the project's root; undefined when it is not known. */
  readonly file: string | undefined;
  /** Dotted; null for the whole file. */
  readonly key: string | null;
  readonly node: TreeNode;
  /** False for those that only templates use. */
  readonly isListed: boolean;
}

/** One `${…}` as it is written; one for each place, however many instances its stage has. */
export interface TemplateReference {
  /** From `$` to behind `}`. */
  readonly at: Span;
  /** What stands between the braces, trimmed. */
  readonly expression: string;
  /** Undefined for top-level places. */
  readonly stage: StageEntry | undefined;
  /** What it comes to: one for each instance of the stage, as DVC writes it; short for mappings. */
  readonly values: readonly ReferenceValue[];
}

export interface ReferenceValue {
  readonly instance: string;
  readonly text: string;
  /** Where the value stands; undefined for `item` and `key` made by a loop over plain values. */
  readonly source: { readonly path: string; readonly at: Span } | undefined;
}

export type TemplateProblemKind =
  | "unresolved" // DVC101
  | "shell-variable" // DVC102
  | "malformed" // DVC103
  | "unclosed" // DVC104
  | "item-key" // DVC105
  | "non-scalar" // DVC106
  | "vars-conflict" // DVC107
  | "vars-file" // DVC108
  | "unsupported-value" // DVC109
  | "non-string-key" // DVC110
  | "null-value" // DVC111
  | "shadowed" // DVC112
  | "loop"; // DVC113

export interface TemplateProblem {
  readonly kind: TemplateProblemKind;
  /** In the `dvc.yaml` itself, or in a file of parameters or vars. */
  readonly path: string;
  readonly at: Span;
  /** As a finding's message. */
  readonly message: string;
  readonly related: readonly Related[];
  /** What may have been meant, best first. */
  readonly candidates: readonly string[];
}

export function expandPipeline(pipeline: Pipeline, _project: LintProject): ExpandedPipeline {
  return { pipeline, stages: [], problems: [], references: [] };
}
