import { createMetricTableReader } from "../delimited/metricTable.ts";
import { planBy } from "../delimited/planColumns.ts";
import { beginsWideTable, hasColumns, readTableHead } from "../delimited/tableHead.ts";
import { shortestFloat32 } from "../points/float32.ts";
import { fileNameOf, pathIn } from "../filePaths.ts";
import { skipContent } from "../skipContent.ts";
import { createPythonYamlReader } from "../text/pythonYaml.ts";
import type {
  ClaimedFile,
  FileReader,
  FolderView,
  ReaderContext,
  RunClaim,
  RunFormat,
} from "../runFormat.ts";
import { bestCheckpoint, readCheckpointName } from "./checkpointNames.ts";

/**
 * PyTorch Lightning's folders `<logger name>/version_<n>`: `metrics.csv` of its CSVLogger (also
 * Fabric's), `hparams.yaml`, and the metrics in the names of checkpoints. The event files of its
 * TensorBoardLogger in the same folder are the TensorBoard format's.
 *
 * metrics.csv is written anew with a wider header when a metric comes for the first time
 * (lightning/fabric/loggers/csv_logs.py, `_rewrite_with_new_header`).
 */
export const lightningFormat: RunFormat = {
  id: "lightning",
  detect(folder) {
    const files = lightningFiles(folder);
    return files.length === 0 ? [] : [{ root: folder.path, key: "", files } satisfies RunClaim];
  },
  createReader,
};

const metricsFile = "metrics.csv";
const paramsFile = "hparams.yaml";

function lightningFiles(folder: FolderView): ClaimedFile[] {
  const names = runFiles(folder);
  if (names.length === 0) return [];
  const files = names.map((name) => ({
    path: pathIn(folder, name),
    role: name === metricsFile ? "metrics" : "params",
  }));
  const checkpoint = bestCheckpoint(folder.list("checkpoints")?.files ?? []);
  if (checkpoint !== undefined) {
    files.push({ path: pathIn(folder, `checkpoints/${checkpoint}`), role: "checkpoint" });
  }
  return files;
}

/** Of the metrics and the parameters, those that are there; none in a folder that is no run's. */
function runFiles(folder: FolderView): string[] {
  const isVersion = /^version_\w/.test(folder.name);
  const hasParams = folder.hasFile(paramsFile);
  if (!isVersion && !hasParams) return [];
  if (folder.hasFile(metricsFile) && hasStep(folder)) {
    return hasParams ? [metricsFile, paramsFile] : [metricsFile];
  }
  const isRun = isVersion || folder.hasFolder("checkpoints") || hasEvents(folder);
  return hasParams && isRun ? [paramsFile] : [];
}

function hasStep(folder: FolderView): boolean {
  const bytes = folder.head(metricsFile);
  // The columns are in the order of their names: of thousands, `step` may be behind the beginning.
  if (beginsWideTable(bytes)) return true;
  const head = readTableHead(bytes);
  return head !== undefined && hasColumns(head, "step");
}

function hasEvents(folder: FolderView): boolean {
  return folder.files.some((name) => name.includes("tfevents"));
}

function createReader(file: ClaimedFile, context: ReaderContext): FileReader {
  const { channel } = context;
  switch (file.role) {
    case "params":
      return createPythonYamlReader(channel, file.path, (values) => {
        channel.paramsOf(values);
      });
    case "checkpoint": {
      const name = fileNameOf(file.path);
      channel.tag("checkpoint", name);
      for (const [metric, value] of readCheckpointName(name)) channel.tag(`best ${metric}`, value);
      return skipContent();
    }
    default:
      return createMetricTableReader({ context, plan: planBy("step"), toValue: shortestFloat32 });
  }
}
