import * as z from "zod";
import { createJsonDocument } from "../text/jsonDocument.ts";
import { isJsonObject, type JsonObject } from "../text/jsonLines.ts";
import type { PointSink, RunChannel } from "../runChannel.ts";
import type { DocumentReader } from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";
import { metricName } from "./metricName.ts";

/** 100,000 entries of 20 values are some 40 MB. */
const maxBytes = 128 * 1024 * 1024;

/** Anything that is wrong with a value counts as its absence. */
const maybeNumber = z.number().optional().catch(undefined);
const maybeText = z.string().optional().catch(undefined);
const stateSchema = z.object({
  global_step: maybeNumber,
  max_steps: maybeNumber,
  epoch: maybeNumber,
  best_metric: maybeNumber,
  best_global_step: maybeNumber,
  best_model_checkpoint: maybeText,
  trial_name: maybeText,
  log_history: z.array(z.unknown()).catch([]),
});
type State = z.infer<typeof stateSchema>;

/** What the trainer was told, as it stands in its state; written beside what it did. */
const paramNames = [
  "max_steps",
  "num_train_epochs",
  "train_batch_size",
  "logging_steps",
  "eval_steps",
  "save_steps",
] as const;

/**
 * `trainer_state.json`: the whole history up to the checkpoint that it lies in, as a list of
 * entries with `step` and `epoch` and the values of one call of `log`. No entry has a time.
 */
export function createTrainerStateReader(channel: RunChannel): DocumentReader {
  return createJsonDocument({
    channel,
    maxBytes,
    onValue: (value) => {
      if (!isJsonObject(value)) {
        channel.report("huggingface-state", "this is not the state of a trainer", { line: 0 });
        return;
      }
      const state = stateSchema.parse(value);
      readFacts(channel, state, value);
      pushHistory(channel, state.log_history);
    },
  });
}

function readFacts(channel: RunChannel, state: State, raw: JsonObject): void {
  for (const name of paramNames) {
    const value = raw[name];
    if (value !== null) channel.param(name, value);
  }
  channel.paramsOf(raw.trial_params, "trial.");
  if (state.trial_name !== undefined) channel.tag("trial_name", state.trial_name);
  if (state.best_metric !== undefined) channel.tag("best_metric", String(state.best_metric));
  if (state.best_model_checkpoint !== undefined) {
    channel.tag("best_model_checkpoint", state.best_model_checkpoint);
  }
  if (state.best_global_step !== undefined) {
    channel.tag("best_global_step", String(state.best_global_step));
  }
  const { global_step: step, max_steps: maxSteps } = state;
  if (step === undefined || maxSteps === undefined || maxSteps <= 0) return;
  const percent = Math.floor((100 * step) / maxSteps);
  channel.tag("progress", `step ${step} of ${maxSteps} (${percent} %)`);
  // Only the end of the training proves that it ended: an interrupted one looks like a running one.
  if (step >= maxSteps || wasSummedUp(state.log_history)) channel.facts.status = "finished";
}

/** The trainer logs how long it took when its loop is left, also before `max_steps`. */
function wasSummedUp(history: readonly unknown[]): boolean {
  const last = history.findLast((entry) => isJsonObject(entry) && !isEvaluation(entry));
  return isJsonObject(last) && Object.hasOwn(last, "train_runtime");
}

function isEvaluation(entry: JsonObject): boolean {
  return Object.keys(entry).some((key) => metricName(key).startsWith("eval/"));
}

function pushHistory(channel: RunChannel, history: readonly unknown[]): void {
  const sinks = new Map<string, PointSink>();
  for (const entry of history) {
    if (!isJsonObject(entry)) continue;
    const step = numberOf(entry.step);
    if (step === undefined) continue;
    for (const [key, item] of Object.entries(entry)) {
      const value = key === "step" ? undefined : numberOf(item);
      if (value === undefined) continue;
      let sink = sinks.get(key);
      if (sink === undefined) sinks.set(key, (sink = channel.series(metricName(key))));
      sink.push(step, NaN, value);
    }
  }
}
