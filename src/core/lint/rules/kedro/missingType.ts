import type { Report } from "../../finding.ts";
import {
  allCatalogs,
  entriesOf,
  isKedroCatalog,
  isPattern,
  isShared,
  readEnvironment,
  type KedroEnvironment,
} from "../../kedro/catalogEnvironment.ts";
import type { LintProject } from "../../project/lintProject.ts";
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
 * An environment may hold a part of an entry that another environment has, when the project merges
 * softly: such entries are not looked at outside of `base`.
 */
export const missingType: Rule = {
  id: "KED002",
  name: "missing-dataset-type",
  summary: "data set without `type`",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["kedro-catalog"],
  *check(file, project): Iterable<Report> {
    const environment = readEnvironment(file.path, "kedro-catalog", project);
    if (environment === undefined || !isKedroCatalog(environment, project)) return;
    const elsewhere = namesElsewhere(environment, project);
    for (const entry of entriesOf(file)) {
      const { config, name, pair } = entry;
      if (config === undefined || isShared(entry) || elsewhere.has(name)) continue;
      if (pairAt(config, "type") !== undefined) continue;
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

/** What entries of this environment may be parts of. */
function namesElsewhere(
  { folder, source }: KedroEnvironment,
  project: LintProject,
): ReadonlySet<string> {
  if (folder.endsWith("/base")) return new Set();
  const files = allCatalogs(source, project).filter((file) => !file.path.startsWith(`${folder}/`));
  return new Set(files.flatMap((file) => entriesOf(file).map(({ name }) => name)));
}
