import type { Severity } from "../../base/errors.ts";
import type { Span } from "./source/nodes.ts";

export type { Severity };

/** How sure a rule is: `high` is proven from the files, `low` a guess that is often right. */
export type Confidence = "high" | "medium" | "low";

/** `safe` keeps the meaning or mends what cannot work; `suggestion` is one of several ways. */
export type Applicability = "safe" | "unsafe" | "suggestion";

export interface TextEdit extends Span {
  /** The file, relative to the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Fix {
  /** What it does, as the menu of the editor shows it: "Wrap in a list". */
  readonly title: string;
  readonly applicability: Applicability;
  /** Do not overlap; all are applied or none. */
  readonly edits: readonly TextEdit[];
}

export interface Related extends Span {
  readonly path: string;
  readonly message: string;
}

/** What a rule tells of a place in the file it checks. */
export interface Report {
  /** Where: a node of the tree is one. */
  readonly at: Span;
  /** Lower-case start; what, where, allowed values; no blame, no full stop. */
  readonly message: string;
  /** When other than the rule's default. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

export interface Finding extends Report {
  readonly rule: string;
  readonly path: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
}
