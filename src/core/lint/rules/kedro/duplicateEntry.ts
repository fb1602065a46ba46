import type { Report } from "../../finding.ts";
import {
  entriesOf,
  isKedroCatalog,
  leafKeys,
  readEnvironment,
} from "../../kedro/catalogEnvironment.ts";
import { datasetSpelling } from "../../kedro/kedroVersion.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";
import { asMap, type Pair } from "../../source/nodes.ts";

/**
 * Reports data sets and parameters that two files of one environment have, and data sets that
 * stand twice in a file.
 *
 * ## Why it matters
 * Kedro reads all `catalog*` and all `parameters*` files of an environment as one and stops:
 * "Duplicate keys found". Between environments (`base` and `local`) the same name is fine: the
 * second overrides the first.
 *
 * ## Example
 * ```yaml conf/base/catalog.yml
 * cars:
 *   type: pandas.CSVDataset
 *   filepath: data/01_raw/cars.csv
 * ```
 * ```yaml conf/base/catalog_raw.yml
 * cars:
 *   type: pandas.CSVDataset
 *   filepath: data/01_raw/cars_new.csv
 * ```
 *
 * ## Use instead
 * ```yaml conf/base/catalog.yml
 * cars:
 *   type: pandas.CSVDataset
 *   filepath: data/01_raw/cars.csv
 * ```
 * ```yaml conf/base/catalog_raw.yml
 * new_cars:
 *   type: pandas.CSVDataset
 *   filepath: data/01_raw/cars_new.csv
 * ```
 */
export const duplicateEntry: Rule = {
  id: "KED006",
  name: "duplicate-entry",
  summary: "data set or parameter that stands twice in one environment",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["kedro-catalog", "kedro-parameters"],
  *check(file, project): Iterable<Report> {
    const catalog = readEnvironment(file.path, "kedro-catalog", project);
    if (catalog === undefined || !isKedroCatalog(catalog, project)) return;
    if (file.kinds.has("kedro-catalog")) {
      yield* findTwice(file, datasetSpelling(catalog.source, project) === "old");
      yield* findElsewhere(file, "kedro-catalog", project);
    } else {
      yield* findElsewhere(file, "kedro-parameters", project);
    }
  },
};

type Kind = "kedro-catalog" | "kedro-parameters";

function* findElsewhere(file: LintFile, kind: Kind, project: LintProject): Iterable<Report> {
  const what = kind === "kedro-catalog" ? "data set" : "parameter";
  for (const other of readEnvironment(file.path, kind, project)?.files ?? []) {
    if (other === file) continue;
    const keys = keysOf(other, kind, project);
    for (const [name, pair] of keysOf(file, kind, project)) {
      const second = keys.get(name);
      if (second === undefined || name.startsWith("_")) continue;
      const { start, end } = second.key;
      yield {
        at: pair.key,
        message: `${what} \`${name}\` is also in \`${other.path}\`, which Kedro reads together with this file`,
        related: [{ path: other.path, start, end, message: "the other one" }],
      };
    }
  }
}

/** OmegaConf refuses a file with a key that stands twice; older loaders take the last one. */
function* findTwice(file: LintFile, isOld: boolean): Iterable<Report> {
  const seen = new Map<string, Pair>();
  for (const { name, pair } of entriesOf(file)) {
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, pair);
      continue;
    }
    const { start, end } = first.key;
    const related = [{ path: file.path, start, end, message: "the first one" }];
    const effect = isOld ? "Kedro takes the last one" : "Kedro refuses the file";
    const message = `\`${name}\` stands twice in this file: ${effect}`;
    yield { at: pair.key, message, related, ...(isOld ? { severity: "warning" } : {}) };
  }
}

/** Parameters are compared by their full paths, data sets by their names. */
function keysOf(file: LintFile, kind: Kind, project: LintProject): ReadonlyMap<string, Pair> {
  return project.remember(`kedro:keys:${kind}:${file.path}`, () => {
    const map = asMap(project.file(file.path)?.root);
    if (kind === "kedro-catalog")
      return new Map(entriesOf(file).map(({ name, pair }) => [name, pair]));
    return new Map(map === undefined ? [] : leafKeys(map));
  });
}
