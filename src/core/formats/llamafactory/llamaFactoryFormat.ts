import { pathIn } from "../filePaths.ts";
import { metricName } from "../huggingface/metricName.ts";
import { createJsonLinesReader, type JsonObject } from "../text/jsonLines.ts";
import { createPythonYamlReader } from "../text/pythonYaml.ts";
import type { PointSink, RunChannel } from "../runChannel.ts";
import type { ClaimedFile, RunClaim, RunFormat, StreamReader } from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";

const logFile = "trainer_log.jsonl";
/** What LLaMA Board was told. */
const boardFile = "llamaboard_config.yaml";

/**
 * `trainer_log.jsonl` of LLaMA-Factory: a line at each logging step, beside the state of the Hugging
 * Face trainer, which says more but only at checkpoints. Metrics have the trainer's names.
 */
export const llamaFactoryFormat: RunFormat = {
  id: "llamafactory",
  detect(folder): readonly RunClaim[] {
    if (!folder.hasFile(logFile)) return [];
    const files: ClaimedFile[] = [{ path: pathIn(folder, logFile), role: "log" }];
    if (folder.hasFile(boardFile)) files.push({ path: pathIn(folder, boardFile), role: "config" });
    return [{ root: folder.path, key: "", files }];
  },
  createReader({ path, role }, { channel }) {
    if (role === "log") return createLogReader(channel);
    return createPythonYamlReader(channel, path, (value) => channel.paramsOf(value));
  },
};

/** Keys of the log that the trainer calls otherwise, or that say nothing of the training. */
const names: Readonly<Record<string, string | null>> = {
  lr: metricName("learning_rate"),
  accuracy: metricName("rewards/accuracies"),
  predict_loss: "predict/loss",
  throughput: "throughput",
  total_tokens: "total_tokens",
  current_steps: null,
  total_steps: null,
  percentage: null,
  elapsed_time: null,
  remaining_time: null,
};

function createLogReader(channel: RunChannel): StreamReader {
  const sinks = new Map<string, PointSink>();
  return createJsonLinesReader({ channel, onObject: readEntry });

  function readEntry(entry: JsonObject): void {
    const step = numberOf(entry.current_steps);
    if (step === undefined) return;
    readProgress(channel, step, numberOf(entry.total_steps));
    for (const [key, item] of Object.entries(entry)) {
      const value = typeof item === "boolean" ? undefined : numberOf(item);
      const name = Object.hasOwn(names, key) ? names[key] : metricName(key);
      if (value === undefined || name === null || name === undefined) continue;
      let sink = sinks.get(name);
      if (sink === undefined) sinks.set(name, (sink = channel.series(name)));
      sink.push(step, NaN, value);
    }
  }
}

function readProgress(channel: RunChannel, step: number, total: number | undefined): void {
  if (total === undefined || !(total > 0)) return;
  channel.params.max_steps = String(total);
  channel.tags.progress = `step ${step} of ${total} (${Math.floor((100 * step) / total)} %)`;
  if (step >= total) channel.facts.status = "finished";
  else delete channel.facts.status;
}
