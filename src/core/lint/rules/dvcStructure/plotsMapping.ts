import { misfitsOf } from "../../dvc/misfits.ts";
import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { listPairs } from "./structureFixes.ts";

/**
 * Reports top-level `plots` that are a mapping.
 *
 * ## Why it matters
 * DVC took a mapping up to version 2; DVC 3 takes only a list and refuses the file. DVC's own JSON
 * schema still lets the mapping pass.
 *
 * ## Example
 * ```yaml dvc.yaml
 * plots:
 *   logs/loss.csv:
 *     x: epoch
 *     y: loss
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * plots:
 *   - logs/loss.csv:
 *       x: epoch
 *       y: loss
 * ```
 *
 * ## Fix
 * Makes each plot an entry of a list.
 */
export const plotsMapping: Rule = {
  id: "DVC007",
  name: "plots-mapping",
  summary: "top-level plots that are a mapping, as before DVC 3",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const { kind, path, at, pair } of misfitsOf(file, project)) {
      if (kind !== "wrong-type" || path.length !== 1 || path[0] !== "plots") continue;
      if (at.kind !== "map") continue;
      const edits = listPairs(file, at);
      yield {
        at: pair?.key ?? at,
        message: "top-level `plots` has to be a list in DVC 3: write each plot as `- name:`",
        ...(edits === undefined
          ? {}
          : { fixes: [{ title: "Make `plots` a list", applicability: "safe", edits }] }),
      };
    }
  },
};
