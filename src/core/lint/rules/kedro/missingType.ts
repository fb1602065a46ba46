import type { Report } from "../../finding.ts";
import {
  entriesOf,
  isKedroCatalog,
  isPattern,
  isShared,
  readEnvironment,
} from "../../kedro/catalogEnvironment.ts";
import type { Rule } from "../../rule.ts";
import { keyText, pairAt } from "../../source/nodes.ts";
import { findSimilar } from "../../similarNames.ts";

/**
 * Reports data sets without `type`.
 *
 * ## Why it matters
 * Kedro cannot build the catalog: "'type' is missing from dataset catalog configuration". A
 * pattern without `type` fails when the first data set matches it.
 *
 * ## Example
 * ```yaml conf/base/catalog.yml
 * cars:
 *   filepath: data/01_raw/cars.csv
 * trucks:
 *   type: pandas.CSVDataset
 *   filepath: data/01_raw/trucks.csv
 * ```
 *
 * ## Use instead
 * ```yaml conf/base/catalog.yml
 * cars:
 *   type: pandas.CSVDataset
 *   filepath: data/01_raw/cars.csv
 * trucks:
 *   type: pandas.CSVDataset
 *   filepath: data/01_raw/trucks.csv
 * ```
 *
 * ## Limits
 * Other environments than `base` may hold parts of entries, when the project merges softly: they
 * are not looked at.
 */
export const missingType: Rule = {
  id: "KED002",
  name: "missing-dataset-type",
  summary: "data set without `type`",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.2.0",
  files: ["kedro-catalog"],
  *check(file, project): Iterable<Report> {
    const environment = readEnvironment(file.path, "kedro-catalog", project);
    if (environment?.folder.endsWith("/base") !== true) return;
    if (!isKedroCatalog(environment, project)) return;
    for (const entry of entriesOf(file)) {
      const { config, name, pair } = entry;
      if (config === undefined || isShared(entry) || pairAt(config, "type") !== undefined) continue;
      const keys = config.pairs.flatMap((inner) => keyText(inner) ?? []);
      const near = findSimilar("type", keys);
      const hint =
        near[0] === undefined
          ? ", the class that reads and writes it"
          : `; is \`${near[0]}\` meant to be it`;
      const message = `data set \`${name}\` has no \`type\`${hint}`;
      yield isPattern(entry)
        ? { at: pair.key, message, severity: "warning" }
        : { at: pair.key, message };
    }
  },
};
