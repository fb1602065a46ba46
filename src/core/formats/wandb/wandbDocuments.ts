import { joinPath } from "../filePaths.ts";
import { createObjectReader } from "../text/jsonDocument.ts";
import { createJsonLinesReader, isJsonObject, type JsonObject } from "../text/jsonLines.ts";
import { setCommand, setGit } from "../environmentFacts.ts";
import { createPythonYamlReader } from "../text/pythonYaml.ts";
import type { RunChannel } from "../runChannel.ts";
import type { ClaimedFile, DocumentReader, ReaderContext, StreamReader } from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";
import { putConfig, unwrapConfig } from "./wandbConfig.ts";
import { addText, addWandbMedia, type LogPlace } from "./wandbMedia.ts";
import { visitLeaves, type ValueVisitor } from "./wandbValues.ts";

/*
 * The files that W&B keeps beside a run's log, for runs of which only these were kept, and for
 * versions that had no such log: config, summary, metadata, and the lines of the history.
 */

export function createConfigReader(file: ClaimedFile, { channel }: ReaderContext): DocumentReader {
  return createPythonYamlReader(channel, file.path, (values) => {
    putConfig(channel, unwrapConfig(values));
  });
}

/** `hasLog`: the run's log tells of its texts and media, so they are not listed once more. */
export function createSummaryReader(
  { channel, root }: ReaderContext,
  hasLog: boolean,
): DocumentReader {
  return createObjectReader(channel, (value) => {
    channel.hasRestarts = false;
    const step = numberOf(value["_step"]);
    const place = { step: step ?? 0, time: timeOf(value) };
    const visitor = createRowVisitor(channel, joinPath(root, "files"), place);
    const textOnly = (name: string, text: string): void => channel.tag(name, text);
    visitRow(
      value,
      hasLog ? { ...visitor, text: textOnly, list: nothing, media: nothing } : visitor,
    );
  });
}

export function createMetadataReader({ channel }: ReaderContext): DocumentReader {
  return createObjectReader(channel, (value) => {
    const args = Array.isArray(value["args"]) ? value["args"] : [];
    const program = textOf(value["codePath"]) ?? textOf(value["program"]);
    const words = args.filter((item) => typeof item === "string");
    setCommand(channel, program, words);
    const host = textOf(value["host"]);
    const user = textOf(value["username"]);
    if (host !== undefined) channel.facts.host = host;
    if (user !== undefined) channel.facts.user = user;
    const git = isJsonObject(value["git"]) ? value["git"] : {};
    setGit(channel, textOf(git["remote"]), textOf(git["commit"]));
    // In universal time, mostly without saying so.
    const startedAt = textOf(value["startedAt"]) ?? "";
    const startTime = Date.parse(/[Z+]/.test(startedAt) ? startedAt : `${startedAt}Z`);
    if (Number.isFinite(startTime)) channel.facts.startTime = startTime;
  });
}

/** Lines of what was logged, with `_step`, `_timestamp` and `_runtime`. */
export function createHistoryLinesReader({ channel, root }: ReaderContext): StreamReader {
  channel.hasRestarts = false;
  let nextStep = 0;
  return createJsonLinesReader({
    channel,
    onObject: (row) => {
      const step = numberOf(row["_step"]) ?? nextStep;
      nextStep = step + 1;
      visitRow(row, createRowVisitor(channel, root, { step, time: timeOf(row) }));
    },
  });
}

/** Lines of what the machine did: `system.cpu` and others, with `_timestamp`. */
export function createEventLinesReader({ channel }: ReaderContext): StreamReader {
  channel.hasRestarts = false;
  let sample = 0;
  return createJsonLinesReader({
    channel,
    onObject: (row) => {
      const time = timeOf(row);
      for (const [key, value] of Object.entries(row)) {
        const number = numberOf(value);
        if (!key.startsWith("system.") || number === undefined) continue;
        channel.series(`system/${key.slice("system.".length)}`).push(sample, time, number);
      }
      sample++;
    },
  });
}

interface Row extends LogPlace {
  readonly step: number;
}

function visitRow(row: JsonObject, visitor: ValueVisitor): void {
  for (const [key, value] of Object.entries(row)) {
    if (visitor.wants(key)) visitLeaves(key, value, visitor);
  }
}

function createRowVisitor(channel: RunChannel, filesFolder: string, place: Row): ValueVisitor {
  return {
    wants: (name) => !["_step", "_timestamp", "_runtime", "_wandb"].includes(name),
    number: (name, value) => channel.series(name).push(place.step, place.time, value),
    text: (name, value) => {
      addText(channel, name, value, place);
      channel.tag(name, value);
    },
    list: (name, value) => {
      if (channel.wantsMedia) addText(channel, name, JSON.stringify(value), place);
    },
    media: (name, value) => addWandbMedia(channel, { name, filesFolder, place }, value),
  };
}

function nothing(): void {
  // The run's log tells it.
}

/** `_timestamp` in milliseconds. */
function timeOf(row: JsonObject): number {
  return (numberOf(row["_timestamp"]) ?? NaN) * 1000;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
