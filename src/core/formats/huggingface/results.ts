import { createJsonDocument } from "../text/jsonDocument.ts";
import { isJsonObject } from "../text/jsonLines.ts";
import type { RunChannel } from "../runChannel.ts";
import type { DocumentReader } from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";

/**
 * `all_results.json` and those of one split: single numbers from the end of the training, where the
 * best checkpoint may have been evaluated once more. They get names of their own, `results/…`, for
 * they need not be the last points of the history. The file does not say the step.
 */
export function createResultsReader(channel: RunChannel): DocumentReader {
  return createJsonDocument({
    channel,
    onValue: (value) => {
      if (!isJsonObject(value)) return;
      for (const [key, item] of Object.entries(value)) {
        const number = numberOf(item);
        if (number !== undefined) channel.series(`results/${key}`).push(0, NaN, number);
      }
    },
  });
}

/** LoRA as PEFT records it beside the weights: the few values that people vary. */
const adapterParams = [
  "base_model_name_or_path",
  "peft_type",
  "r",
  "lora_alpha",
  "lora_dropout",
  "target_modules",
] as const;

export function createAdapterReader(channel: RunChannel): DocumentReader {
  return createJsonDocument({
    channel,
    onValue: (value) => {
      if (!isJsonObject(value)) return;
      for (const name of adapterParams) {
        if (value[name] !== null) channel.param(`adapter.${name}`, value[name]);
      }
    },
  });
}
