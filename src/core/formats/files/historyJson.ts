import { createJsonDocument } from "../text/jsonDocument.ts";
import { isJsonObject } from "../text/jsonLines.ts";
import type { RunChannel } from "../runChannel.ts";
import type { DocumentReader } from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { stepNameIn } from "./stepNames.ts";

export interface HistoryOptions {
  /** Stands before each metric's name. */
  readonly prefix?: string;
  /** What a value is shown as; as it is written when left out. */
  readonly toValue?: (value: number) => number;
}

const maxBytes = 64 * 1024 * 1024;

/** Whether a JSON file begins as an object whose first value is a list of numbers. */
export function looksLikeHistory(head: Uint8Array): boolean {
  return /^\s*\{\s*"[^"]+"\s*:\s*\[\s*(?:-?\d|NaN|null|-?Infinity)/.test(
    decodeUtf8(head).replace(/^\ufeff/, ""),
  );
}

/**
 * Reader of lists of numbers by metric, as dumps of `History.history` are. Steps are those of the
 * list with a step's name where there is one (`epoch`), else places in the list. Lists of another
 * length than the longest are shown from their own start.
 */
export function createHistoryReader(
  channel: RunChannel,
  options: HistoryOptions = {},
): DocumentReader {
  return createJsonDocument({
    channel,
    maxBytes,
    onValue: (value) => {
      if (!isJsonObject(value))
        channel.report("json-shape", "this file holds no object", { line: 0 });
      else takeHistory(channel, value, options);
    },
  });
}

function takeHistory(
  channel: RunChannel,
  history: Readonly<Record<string, unknown>>,
  { prefix = "", toValue = (value) => value }: HistoryOptions,
): void {
  const stepName = stepNameIn(Object.keys(history).filter((key) => Array.isArray(history[key])));
  const steps = stepName === undefined ? undefined : history[stepName];
  for (const [name, values] of Object.entries(history)) {
    if (name === stepName) continue;
    if (!Array.isArray(values)) {
      if (typeof values !== "object") channel.param(prefix + name, values);
      continue;
    }
    values.forEach((item: unknown, index) => {
      const value = numberOf(item);
      const step = Array.isArray(steps) ? numberOf(steps[index]) : index;
      if (value === undefined || step === undefined) return;
      channel.series(prefix + name).push(step, NaN, toValue(value));
    });
  }
}
