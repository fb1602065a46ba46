import * as z from "zod";
import {
  languageQuestionSchema,
  type LanguageAnswers,
  type LanguageQuestion,
} from "../../core/lint/language/language.ts";
import type { PlacedEdit } from "../../core/lint/placedFinding.ts";
import type { PipelineView } from "../../core/lint/pipeline/pipelineView.ts";
import { threadMessages, type ThreadMessage } from "../process/threadMessages.ts";
import type { FileFindings } from "./lintService.ts";

/** What the extension host and the thread that lints say to each other. */

const strings = z.array(z.string());
const change = z.object({ start: z.number(), end: z.number(), text: z.string() });

/** Told, not asked: an editor's text is what it is. */
const textNewsSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("setText"),
    path: z.string(),
    version: z.number(),
    /** Null when the editor was closed. */
    text: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("changeText"),
    path: z.string(),
    version: z.number(),
    changes: z.array(change),
  }),
]);

export const requestSchema = z.discriminatedUnion("kind", [
  /** Looks at these files and folders again, at all when null. */
  z.object({ kind: z.literal("refresh"), paths: strings.nullable() }),
  /** Answered when everything that was to be linted is, and has been told. */
  z.object({ kind: z.literal("settle") }),
  z.object({ kind: z.literal("paths") }),
  z.object({ kind: z.literal("language"), question: languageQuestionSchema }),
  /** The edit that writes a comment which silences a rule at a place. */
  z.object({
    kind: z.literal("suppress"),
    path: z.string(),
    rule: z.string(),
    start: z.number(),
    end: z.number(),
  }),
  /** The graph of stages: those of one `dvc.yaml`, or all. */
  z.object({ kind: z.literal("pipeline"), scope: z.string().nullable() }),
]);
export type LintRequest = z.infer<typeof requestSchema>;
export type LintRequestOf<K extends LintRequest["kind"]> = Extract<LintRequest, { kind: K }>;

/** The answer to each request. */
export interface LintReplies {
  refresh: null;
  settle: null;
  paths: readonly string[];
  language: LanguageAnswers[LanguageQuestion["kind"]];
  suppress: PlacedEdit | null;
  pipeline: PipelineView;
}

export const toLintWorkerSchema = z.union([
  textNewsSchema,
  z.object({ kind: z.literal("ask"), id: z.number(), request: requestSchema }),
]);
export type ToLintWorker = z.infer<typeof toLintWorkerSchema>;

/** The other end is the same program: of the findings only the frame is looked at. */
const fileFindings = z.custom<FileFindings>(
  (value) =>
    z.object({ path: z.string(), findings: z.array(z.unknown()) }).safeParse(value).success,
);

export const fromLintWorkerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("found"), files: z.array(fileFindings) }),
  /** Changes were told of a text that is not known: it is to be told whole. */
  z.object({ kind: z.literal("textNeeded"), path: z.string() }),
  /** Contents that the graph of stages depends on are known now. */
  z.object({ kind: z.literal("hashed") }),
  ...threadMessages,
]);
export type FromLintWorker = z.infer<typeof fromLintWorkerSchema>;
/** What it tells without being asked. */
export type LintNews = Exclude<FromLintWorker, ThreadMessage>;

export const lintWorkerDataSchema = z.object({ root: z.string(), isTrusted: z.boolean() });
export type LintWorkerData = z.infer<typeof lintWorkerDataSchema>;
