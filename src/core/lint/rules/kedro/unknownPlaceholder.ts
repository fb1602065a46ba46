import type { Report } from "../../finding.ts";
import {
  entriesOf,
  isKedroCatalog,
  isPattern,
  isShared,
  readEnvironment,
} from "../../kedro/catalogEnvironment.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { visitTree } from "../../source/nodes.ts";

/**
 * Reports `{placeholders}` in a pattern of data sets that its name does not have.
 *
 * ## Why it matters
 * Kedro refuses the whole catalog: "Keys used in the configuration should present in the dataset
 * pattern name".
 *
 * ## Example
 * ```yaml conf/base/catalog.yml
 * "{region}_sales":
 *   type: pandas.CSVDataset
 *   filepath: data/{regoin}.csv
 * ```
 *
 * ## Use instead
 * ```yaml conf/base/catalog.yml
 * "{region}_sales":
 *   type: pandas.CSVDataset
 *   filepath: data/{region}.csv
 * ```
 */
export const unknownPlaceholder: Rule = {
  id: "KED004",
  name: "unknown-placeholder",
  summary: "placeholder that the pattern's name does not have",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["kedro-catalog"],
  *check(file, project): Iterable<Report> {
    const environment = readEnvironment(file.path, "kedro-catalog", project);
    if (environment === undefined || !isKedroCatalog(environment, project)) return;
    for (const entry of entriesOf(file)) {
      if (!isPattern(entry) || isShared(entry) || entry.name.includes("${")) continue;
      const known = new Set(entry.name.match(placeholder) ?? []);
      for (const { at, written } of placeholdersIn(entry.pair.value, file)) {
        if (known.has(written)) continue;
        const near = findSimilar(written, known);
        yield {
          at,
          message: `\`${written}\` is not in the pattern's name \`${entry.name}\`${didYouMean(near)}`,
          fixes: near.map((other) => ({
            title: `Change to \`${other}\``,
            applicability: "suggestion",
            edits: [{ path: file.path, ...at, text: other }],
          })),
        };
      }
    }
  },
};

const placeholder = /\{[^}\n]*\}/g;

/** In values only, as Kedro looks for them; what OmegaConf fills in first (`${…}`) is none. */
function* placeholdersIn(value: Parameters<typeof visitTree>[0], { text }: LintFile) {
  for (const { node } of visitTree(value)) {
    if (node.kind !== "scalar" || !node.text.includes("}") || node.text.includes("{{")) continue;
    if (/\$\{[^}]*\{/.test(node.text)) continue;
    const written = text.slice(node.start, node.end);
    for (const match of written.matchAll(placeholder)) {
      if (written[match.index - 1] === "$") continue;
      const start = node.start + match.index;
      yield { at: { start, end: start + match[0].length }, written: match[0] };
    }
  }
}
