import { timeOfFolder } from "../folderTime.ts";
import { createJsonLinesReader, type JsonObject } from "../text/jsonLines.ts";
import type { PointSink, RunChannel } from "../runChannel.ts";
import type { StreamReader } from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";
import { parsePythonConfig } from "./pythonConfig.ts";

/**
 * `<timestamp>.log.json` of MMCV: first a line about the environment and the configuration, then
 * lines with `mode`, `epoch` and `iter`, named as MMCV names them in TensorBoard.
 *
 * `iter` counts within the epoch, and nothing says how long an epoch is: an epoch counts as long as
 * the greatest `iter` that was seen in one before it. So steps are short by what an epoch has beyond
 * its last logging step.
 */
export function createMmcvLogReader(channel: RunChannel, path: string): StreamReader {
  const sinks = new Map<string, PointSink>();
  const steps = new StepCounter();
  const startTime = timeOfFolder(path.replace(/\.log\.json$/, ""));
  if (startTime !== undefined) channel.facts.startTime = startTime;
  return createJsonLinesReader({ channel, onObject: readLine });

  function readLine(line: JsonObject): void {
    if (typeof line.mode !== "string") {
      readEnvironment(channel, line);
      return;
    }
    const step = steps.next(line);
    for (const [name, item] of Object.entries(line)) {
      if (name === "mode" || name === "iter") continue;
      const value = typeof item === "boolean" ? undefined : numberOf(item);
      if (value === undefined) continue;
      const metric = name === "lr" ? "learning_rate" : `${line.mode}/${name}`;
      let sink = sinks.get(metric);
      if (sink === undefined) sinks.set(metric, (sink = channel.series(metric)));
      // At the end of an epoch the rate is told once more.
      if (metric !== "learning_rate" || line.mode === "train") sink.push(step, NaN, value);
    }
  }
}

class StepCounter {
  #epoch = NaN;
  #epochLength = 0;
  #greatest = 0;
  #last = 0;

  next({ mode, epoch, iter }: JsonObject): number {
    const epochNumber = numberOf(epoch) ?? 1;
    // The iterations of a validation are those of its own data.
    if (mode !== "train") return this.#last;
    const iteration = numberOf(iter) ?? 0;
    if (epochNumber !== this.#epoch) {
      this.#epochLength = Math.max(this.#epochLength, this.#greatest);
      this.#greatest = 0;
      this.#epoch = epochNumber;
    }
    this.#greatest = Math.max(this.#greatest, iteration);
    this.#last = (epochNumber - 1) * this.#epochLength + iteration;
    return this.#last;
  }
}

function readEnvironment(channel: RunChannel, line: JsonObject): void {
  if (typeof line.exp_name === "string") channel.tag("exp_name", line.exp_name);
  if (typeof line.seed === "number") channel.param("seed", line.seed);
  if (typeof line.config === "string") channel.paramsOf(parsePythonConfig(line.config));
}
