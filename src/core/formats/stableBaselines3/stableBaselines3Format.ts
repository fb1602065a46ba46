import { createMetricTableReader } from "../delimited/metricTable.ts";
import { planBy } from "../delimited/planColumns.ts";
import { readTableHead } from "../delimited/tableHead.ts";
import { pathIn } from "../filePaths.ts";
import { createJsonLinesReader } from "../text/jsonLines.ts";
import { forEachNumber } from "../nestedNumbers.ts";
import type { RunChannel } from "../runChannel.ts";
import type {
  ClaimedFile,
  FileReader,
  FolderView,
  ReaderContext,
  RunFormat,
} from "../runFormat.ts";
import { numberOf } from "../text/tolerantJson.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { createMonitorReader } from "./monitorReader.ts";

/**
 * What Stable-Baselines3 (and Baselines before it) writes: `progress.json` or `progress.csv` of its
 * logger, by timesteps, and `monitor.csv`, a row an episode (stable_baselines3/common/logger.py and
 * monitor.py). The CSV is written over from its start when a metric comes for the first time, the
 * JSON lines never: of the two they are read.
 */
export const stableBaselines3Format: RunFormat = {
  id: "stableBaselines3",
  detect(folder) {
    const files = [...progressFiles(folder), ...monitorFiles(folder)];
    return files.length === 0 ? [] : [{ root: folder.path, key: "", files }];
  },
  createReader,
};

const stepNames = [
  "time/total_timesteps",
  "time/total timesteps",
  "misc/total_timesteps",
  "total_timesteps",
  "TimestepsSoFar",
  "serial_timesteps",
];
/** Names that only these loggers give, beside those of the steps. */
const ownName = /^(?:rollout\/|time\/|misc\/total_timesteps$|EpRewMean$|EpThisIter$)/;

function progressFiles(folder: FolderView): ClaimedFile[] {
  const names = ["progress.json", "progress.csv"].filter((name) => folder.hasFile(name));
  const found = names.find((name) => {
    const head = folder.head(name);
    const keys = name.endsWith(".csv") ? readTableHead(head)?.names : keysOfFirstLine(head);
    return keys?.some((key) => ownName.test(key)) === true;
  });
  if (found === undefined) return [];
  return [{ path: pathIn(folder, found), role: found.endsWith(".csv") ? "table" : "lines" }];
}

function keysOfFirstLine(head: Uint8Array): readonly string[] {
  const keys: string[] = [];
  for (const [, key = ""] of decodeUtf8(head)
    .split("\n", 1)[0]
    ?.matchAll(/"([^"]+)":/g) ?? []) {
    keys.push(key);
  }
  return keys;
}

function monitorFiles(folder: FolderView): ClaimedFile[] {
  return folder.files
    .filter((name) => name === "monitor.csv" || name.endsWith(".monitor.csv"))
    .filter((name) => decodeUtf8(folder.head(name).subarray(0, 2)) === "#{")
    .map((name) => ({ path: pathIn(folder, name), role: "monitor" }));
}

function createReader(file: ClaimedFile, context: ReaderContext): FileReader {
  switch (file.role) {
    case "lines":
      return createProgressReader(context.channel);
    case "monitor":
      return createMonitorReader(file, context.channel);
    default:
      return createMetricTableReader({ context, plan: planBy(...stepNames) });
  }
}

function createProgressReader(channel: RunChannel): FileReader {
  let row = 0;
  return createJsonLinesReader({
    channel,
    onObject: (object) => {
      const name = stepNames.find((one) => Object.hasOwn(object, one));
      const step = (name === undefined ? undefined : numberOf(object[name])) ?? row;
      row++;
      forEachNumber(object, "/", (metric, value) => {
        if (metric !== name) channel.series(metric).push(step, NaN, value);
      });
    },
  });
}
