import { pathIn } from "../filePaths.ts";
import { createJsonDocument } from "../text/jsonDocument.ts";
import { isJsonObject } from "../text/jsonLines.ts";
import type { RunChannel } from "../runChannel.ts";
import type {
  ClaimedFile,
  DocumentReader,
  FolderView,
  RunClaim,
  RunFormat,
  StreamReader,
} from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";
import { decodeBytes } from "../text/utf8.ts";
import { unpickleJson } from "./jsonPickle.ts";
import { createRunReader } from "./runReader.ts";
import { timeOfSacred } from "./sacredTime.ts";

/** Folders of Sacred's `FileStorageObserver`: `<id>/run.json` and what goes with it. */
export const sacredFormat: RunFormat = {
  id: "sacred",
  detect,
  createReader({ path, role }, { channel, now }) {
    switch (role) {
      case "config":
        return createConfigReader(channel);
      case "metrics":
        return createMetricsReader(channel);
      case "output":
        return createOutputReader(channel, path);
      default:
        return createRunReader(channel, now);
    }
  },
};

const otherFiles = [
  ["config.json", "config"],
  ["metrics.json", "metrics"],
  ["cout.txt", "output"],
] as const;

function detect(folder: FolderView): readonly RunClaim[] {
  if (!folder.hasFile("run.json")) return [];
  if (!folder.hasFile("config.json") && !folder.hasFile("cout.txt")) return [];
  if (!isSacredRun(decodeBytes(folder.head("run.json")))) return [];
  const files: ClaimedFile[] = [{ path: pathIn(folder, "run.json"), role: "run" }];
  for (const [name, role] of otherFiles) {
    if (folder.hasFile(name)) files.push({ path: pathIn(folder, name), role });
  }
  return [{ root: folder.path, key: "", files }];
}

/** Keys in the order of the alphabet; an empty file is one that is being written anew. */
function isSacredRun(head: string): boolean {
  const isPointer = head.startsWith("version https://git-lfs");
  return head === "" || isPointer || /^\s*\{\s*"(?:artifacts|command|captured_out)":/.test(head);
}

function createConfigReader(channel: RunChannel): DocumentReader {
  return createJsonDocument({
    channel,
    onValue: (value) => channel.paramsOf(unpickleJson(value)),
  });
}

/** `{name: {values, steps, timestamps}}`; read, extended and written anew at each heartbeat. */
function createMetricsReader(channel: RunChannel): DocumentReader {
  return createJsonDocument({
    channel,
    maxBytes: 128 * 1024 * 1024,
    onValue: (metrics) => {
      if (!isJsonObject(metrics)) return;
      // A metric may be logged many times at one step: Sacred counts by itself only if told nothing.
      channel.hasRestarts = false;
      for (const [name, metric] of Object.entries(metrics)) {
        if (isJsonObject(metric)) pushMetric(channel, name, metric);
      }
    },
  });
}

function pushMetric(channel: RunChannel, name: string, metric: Record<string, unknown>): void {
  const { values, steps, timestamps } = metric;
  if (!Array.isArray(values)) return;
  const sink = channel.series(name);
  for (const [index, item] of (values as readonly unknown[]).entries()) {
    const value = numberOf(typeof item === "object" ? unpickleJson(item) : item);
    if (value === undefined) continue;
    const step = Array.isArray(steps) ? numberOf(steps[index]) : undefined;
    const time = Array.isArray(timestamps) ? timeOfSacred(timestamps[index]) : undefined;
    sink.push(step ?? index, time ?? NaN, value);
  }
}

/** The output of the run is not read, only shown to be there. */
function createOutputReader(channel: RunChannel, path: string): StreamReader {
  let isListed = false;
  const read = (): number => {
    if (!isListed) {
      const content = { kind: "file", path, mimeType: "text/plain" } as const;
      channel.addMedia({ kind: "text", name: "cout.txt", step: null, time: null, content });
    }
    isListed = true;
    return Number.MAX_SAFE_INTEGER;
  };
  return { kind: "stream", read };
}
