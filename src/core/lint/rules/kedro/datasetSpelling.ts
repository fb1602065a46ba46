import type { Report } from "../../finding.ts";
import { entriesOf, isKedroCatalog, readEnvironment } from "../../kedro/catalogEnvironment.ts";
import { datasetSpelling } from "../../kedro/kedroVersion.ts";
import type { Rule } from "../../rule.ts";
import { asScalar, keyText, visitTree, type ScalarNode } from "../../source/nodes.ts";

/**
 * Reports data sets of Kedro that are spelled `…DataSet`.
 *
 * ## Why it matters
 * kedro-datasets 2.0 and Kedro 0.19 know `CSVDataset` and no longer `CSVDataSet`: the class is not
 * found, and the hint says that a package may be missing.
 *
 * ## Example
 * ```yaml conf/base/catalog.yml
 * cars:
 *   type: pandas.CSVDataSet
 *   filepath: data/01_raw/cars.csv
 * ```
 * ```text requirements.txt
 * kedro~=0.19.3
 * ```
 *
 * ## Use instead
 * ```yaml conf/base/catalog.yml
 * cars:
 *   type: pandas.CSVDataset
 *   filepath: data/01_raw/cars.csv
 * ```
 * ```text requirements.txt
 * kedro~=0.19.3
 * ```
 *
 * ## Limits
 * Classes of your own are not looked at. Nothing is said where an older Kedro is pinned, which
 * knows the old spelling only; where none is pinned, it is a hint.
 */
export const datasetSpellingRule: Rule = {
  id: "KED003",
  name: "dataset-spelling",
  summary: "`DataSet`, which newer versions spell `Dataset`",
  severity: "warning",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["kedro-catalog"],
  *check(file, project): Iterable<Report> {
    if (!file.text.includes("DataSet")) return;
    const environment = readEnvironment(file.path, "kedro-catalog", project);
    if (environment === undefined || !isKedroCatalog(environment, project)) return;
    const spelling = datasetSpelling(environment.source, project);
    if (spelling === "old") return;
    for (const type of typesIn(entriesOf(file).map(({ pair }) => pair.value))) {
      const inside = file.text.slice(type.start, type.end).indexOf("DataSet");
      if (!oldNames.test(type.text) || inside < 0) continue;
      const start = type.start + inside;
      const edits = [{ path: file.path, start, end: start + "DataSet".length, text: "Dataset" }];
      const applicability = spelling === "new" ? "safe" : "suggestion";
      yield {
        at: type,
        message: `\`${type.text}\` is spelled \`${type.text.replace("DataSet", "Dataset")}\` since Kedro 0.19 and kedro-datasets 2.0`,
        ...(spelling === "new" ? {} : { severity: "hint", confidence: "low" }),
        fixes: [{ title: "Spell it `Dataset`", applicability, edits }],
      };
    }
  },
};

/** Classes of Kedro and kedro-datasets: alone, in one of their modules, or by the full path. */
const oldNames =
  /^(?:(?:kedro\.io|kedro\.extras\.datasets(?:\.\w+)?|kedro_datasets(?:\.\w+)?|api|biosequence|dask|databricks|email|geopandas|holoviews|huggingface|json|matlab|matplotlib|networkx|pandas|partitions|pickle|pillow|plotly|polars|redis|snowflake|spark|svmlight|tensorflow|text|tracking|video|yaml)\.)?(?:Memory|Cached|Partitioned|Incremental|Lambda|Shared|[A-Z]\w*)DataSet$/;

/** The `type` of data sets, also of those inside others (`dataset:` of partitions). */
function* typesIn(values: readonly Parameters<typeof visitTree>[0][]): Generator<ScalarNode> {
  for (const value of values) {
    for (const { node, pair } of visitTree(value)) {
      const key = pair === undefined ? undefined : keyText(pair);
      const scalar = asScalar(node);
      if ((key === "type" || key === "dataset") && node === scalar) yield scalar;
    }
  }
}
