import * as z from "zod";
import type { Position } from "../source/lineIndex.ts";
import type { Range } from "../placedFinding.ts";

/**
 * What an editor asks of a project besides its findings, and what it is answered. All of it is
 * plain data: it goes between threads. Questions name places by offsets, which count UTF-16 units;
 * answers name them by lines and columns from 0.
 */

export type { Position, Range };

const path = z.string();
const place = { path, offset: z.number().int().nonnegative() };

export const languageQuestionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("hover"), ...place }),
  z.object({ kind: z.literal("completion"), ...place }),
  z.object({ kind: z.literal("definition"), ...place }),
  z.object({ kind: z.literal("references"), ...place, includesDeclaration: z.boolean() }),
  z.object({ kind: z.literal("prepareRename"), ...place }),
  z.object({ kind: z.literal("rename"), ...place, newName: z.string() }),
  z.object({ kind: z.literal("documentLinks"), path }),
  z.object({ kind: z.literal("symbols"), path }),
  z.object({ kind: z.literal("folding"), path }),
  z.object({ kind: z.literal("codeLens"), path }),
  z.object({ kind: z.literal("semanticTokens"), path }),
]);

/** `path` is relative to the project's root, with `/`. */
export type LanguageQuestion = z.infer<typeof languageQuestionSchema>;

/** Where a cursor stands. */
export interface Place {
  readonly path: string;
  readonly offset: number;
}

/** The answer to each question. Nothing is known of files that the project does not have. */
export interface LanguageAnswers {
  readonly hover: Hover | null;
  readonly completion: Completion;
  readonly definition: readonly Definition[];
  readonly references: readonly Location[];
  readonly prepareRename: PreparedRename;
  readonly rename: Rename;
  readonly documentLinks: readonly DocumentLink[];
  readonly symbols: readonly OutlineSymbol[];
  readonly folding: readonly FoldingRange[];
  readonly codeLens: readonly CodeLens[];
  readonly semanticTokens: readonly SemanticToken[];
}

/** A place in a file of the project. */
export interface Location {
  readonly path: string;
  readonly range: Range;
}

export interface Hover {
  /** What is described. */
  readonly range: Range;
  /** Markdown in which all that comes of files is escaped or code. It holds no links. */
  readonly markdown: string;
}

export interface Completion {
  readonly items: readonly CompletionItem[];
  /** There are more, which further typing may show. */
  readonly isIncomplete: boolean;
}

export const completionKinds = [
  "key",
  "parameter",
  "loop-value",
  "stage",
  "output",
  "file",
  "folder",
  "remote",
  "value",
] as const;

export interface CompletionItem {
  readonly label: string;
  readonly kind: (typeof completionKinds)[number];
  /** Short, shown beside the label: a value, or who makes it. */
  readonly detail: string;
  /** One sentence of plain text; empty for none. */
  readonly documentation: string;
  /** What `text` takes the place of. */
  readonly range: Range;
  readonly text: string;
  /** Completion is to be asked again when it is taken: a folder, or a mapping. */
  readonly continues: boolean;
}

export interface Definition extends Location {
  /** The words that lead there. */
  readonly origin: Range;
}

export type PreparedRename =
  | { readonly ok: true; readonly range: Range; readonly placeholder: string }
  /** Why it cannot be renamed: a sentence for people. */
  | { readonly ok: false; readonly reason: string };

export type Rename =
  | { readonly ok: true; readonly edits: readonly RenameEdit[] }
  | { readonly ok: false; readonly reason: string };

export interface RenameEdit extends Location {
  readonly text: string;
}

export interface DocumentLink {
  readonly range: Range;
  /** The file or folder that it leads to, relative to the project's root. */
  readonly target: string;
  readonly isFolder: boolean;
}

export const symbolKinds = [
  "section",
  "stage",
  "loop",
  "instance",
  "variable",
  "plot",
  "artifact",
  "mapping",
  "list",
  "value",
  "entry-point",
] as const;

/** One node of the outline. */
export interface OutlineSymbol {
  readonly name: string;
  /** Short, shown beside the name; may be empty. */
  readonly detail: string;
  readonly kind: (typeof symbolKinds)[number];
  /** With all that belongs to it; holds `selection`. */
  readonly range: Range;
  readonly selection: Range;
  readonly children: readonly OutlineSymbol[];
}

export interface FoldingRange {
  /** From 0; what is folded are the lines behind `startLine` up to `endLine`. */
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: "region" | "comment";
}

interface LensFrame {
  readonly range: Range;
  readonly title: string;
}

/** Something above a stage. Which command it is, the editor knows by its kind. */
export type CodeLens =
  | (LensFrame & { readonly kind: "run"; readonly file: string; readonly stage: string })
  | (LensFrame & {
      /** Leads to the stages and files it tells of: who makes what it needs, who needs what it makes. */
      readonly kind: "producers" | "consumers";
      readonly locations: readonly Location[];
    })
  | (LensFrame & {
      readonly kind: "instances";
      /** The first of them. */
      readonly instances: readonly string[];
      readonly count: number;
    });

export const tokenTypes = [
  "delimiter",
  "variable",
  "property",
  "loopVariable",
  "resolver",
] as const;

/** Ordered by place; they do not overlap and none spans lines. */
export interface SemanticToken {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly type: (typeof tokenTypes)[number];
}
