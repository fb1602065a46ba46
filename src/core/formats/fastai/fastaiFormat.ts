import { cellKinds } from "../delimited/delimitedReader.ts";
import { createMetricTableReader } from "../delimited/metricTable.ts";
import { planBy } from "../delimited/planColumns.ts";
import { readTableHead } from "../delimited/tableHead.ts";
import { pathIn, stemOf } from "../filePaths.ts";
import type { FolderView, RunFormat } from "../runFormat.ts";

/**
 * fastai's CSVLogger: `history.csv`, or any name, in the folder that the script runs in. Its `time`
 * is that of one epoch, as `mm:ss` or `h:mm:ss`, shown in seconds.
 */
export const fastaiFormat: RunFormat = {
  id: "fastai",
  detect(folder) {
    const files = folder.files.filter((name) => name.endsWith(".csv") && isHistory(folder, name));
    return files.map((name) => ({
      root: folder.path,
      key: files.length === 1 ? "" : stemOf(name),
      files: [{ path: pathIn(folder, name), role: "metrics" }],
    }));
  },
  createReader(_file, context) {
    let time = -1;
    const plan = planBy("epoch");
    return createMetricTableReader({
      context,
      plan: (names) => {
        time = names.indexOf("time");
        return plan(names);
      },
      onRow: (row, step) => {
        if (row.isUnfinished || row.kinds[time] !== cellKinds.text) return;
        const seconds = readClock(row.text(time));
        if (seconds !== undefined) context.channel.series("time").push(step, NaN, seconds);
      },
    });
  },
};

function isHistory(folder: FolderView, name: string): boolean {
  if (!/hist|log|train|metric|result/i.test(name)) return false;
  const head = readTableHead(folder.head(name));
  if (head === undefined) return false;
  const { names, rows } = head;
  const hasNames =
    names[0] === "epoch" &&
    names[1] === "train_loss" &&
    names.at(-1) === "time" &&
    names.length > 2;
  const time = rows[0]?.at(-1);
  return hasNames && typeof time === "string" && readClock(time) !== undefined;
}

/** Seconds of `00:12` or `1:00:12`. */
function readClock(text: string): number | undefined {
  const [, hours = "0", minutes, seconds] = /^(?:(\d+):)?(\d+):(\d\d)$/.exec(text) ?? [];
  if (minutes === undefined || seconds === undefined) return undefined;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
