import { createMetricTableReader, epochMs, type TablePlan } from "../delimited/metricTable.ts";
import { metricsBut } from "../delimited/planColumns.ts";
import { stemOf } from "../filePaths.ts";
import { createJsonDocument } from "../text/jsonDocument.ts";
import { createJsonLinesReader, isJsonObject, type JsonObject } from "../text/jsonLines.ts";
import { forEachNumber } from "../nestedNumbers.ts";
import type { RunChannel } from "../runChannel.ts";
import type { ClaimedFile, FileReader, ReaderContext } from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";
import { createHistoryReader } from "./historyJson.ts";
import { isSplitName, isStepName, stepNameIn } from "./stepNames.ts";

const roles = /^(prefixed )?(table|lines|summary|history)(?: by (.*))?$/s;
const timeName = /^_?(?:timestamp|wall[_ ]?time|datetime|created_at)$/i;

/** The reader of a file by the role that `roleOf` gave it. */
export function createFileReader(file: ClaimedFile, context: ReaderContext): FileReader {
  const [, prefixed, kind, step = ""] = roles.exec(file.role) ?? [];
  const prefix = prefixed === undefined ? "" : `${stemOf(file.path)}/`;
  switch (kind) {
    case "lines":
      return createLinesReader(context.channel, step, prefix);
    case "history":
      return createHistoryReader(context.channel, { prefix });
    case "summary":
      return createSummaryReader(context.channel, prefix);
    default:
      return createMetricTableReader({ context, plan: (names) => planTable(names, step, prefix) });
  }
}

function planTable(
  names: readonly string[],
  stepName: string,
  prefix: string,
): TablePlan | undefined {
  const found = names.indexOf(stepName);
  const step = stepName === "" ? undefined : found;
  if (found < 0 && stepName !== "") return undefined;
  const time = names.findIndex((name) => timeName.test(name));
  const split = names.findIndex(isSplitName);
  const metrics = metricsBut(names, [step, time]);
  return {
    step,
    split: split < 0 ? undefined : split,
    time: time < 0 ? undefined : time,
    metrics: metrics.map(({ column, name }) => ({ column, name: prefix + name })),
  };
}

function createLinesReader(channel: RunChannel, stepName: string, prefix: string): FileReader {
  let row = 0;
  return createJsonLinesReader({
    channel,
    onObject: (object) => {
      const name = Object.hasOwn(object, stepName) ? stepName : stepNameIn(Object.keys(object));
      const step = (name === undefined ? undefined : numberOf(object[name])) ?? row;
      row++;
      const time = timeOf(object);
      const split = splitOf(object);
      forEachNumber(object, "/", (metric, value) => {
        if (metric === name || timeName.test(metric)) return;
        channel.series(prefix + split + metric).push(step, time, value);
      });
    },
  });
}

function timeOf(object: JsonObject): number {
  const name = Object.keys(object).find((key) => timeName.test(key));
  const value = name === undefined ? undefined : object[name];
  if (typeof value === "string") return Date.parse(value);
  return typeof value === "number" ? epochMs(value) : NaN;
}

/** `train/` for a line with `"mode": "train"`. */
function splitOf(object: JsonObject): string {
  for (const [key, value] of Object.entries(object)) {
    if (isSplitName(key) && typeof value === "string") return `${value}/`;
  }
  return "";
}

/** Numbers become metrics of one point, at the step that the file names or 0; texts parameters. */
function createSummaryReader(channel: RunChannel, prefix: string): FileReader {
  return createJsonDocument({
    channel,
    onValue: (value) => {
      if (!isJsonObject(value)) {
        channel.report("json-shape", "this file holds no object", { line: 0 });
        return;
      }
      const stepName = stepNameIn(Object.keys(value));
      const step = (stepName === undefined ? undefined : numberOf(value[stepName])) ?? 0;
      forEachNumber(value, "/", (name, number) => {
        if (!isStepName(name)) channel.series(prefix + name).push(step, NaN, number);
      });
      forEachText(value, prefix, channel);
    },
  });
}

const maxNesting = 8;

function forEachText(value: JsonObject, prefix: string, channel: RunChannel, depth = 0): void {
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === "string" && numberOf(item) === undefined)
      channel.param(prefix + name, item);
    else if (isJsonObject(item) && depth < maxNesting) {
      forEachText(item, `${prefix}${name}/`, channel, depth + 1);
    }
  }
}
