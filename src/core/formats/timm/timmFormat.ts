import { createMetricTableReader } from "../delimited/metricTable.ts";
import { planBy } from "../delimited/planColumns.ts";
import { hasColumns, readTableHead } from "../delimited/tableHead.ts";
import { pathIn } from "../filePaths.ts";
import { createPythonYamlReader } from "../text/pythonYaml.ts";
import type { ClaimedFile, FolderView, RunFormat } from "../runFormat.ts";

/**
 * timm's folders `output/train/<time>-<model>-<size>`: `summary.csv`, a row an epoch from 0, and
 * `args.yaml` (timm/utils/summary.py, `update_summary`).
 */
export const timmFormat: RunFormat = {
  id: "timm",
  detect(folder) {
    if (!folder.hasFile(summaryFile) || !hasTimmColumns(folder)) return [];
    const files: ClaimedFile[] = [{ path: pathIn(folder, summaryFile), role: "metrics" }];
    if (folder.hasFile(argsFile)) files.push({ path: pathIn(folder, argsFile), role: "params" });
    return [{ root: folder.path, key: "", files }];
  },
  createReader(file, context) {
    const { channel } = context;
    if (file.role !== "params") return createMetricTableReader({ context, plan: planBy("epoch") });
    return createPythonYamlReader(channel, file.path, (values) => {
      channel.paramsOf(values);
    });
  },
};

const summaryFile = "summary.csv";
const argsFile = "args.yaml";

function hasTimmColumns(folder: FolderView): boolean {
  const head = readTableHead(folder.head(summaryFile));
  if (head?.names[0] !== "epoch") return false;
  return hasColumns(head, "train_loss") || head.names.some((name) => name.startsWith("eval_"));
}
