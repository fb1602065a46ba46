import type { Report } from "../../finding.ts";
import {
  entriesOf,
  environmentOf,
  isKedroCatalog,
  isShared,
  readEnvironment,
} from "../../kedro/catalogEnvironment.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { asScalar, keyText, pairsOf, visitTree, type ScalarNode } from "../../source/nodes.ts";

/**
 * Reports `credentials` that no credentials file of the project has.
 *
 * ## Why it matters
 * Kedro cannot build the catalog: "Unable to find credentials".
 *
 * ## Example
 * ```yaml conf/base/catalog.yml
 * cars:
 *   type: pandas.CSVDataset
 *   filepath: s3://fleet/cars.csv
 *   credentials: dev_s4
 * ```
 * ```yaml conf/local/credentials.yml
 * dev_s3:
 *   key: from-the-environment
 * ```
 *
 * ## Use instead
 * ```yaml conf/base/catalog.yml
 * cars:
 *   type: pandas.CSVDataset
 *   filepath: s3://fleet/cars.csv
 *   credentials: dev_s3
 * ```
 * ```yaml conf/local/credentials.yml
 * dev_s3:
 *   key: from-the-environment
 * ```
 *
 * ## Limits
 * Silent where the project has no credentials file: most keep it out of git.
 */
export const missingCredentials: Rule = {
  id: "KED007",
  name: "missing-credentials",
  summary: "credentials that no file of the project has",
  severity: "warning",
  confidence: "medium",
  fix: "suggestion",
  since: "0.1.0",
  files: ["kedro-catalog"],
  *check(file, project): Iterable<Report> {
    if (!file.text.includes("credentials")) return;
    const environment = readEnvironment(file.path, "kedro-catalog", project);
    if (environment === undefined || !isKedroCatalog(environment, project)) return;
    const known = credentialsOf(environment.source, project);
    if (known === undefined) return;
    for (const entry of entriesOf(file)) {
      if (isShared(entry)) continue;
      for (const scalar of credentialsIn(entry.pair.value)) {
        if (known.has(scalar.text)) continue;
        const near = findSimilar(scalar.text, known);
        const { start, end } = scalar;
        yield {
          at: scalar,
          message: `no credentials file has \`${scalar.text}\`${didYouMean(near)}`,
          fixes: near.map((other) => ({
            title: `Change to \`${other}\``,
            applicability: "suggestion",
            edits: [{ path: file.path, start, end, text: other }],
          })),
        };
      }
    }
  },
};

function* credentialsIn(value: Parameters<typeof visitTree>[0]): Generator<ScalarNode> {
  for (const { node, pair } of visitTree(value)) {
    if (pair === undefined || keyText(pair) !== "credentials") continue;
    const scalar = asScalar(node);
    if (scalar !== node || /^$|[${]/.test(scalar.text)) continue;
    yield scalar;
  }
}

const credentialsFile =
  /^(?:credentials[^/]*\.ya?ml|credentials[^/]*\/.+\.ya?ml|.+\/credentials[^/]*\.ya?ml)$/;

/** The names in all credentials files of all environments; undefined when there is no file. */
function credentialsOf(source: string, project: LintProject): ReadonlySet<string> | undefined {
  return project.remember(`kedro:credentials:${source}`, () => {
    let names: Set<string> | undefined;
    for (const path of project.paths) {
      const folder = environmentOf(path);
      if (folder === undefined || !folder.startsWith(`${source}/`)) continue;
      if (!credentialsFile.test(path.slice(folder.length + 1))) continue;
      const pairs = pairsOf(project.file(path)?.root);
      // A file of comments only is what a template leaves in place of the real one.
      if (pairs.length === 0) continue;
      names ??= new Set();
      for (const pair of pairs) names.add(keyText(pair) ?? "");
    }
    return names;
  });
}
