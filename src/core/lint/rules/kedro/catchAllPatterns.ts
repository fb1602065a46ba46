import type { Report } from "../../finding.ts";
import {
  entriesOf,
  isKedroCatalog,
  isPattern,
  readEnvironment,
  type CatalogEntry,
} from "../../kedro/catalogEnvironment.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";

/**
 * Reports a second pattern that takes every name, as `{name}` or `{a}{b}`, in one environment.
 *
 * ## Why it matters
 * Kedro allows one: "Multiple catch-all patterns found in the catalog".
 *
 * ## Example
 * ```yaml conf/base/catalog.yml
 * "{name}":
 *   type: pandas.CSVDataset
 *   filepath: data/{name}.csv
 * "{model}":
 *   type: pickle.PickleDataset
 *   filepath: models/{model}.pkl
 * ```
 *
 * ## Use instead
 * ```yaml conf/base/catalog.yml
 * "{name}":
 *   type: pandas.CSVDataset
 *   filepath: data/{name}.csv
 * "{model}_model":
 *   type: pickle.PickleDataset
 *   filepath: models/{model}.pkl
 * ```
 */
export const catchAllPatterns: Rule = {
  id: "KED005",
  name: "catch-all-patterns",
  summary: "second pattern that takes every name",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["kedro-catalog"],
  *check(file, project): Iterable<Report> {
    const environment = readEnvironment(file.path, "kedro-catalog", project);
    if (environment === undefined || !isKedroCatalog(environment, project)) return;
    const all = environment.files.flatMap((of) =>
      entriesOf(of).flatMap((entry) => (isCatchAll(entry) ? [{ of, entry }] : [])),
    );
    const [first] = all;
    if (first === undefined) return;
    for (const { of, entry } of all) {
      if (of !== file || entry.name === first.entry.name) continue;
      yield {
        at: entry.pair.key,
        message: `the pattern \`${entry.name}\` takes every name, as \`${first.entry.name}\` does already: one is allowed`,
        related: [relatedTo(first)],
      };
    }
  },
};

function isCatchAll(entry: CatalogEntry): boolean {
  return isPattern(entry) && entry.name.replaceAll(/\{[^}]*\}/g, "") === "";
}

function relatedTo({ of, entry }: { readonly of: LintFile; readonly entry: CatalogEntry }) {
  const { start, end } = entry.pair.key;
  return { path: of.path, start, end, message: "the first of them" };
}
