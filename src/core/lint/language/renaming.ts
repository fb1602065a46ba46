import type { Span } from "../source/nodes.ts";

/** Something that can be renamed, or why not. */
export type Renaming =
  | {
      readonly ok: true;
      readonly span: Span;
      /** Its name now. */
      readonly name: string;
      /** The edits, or why the name cannot be taken. */
      readonly rename: (newName: string) => Edits;
    }
  | Refusal;

export interface Refusal {
  readonly ok: false;
  readonly reason: string;
}

export type Edits = { readonly ok: true; readonly edits: readonly SpanEdit[] } | Refusal;

export interface SpanEdit {
  readonly path: string;
  readonly at: Span;
  readonly text: string;
}

export function refuse(reason: string): Refusal {
  return { ok: false, reason };
}
