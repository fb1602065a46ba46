import type { Fix, Report } from "../../finding.ts";
import {
  entriesOf,
  isKedroCatalog,
  isOpenValue,
  isShared,
  readEnvironment,
  type CatalogEntry,
} from "../../kedro/catalogEnvironment.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";

/**
 * Reports entries of a Kedro catalog that are no mapping and have no leading `_`.
 *
 * ## Why it matters
 * Kedro takes every entry for a data set and stops with "is not a valid dataset configuration".
 * Values that entries share need a name that begins with `_`.
 *
 * ## Example
 * ```yaml conf/base/catalog.yml
 * folder: data/01_raw
 * cars:
 *   type: pandas.CSVDataset
 *   filepath: ${folder}/cars.csv
 * ```
 *
 * ## Use instead
 * ```yaml conf/base/catalog.yml
 * _folder: data/01_raw
 * cars:
 *   type: pandas.CSVDataset
 *   filepath: ${_folder}/cars.csv
 * ```
 *
 * ## Fix
 * Adds the `_`, also where this file uses the value.
 */
export const entryNotMapping: Rule = {
  id: "KED001",
  name: "entry-not-mapping",
  summary: "entry of a catalog that is no data set",
  severity: "error",
  confidence: "high",
  fix: "unsafe",
  since: "0.1.0",
  files: ["kedro-catalog"],
  *check(file, project): Iterable<Report> {
    const environment = readEnvironment(file.path, "kedro-catalog", project);
    if (environment === undefined || !isKedroCatalog(environment, project)) return;
    for (const entry of entriesOf(file)) {
      if (entry.config !== undefined || isShared(entry) || isOpenValue(entry.pair)) continue;
      const fix = addUnderscore(entry, file);
      yield {
        at: entry.pair.key,
        message: `\`${entry.name}\` is no data set; a value that others use needs a name with a leading \`_\``,
        ...(fix !== undefined && { fixes: [fix] }),
      };
    }
  },
};

/** Undefined for a name that is written in another way: over several lines, or with escapes. */
function addUnderscore({ name, pair }: CatalogEntry, { path, text }: LintFile): Fix | undefined {
  const start = text.indexOf(name, pair.key.start);
  if (start < 0 || start > pair.key.start + 1) return undefined;
  const edits = [{ path, start, end: start, text: "_" }];
  for (const lead of [`\${${name}}`, `\${${name}.`]) {
    for (let at = text.indexOf(lead); at >= 0; at = text.indexOf(lead, at + 1)) {
      edits.push({ path, start: at + 2, end: at + 2, text: "_" });
    }
  }
  return { title: `Rename to \`_${name}\``, applicability: "unsafe", edits };
}
