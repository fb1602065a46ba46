import type { Span, TreeNode } from "./nodes.ts";

/** What a parser makes of a string. Parsers never throw on content and go on behind faults. */
export interface ParsedSource {
  /** Undefined for an empty file, and where nothing could be understood. */
  readonly root: TreeNode | undefined;
  readonly faults: readonly SourceFault[];
  /** In the order of the text. */
  readonly comments: readonly SourceComment[];
  /** YAML files may hold several documents; only the first is in `root`. */
  readonly documentCount: number;
}

/** A place that breaks the format's own grammar. */
export interface SourceFault extends Span {
  /** The parser's code, as `BAD_INDENT`. */
  readonly code: string;
  readonly message: string;
}

export interface SourceComment extends Span {
  /** Behind the comment sign, as written. */
  readonly text: string;
  /** Nothing else stands on its line. */
  readonly isOwnLine: boolean;
}
