import * as z from "zod";
import { runStatuses } from "../../runs/run.ts";
import { namedValues } from "../namedValues.ts";

/**
 * The lines of a run's journal (`journal.jsonl`), version 1: JSON objects, append-only.
 *
 * A line without `type` is a row of metrics, the same that scripts may write to
 * `SEXTANT_METRICS`: `{"step": 3, "loss": 0.21}`, with optional `time` (milliseconds since the
 * epoch; a number below 1e11 is read as seconds). A non-finite number is written as the string
 * "NaN", "Infinity" or "-Infinity"; Python's bare NaN is read too. A metric that is itself called
 * `type`, `step` or `time` goes into a line of type "metrics".
 *
 * Invariant: a version that was released is read for ever; unknown types and fields are skipped.
 */

const metricNumber = z.union([
  z.number(),
  z.literal("NaN").transform(() => NaN),
  z.literal("Infinity").transform(() => Infinity),
  z.literal("-Infinity").transform(() => -Infinity),
]);

const text = z.string();
const time = z.number();
const strings = namedValues(text);
const metricValues = namedValues(metricNumber);
const nullableText = text.nullable();

export const gitStateSchema = z.object({
  commit: nullableText,
  branch: nullableText,
  remote: nullableText,
  isDirty: z.boolean(),
  snapshot: nullableText,
  subject: nullableText,
  author: nullableText,
  committedAt: z.number().nullable(),
  prefix: text,
  omitted: z.array(z.object({ path: text, sizeBytes: z.number(), sha256: text })).readonly(),
});

export const journalEntrySchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("run"),
    /** Version of the journal. */
    v: z.literal(1),
    id: text,
    name: text,
    experiment: text,
    time,
    parentId: text.optional(),
    command: z.object({ argv: z.array(text), cwd: text }).optional(),
    entryPoint: text.optional(),
    host: text.optional(),
    user: text.optional(),
  }),
  z.object({ type: z.literal("git"), git: gitStateSchema }),
  z.object({ type: z.literal("params"), params: strings }),
  z.object({
    type: z.literal("metrics"),
    time: time.optional(),
    step: z.number().optional(),
    metrics: metricValues,
    /** Logged model that the metrics belong to. */
    modelId: text.optional(),
    dataset: z.object({ name: text, digest: text }).optional(),
  }),
  /** Samples of the machine, shown as metrics named `system/…`. */
  z.object({ type: z.literal("system"), time, metrics: metricValues }),
  /** A null removes the tag. */
  z.object({ type: z.literal("tags"), tags: namedValues(nullableText) }),
  z.object({ type: z.literal("name"), name: text }),
  z.object({ type: z.literal("note"), note: text }),
  z.object({ type: z.literal("experiment"), experiment: text }),
  z.object({
    type: z.literal("status"),
    status: z.enum(runStatuses),
    time,
    exitCode: z.number().nullable().optional(),
    signal: nullableText.optional(),
    reason: text.optional(),
  }),
  z.object({
    type: z.literal("dataset"),
    name: text,
    digest: text,
    sourceType: text,
    source: text,
    schema: text.optional(),
    profile: text.optional(),
    tags: strings,
  }),
  /** A logged model that the run wrote (`direction: output`) or read (`input`). */
  z.object({
    type: z.literal("model"),
    modelId: text,
    direction: z.enum(["input", "output"]),
    step: z.number(),
  }),
  z.object({ type: z.literal("artifact"), path: text, sizeBytes: z.number(), time }),
  /**
   * The `count` entries behind this line were read from bytes `from` to `to` of the file that
   * `SEXTANT_METRICS` names; written together with them, so that none is taken in twice.
   */
  z.object({ type: z.literal("cursor"), from: z.number(), to: z.number(), count: z.number() }),
  z.object({ type: z.literal("lifecycle"), stage: z.enum(["active", "deleted"]), time }),
]);

export type JournalEntry = z.infer<typeof journalEntrySchema>;
