import type { Fix, Report } from "../../finding.ts";
import { hasHydraSigns, readDefaults } from "../../hydra/defaultsList.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import type { ScalarNode } from "../../source/nodes.ts";

/**
 * Reports `\` and `..` in the paths of a defaults list.
 *
 * ## Why it matters
 * A path with `\` is found on Windows only. One with `..` may be found, but its values come under
 * keys without a name, because the path of a group is also the place of its values.
 *
 * ## Example
 * ```yaml conf/config.yaml
 * defaults:
 *   - model\resnet
 *   - _self_
 * ```
 *
 * ## Use instead
 * ```yaml conf/config.yaml
 * defaults:
 *   - model/resnet
 *   - _self_
 * ```
 */
export const defaultsPath: Rule = {
  id: "HYD006",
  name: "defaults-path",
  summary: "`\\` or `..` in a path of a defaults list",
  severity: "warning",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["hydra"],
  *check(file): Iterable<Report> {
    const defaults = readDefaults(file);
    if (defaults === undefined) return;
    const { entries } = defaults;
    if (!hasHydraSigns(defaults) && entries.every(({ kind }) => kind === "config")) return;
    for (const { name, options, path } of entries) {
      if (path.split("/").includes("..")) {
        const message = `\`..\` in \`${path}\` makes keys without a name; write the path from the root, with a leading \`/\``;
        yield { at: name, message };
      }
      for (const scalar of [name, ...options]) {
        if (!scalar.text.includes("\\") || scalar.text.includes("${")) continue;
        const message = `\`${scalar.text}\` is found on Windows only: paths of configs have \`/\``;
        yield { at: scalar, message, fixes: useSlashes(scalar, file) };
      }
    }
  },
};

function useSlashes({ start, end, style }: ScalarNode, { path, text }: LintFile): readonly Fix[] {
  const written = text.slice(start, end);
  const slashed = written.replaceAll(style === "double" ? "\\\\" : "\\", "/");
  const edits = [{ path, start, end, text: slashed }];
  return [{ title: "Write `/`", applicability: "safe", edits }];
}
