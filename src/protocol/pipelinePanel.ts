import * as z from "zod/mini";
import { stageStates, type PipelineView } from "../core/lint/pipeline/pipelineView.ts";

/**
 * Messages between the Pipeline panel and the extension host. The host owns the graph and hands it
 * out whole, it being bounded; `changed` says that it is to be asked for again. The panel owns
 * zoom, place, search and selection.
 */

const text = z.string();
const texts = z.readonly(z.array(text));
const path = z.string().check(z.maxLength(4096));
const line = z.number().check(z.int(), z.minimum(0));

const instanceSchema = z.object({ name: text, state: z.enum(stageStates), reasons: texts });

const findingSchema = z.object({
  rule: text,
  severity: z.enum(["error", "warning", "info", "hint"]),
  message: text,
  line,
});

const nodeSchema = z.object({
  id: text,
  kind: z.enum(["stage", "foreach", "matrix", "data"]),
  name: text,
  file: path,
  line,
  state: z.enum(stageStates),
  reasons: texts,
  command: text,
  instanceCount: z.number(),
  instances: z.readonly(z.array(instanceSchema)),
  deps: texts,
  outs: texts,
  findings: z.readonly(z.array(findingSchema)),
  isFrozen: z.boolean(),
});

export const pipelineViewSchema: z.ZodMiniType<PipelineView> = z.object({
  files: z.readonly(z.array(path)),
  scope: z.nullable(path),
  nodes: z.readonly(z.array(nodeSchema)),
  edges: z.readonly(z.array(z.object({ from: text, to: text, paths: texts }))),
  hiddenCount: z.number(),
});

export const pipelinePanelMessages = {
  toHost: {
    /** The panel listens, or wants another scope: the graph as it is now. */
    readView: { body: z.object({ scope: z.nullable(path) }), reply: pipelineViewSchema },
    /** Shows a place in the editor. */
    openSource: { body: z.object({ file: path, line }) },
    /** Runs a stage by itself, or with all that it needs first. */
    runStage: {
      body: z.object({
        file: path,
        name: z.string().check(z.maxLength(1000)),
        mode: z.enum(["stage", "upTo"]),
      }),
    },
  },
  toWebview: {
    changed: { body: z.object({}) },
    /** Shows a stage, by its node's id. */
    reveal: { body: z.object({ id: text }) },
  },
} as const;
