import { createMetricTableReader } from "../delimited/metricTable.ts";
import { readTableHead } from "../delimited/tableHead.ts";
import { fileNameOf, pathIn, stemOf } from "../filePaths.ts";
import type { FolderView, RunFormat } from "../runFormat.ts";

/**
 * DeepSpeed's csv_monitor: a folder `<output_path>/<job_name>` with one file a metric, of columns
 * `step` and the last part of the metric's name; in the file's name all of it, with `_` in place of
 * `/` (deepspeed/monitor/csv_monitor.py). A job that was started again writes the header again.
 */
export const deepspeedFormat: RunFormat = {
  id: "deepspeed",
  detect(folder) {
    const files = folder.files.filter((name) => isMonitorFile(folder, name));
    if (files.length === 0) return [];
    const claimed = files.map((name) => ({ path: pathIn(folder, name), role: "metric" }));
    return [{ root: folder.path, key: "", files: claimed }];
  },
  createReader(file, context) {
    const plan = (names: readonly string[]) =>
      names.length === 2 && names[0] === "step"
        ? {
            step: 0,
            metrics: [{ column: 1, name: metricOf(fileNameOf(file.path), names[1] ?? "") }],
          }
        : undefined;
    return createMetricTableReader({ context, plan });
  },
};

/** Names that DeepSpeed's own events begin with; users' own metrics are `Train/Eval` too. */
const prefix = /^(?:Train|Eval|Validation|Test)_/;

function isMonitorFile(folder: FolderView, name: string): boolean {
  if (!name.endsWith(".csv") || !prefix.test(name)) return false;
  const names = readTableHead(folder.head(name))?.names ?? [];
  const [step, metric = ""] = names;
  return names.length === 2 && step === "step" && stemOf(name).endsWith(`_${plain(metric)}`);
}

/** `Train_Samples_train_loss.csv` with the column `train_loss` is `Train/Samples/train_loss`. */
function metricOf(name: string, column: string): string {
  const stem = stemOf(name);
  const end = `_${plain(column)}`;
  if (!stem.endsWith(end)) return stem;
  return `${stem.slice(0, -end.length).replaceAll("_", "/")}/${column}`;
}

function plain(column: string): string {
  return column.replaceAll(" ", "_");
}
