import { pathIn } from "../filePaths.ts";
import { createJsonLinesReader, type JsonObject } from "../text/jsonLines.ts";
import { createPythonYamlReader } from "../text/pythonYaml.ts";
import type { PointSink, RunChannel } from "../runChannel.ts";
import type { ClaimedFile, RunClaim, RunFormat, StreamReader } from "../runFormat.ts";
import { numberOf, parseTolerantJson } from "../text/tolerantJson.ts";
import { decodeUtf8 } from "../text/utf8.ts";

const metricsFile = "metrics.json";
const configFile = "config.yaml";

/**
 * Output folders of Detectron2: `metrics.json` is JSON lines with the key `iteration`, appended to
 * when training goes on from a checkpoint. No line has a time.
 */
export const detectron2Format: RunFormat = {
  id: "detectron2",
  detect(folder): readonly RunClaim[] {
    if (!folder.hasFile(metricsFile)) return [];
    if (!isDetectronLine(decodeUtf8(folder.head(metricsFile)))) return [];
    const files: ClaimedFile[] = [{ path: pathIn(folder, metricsFile), role: "metrics" }];
    if (folder.hasFile(configFile))
      files.push({ path: pathIn(folder, configFile), role: "config" });
    return [{ root: folder.path, key: "", files }];
  },
  createReader({ path, role }, { channel }) {
    if (role === "metrics") return createMetricsReader(channel);
    return createPythonYamlReader(channel, path, (value) => channel.paramsOf(value));
  },
};

/** Keys of which Detectron2 writes at least one with nearly every line. */
const usualKeys = ["data_time", "eta_seconds", "lr", "time", "total_loss", "rank_data_time"];

/** Many tools write a `metrics.json`: this one's first line is an object of its own. */
function isDetectronLine(head: string): boolean {
  const [line = ""] = head.split("\n", 1);
  const isWhole = line.length < head.length;
  const value = isWhole && line.includes('"iteration"') ? parseTolerantJson(line) : undefined;
  if (typeof value !== "object" || value === null || !("iteration" in value)) return false;
  return typeof value.iteration === "number" && usualKeys.some((key) => Object.hasOwn(value, key));
}

function createMetricsReader(channel: RunChannel): StreamReader {
  const sinks = new Map<string, PointSink>();
  return createJsonLinesReader({ channel, onObject: readLine });

  function readLine(line: JsonObject): void {
    const step = numberOf(line.iteration);
    if (step === undefined) return;
    for (const [name, item] of Object.entries(line)) {
      const value = typeof item === "boolean" ? undefined : numberOf(item);
      if (value === undefined || name === "iteration") continue;
      let sink = sinks.get(name);
      if (sink === undefined) sinks.set(name, (sink = channel.series(name)));
      sink.push(step, NaN, value);
    }
  }
}
