import { createMetricTableReader, type TablePlan } from "../delimited/metricTable.ts";
import { metricsBut } from "../delimited/planColumns.ts";
import { hasColumns, readTableHead } from "../delimited/tableHead.ts";
import { pathIn, stemOf } from "../filePaths.ts";
import { skipContent } from "../skipContent.ts";
import { createPythonYamlReader } from "../text/pythonYaml.ts";
import { mimeTypeOf } from "../mimeTypes.ts";
import type {
  ClaimedFile,
  FileReader,
  FolderView,
  ReaderContext,
  RunFormat,
} from "../runFormat.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { fitnessColumns, fitnessOf } from "./fitness.ts";

/**
 * Ultralytics' folders `runs/<task>/<name>`: `results.csv` (also YOLOv5's, padded with spaces),
 * `args.yaml` (`opt.yaml` of YOLOv5), and the images that training and validation draw.
 *
 * Epochs count from 1. `time` is in seconds since training began and stays a metric: the file does
 * not say when that was.
 */
export const ultralyticsFormat: RunFormat = {
  id: "ultralytics",
  detect(folder) {
    const params = paramsFileOf(folder);
    const hasResults = folder.hasFile(resultsFile) && hasYoloColumns(folder);
    if (!hasResults && (params === undefined || !hasRunFiles(folder))) return [];
    const files: ClaimedFile[] = [];
    if (hasResults) files.push({ path: pathIn(folder, resultsFile), role: "metrics" });
    if (params !== undefined) files.push({ path: pathIn(folder, params), role: "params" });
    for (const name of imagesOf(folder)) files.push({ path: pathIn(folder, name), role: "image" });
    return [{ root: folder.path, key: "", files }];
  },
  createReader,
};

const resultsFile = "results.csv";
const maxImages = 64;
const images =
  /^(?:labels.*|results|.*_curve|confusion_matrix.*|(?:train|val|test)_batch\d+.*)\.(?:png|jpe?g)$/i;

function paramsFileOf(folder: FolderView): string | undefined {
  return ["args.yaml", "opt.yaml"].find(
    (name) => folder.hasFile(name) && isArgs(decodeUtf8(folder.head(name))),
  );
}

/** Keys that all of Ultralytics' arguments have, and few other files. */
function isArgs(text: string): boolean {
  const names = ["imgsz", "model", "data"];
  const isNew = ["task", "mode", ...names].every((name) => hasKey(text, name));
  return isNew || ["weights", "hyp", "img_size|imgsz"].every((name) => hasKey(text, name));
}

function hasKey(text: string, name: string): boolean {
  return new RegExp(`^(?:${name}):`, "m").test(text);
}

/** A validation writes its arguments too, but has no results and nothing that was trained. */
function hasRunFiles(folder: FolderView): boolean {
  return folder.hasFolder("weights") || imagesOf(folder).length > 0;
}

function hasYoloColumns(folder: FolderView): boolean {
  const head = readTableHead(folder.head(resultsFile));
  if (head === undefined || !hasColumns(head, "epoch")) return false;
  return head.names.some((name) => /^(?:train|val)\/\w*loss$|^metrics\/\w+/.test(name));
}

function imagesOf(folder: FolderView): string[] {
  return folder.files.filter((name) => images.test(name)).slice(0, maxImages);
}

function createReader(file: ClaimedFile, context: ReaderContext): FileReader {
  const { channel, fileTime } = context;
  switch (file.role) {
    case "params":
      return createPythonYamlReader(channel, file.path, (values) => {
        channel.paramsOf(values);
      });
    case "image":
      channel.addMedia({
        kind: "image",
        name: stemOf(file.path),
        step: null,
        time: fileTime,
        content: { kind: "file", path: file.path, mimeType: mimeTypeOf(file.path) },
      });
      return skipContent();
    default:
      return createResultsReader(context);
  }
}

function createResultsReader(context: ReaderContext): FileReader {
  let fitness: readonly number[] = [];
  const plan = (names: readonly string[]): TablePlan | undefined => {
    const step = names.indexOf("epoch");
    if (step < 0) return undefined;
    fitness = fitnessColumns(names);
    return { step, metrics: metricsBut(names, [step]) };
  };
  return createMetricTableReader({
    context,
    plan,
    onRow: (row, step) => {
      const value = row.isUnfinished ? undefined : fitnessOf(row, fitness);
      if (value !== undefined) context.channel.series("fitness").push(step, NaN, value);
    },
  });
}
