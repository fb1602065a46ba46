import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { readYoloDataset } from "../../yolo/dataset.ts";

/**
 * Reports paths of one machine: a home folder, a drive, a mount, the folder of a hosted notebook.
 *
 * ## Why it matters
 * The file works for one person only. On the next machine training ends with "images not found".
 *
 * ## Example
 * ```yaml data.yaml
 * path: C:\Users\mia\datasets\potholes
 * train: images/train
 * val: images/val
 * nc: 1
 * names: [pothole]
 * ```
 *
 * ## Use instead
 * ```yaml data.yaml
 * path: datasets/potholes
 * train: images/train
 * val: images/val
 * nc: 1
 * names: [pothole]
 * ```
 *
 * ## Limits
 * Other absolute paths (`/data/potholes`) are left alone: they may be those of a container.
 */
export const machinePath: Rule = {
  id: "YOL006",
  name: "data-machine-path",
  summary: "path of one machine",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  since: "0.1.0",
  files: ["yolo"],
  *check(file): Iterable<Report> {
    const dataset = readYoloDataset(file);
    if (dataset === undefined) return;
    const { path, splits } = dataset;
    const named = splits.flatMap(({ name, paths }) => paths.map((scalar) => ({ name, scalar })));
    if (path !== undefined) named.unshift({ name: "path", scalar: path });
    const [first, ...others] = named.filter(({ scalar }) => machinePaths.test(scalar.text));
    if (first === undefined) return;
    yield {
      at: first.scalar,
      message: `\`${first.name}\` is a path of one machine; write it relative to this file or to the folder of data sets`,
      related: others.map(({ name, scalar: { start, end } }) => {
        return { path: file.path, start, end, message: `\`${name}\` is one too` };
      }),
    };
  },
};

const machinePaths =
  /^(?:~[\\/]|[A-Za-z]:[\\/]|\\\\|\/(?:home|Users|Volumes|media|run\/media|mnt\/[a-z]|root|content|kaggle)\/)/;
