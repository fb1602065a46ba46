import { createJsonLinesReader, type JsonObject } from "../text/jsonLines.ts";
import { forEachNumber } from "../nestedNumbers.ts";
import type { PointSink, RunChannel } from "../runChannel.ts";
import type { StreamReader } from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";

/** What Ray adds to each report about the trial and its process: no measurements of the training. */
const bookkeeping: ReadonlySet<string> = new Set([
  "config",
  "date",
  "done",
  "hostname",
  "iterations_since_restore",
  "node_ip",
  "pid",
  "should_checkpoint",
  "time_since_restore",
  "timestamp",
  "timesteps_since_restore",
  "training_iteration",
]);

/**
 * `result.json`: despite its name one JSON object a line. Nested values are named with `/`, as Ray
 * names them in its tables; the step is `training_iteration`, which counts from 1.
 */
export function createResultReader(channel: RunChannel): StreamReader {
  const sinks = new Map<string, PointSink>();
  return createJsonLinesReader({ channel, onObject: readResult });

  function readResult(result: JsonObject): void {
    const step = numberOf(result.training_iteration);
    if (step === undefined) return;
    const seconds = numberOf(result.timestamp);
    const time = seconds === undefined ? NaN : seconds * 1000;
    readFacts(channel, result, time);
    const measured = Object.entries(result).filter(([key]) => !bookkeeping.has(key));
    for (const [key, value] of measured) {
      forEachNumber({ [key]: value }, "/", (name, number) => {
        let sink = sinks.get(name);
        if (sink === undefined) sinks.set(name, (sink = channel.series(name)));
        sink.push(step, time, number);
      });
    }
  }
}

function readFacts(channel: RunChannel, result: JsonObject, time: number): void {
  const { facts } = channel;
  if (typeof result.hostname === "string") facts.host = result.hostname;
  if (typeof result.trial_id === "string") channel.tag("ray.trial_id", result.trial_id);
  if (typeof result.checkpoint_dir_name === "string") {
    channel.tag("ray.checkpoint", result.checkpoint_dir_name);
  }
  // Written by some trainables only; a trial that ended otherwise leaves no word of it here.
  if (result.done === true) {
    facts.status = "finished";
    if (!Number.isNaN(time)) facts.endTime = time;
  } else {
    delete facts.status;
    delete facts.endTime;
  }
}
