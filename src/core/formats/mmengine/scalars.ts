import { createJsonLinesReader, type JsonObject } from "../text/jsonLines.ts";
import type { PointSink, RunChannel } from "../runChannel.ts";
import type { StreamReader } from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";

/** Names that lines of training and of validation share, though they count different steps. */
const shared: ReadonlySet<string> = new Set(["data_time", "time", "memory"]);

const stepNames: ReadonlySet<string> = new Set(["step", "iter"]);

/**
 * `scalars.json`: a line at each logging step of the training with `iter` (and `epoch`), a line
 * for each validation without. `step` is the iteration of the one and, of runs that go by epochs,
 * the epoch of the other. No line has a time.
 */
export function createScalarsReader(channel: RunChannel, onStart: () => void): StreamReader {
  const sinks = new Map<string, PointSink>();
  onStart();
  return createJsonLinesReader({ channel, onObject: readLine });

  function readLine(line: JsonObject): void {
    const step = numberOf(line.step ?? line.iter);
    if (step === undefined) return;
    const isTraining = "iter" in line || "lr" in line || "loss" in line;
    for (const [name, item] of Object.entries(line)) {
      const value = stepNames.has(name) ? undefined : numberOf(item);
      if (value === undefined) continue;
      const metric = !isTraining && shared.has(name) ? `val/${name}` : name;
      let sink = sinks.get(metric);
      if (sink === undefined) sinks.set(metric, (sink = channel.series(metric)));
      sink.push(step, NaN, value);
    }
  }
}
