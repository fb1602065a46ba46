import { numberOfText } from "../delimited/cellNumber.ts";
import { cellKinds, type TableRow } from "../delimited/delimitedReader.ts";
import { createMetricTableReader } from "../delimited/metricTable.ts";
import { planBy } from "../delimited/planColumns.ts";
import { readTableHead, type TableHead } from "../delimited/tableHead.ts";
import { createHistoryReader, looksLikeHistory } from "../files/historyJson.ts";
import { shortestFloat32 } from "../points/float32.ts";
import { isStepName } from "../files/stepNames.ts";
import { pathIn, stemOf } from "../filePaths.ts";
import type { RunChannel } from "../runChannel.ts";
import type {
  ClaimedFile,
  FolderView,
  ReaderContext,
  RunFormat,
  StreamReader,
} from "../runFormat.ts";
import { decodeUtf8 } from "../text/utf8.ts";

/**
 * Keras' CSVLogger under any name (`training.log`), separated by commas, semicolons or tabs, and
 * dumps of `History.history` as JSON: lists of one length by metric. Epochs count from 0. Each file
 * is a run of its own where a folder holds several.
 */
export const kerasFormat: RunFormat = {
  id: "keras",
  detect(folder) {
    const files = kerasFiles(folder);
    return files.map((file) => ({
      root: folder.path,
      key: files.length === 1 ? "" : stemOf(file.path),
      files: [file],
    }));
  },
  createReader(file, context) {
    return file.role === "history"
      ? createHistoryReader(context.channel, { toValue: shortestFloat32 })
      : createLogReader(context);
  },
};

/** A folder with more of them holds data. */
const maxCandidates = 100;

function kerasFiles(folder: FolderView): ClaimedFile[] {
  const tables = folder.files.filter((name) => /\.(?:csv|tsv|log|txt)$/i.test(name));
  const dumps = folder.files.filter((name) => /hist[^/]*\.json$/i.test(name));
  if (tables.length + dumps.length > maxCandidates) return [];
  return [
    ...tables
      .filter((name) => isCsvLog(folder.head(name)))
      .map((name) => ({ path: pathIn(folder, name), role: "log" })),
    ...dumps
      .filter((name) => isKerasHistory(folder.head(name)))
      .map((name) => ({ path: pathIn(folder, name), role: "history" })),
  ];
}

const firstNames = /^(?:\ufeff)?"?epoch"?[,;\t]/;

function isCsvLog(bytes: Uint8Array): boolean {
  if (!firstNames.test(decodeUtf8(bytes.subarray(0, 16)))) return false;
  const head = readTableHead(bytes);
  return head !== undefined && head.rows[0]?.[0] === 0 && hasKerasNames(head);
}

/**
 * The keys of the logs sorted; where validation did not run in the first epoch, `val_` and each of
 * them behind (keras/src/callbacks/csv_logger.py).
 */
function hasKerasNames({ names }: TableHead): boolean {
  const keys = names.slice(1);
  if (!keys.includes("loss") || !keys.every(isKerasName)) return false;
  if (isSorted(keys)) return true;
  const half = keys.slice(0, keys.length / 2);
  return isSorted(half) && half.every((key, index) => keys[half.length + index] === `val_${key}`);
}

function isKerasName(key: string): boolean {
  return /^\w[\w.-]*$/.test(key) && !isStepName(key);
}

function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") < key);
}

function isKerasHistory(head: Uint8Array): boolean {
  return looksLikeHistory(head) && /"(?:val_)?(?:loss|acc|accuracy)"\s*:/.test(decodeUtf8(head));
}

function createLogReader(context: ReaderContext): StreamReader {
  let names: readonly string[] = [];
  const plan = planBy("epoch");
  return createMetricTableReader({
    context,
    plan: (found) => plan((names = found)),
    toValue: shortestFloat32,
    onRow: (row, step) => {
      if (!row.isUnfinished) takeLists(context.channel, names, { row, step });
    },
  });
}

const maxItems = 256;

/** `"[0.1, 0.2]"` is what a metric of several numbers is written as: `name/0`, `name/1`. */
function takeLists(
  channel: RunChannel,
  names: readonly string[],
  { row, step }: { row: TableRow; step: number },
): void {
  for (const [column, name] of names.entries()) {
    if (row.kinds[column] !== cellKinds.text) continue;
    const inner = /^"?\[(.*)\]"?$/s.exec(row.text(column))?.[1];
    if (inner === undefined) continue;
    for (const [index, item] of inner.split(/[\s,]+/, maxItems).entries()) {
      const value = numberOfText(item, false);
      if (value === undefined) continue;
      channel.series(`${name}/${index}`).push(step, NaN, shortestFloat32(value));
    }
  }
}
