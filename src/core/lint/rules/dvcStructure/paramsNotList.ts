import type { Fix, Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { asSeq, keyText, pairAt, pairsOf, target, type Pair } from "../../source/nodes.ts";
import { describeType, resolveScalar } from "../../source/scalars.ts";
import { replaceNode } from "./structureFixes.ts";

/**
 * Reports files in `params` whose keys are no list: `- params.yaml: lr`.
 *
 * ## Why it matters
 * DVC's schema lets it pass, and then DVC stops with an error that names no stage and no line.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     params:
 *       - config.yaml: lr
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     params:
 *       - config.yaml: [lr]
 * ```
 *
 * ## Fix
 * Puts the single key in a list.
 */
export const paramsNotList: Rule = {
  id: "DVC012",
  name: "params-not-list",
  summary: "parameters of a file that are no list",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    for (const stage of project.pipeline(file.path)?.stages ?? []) {
      const items = asSeq(pairAt(stage.body, "params")?.value)?.items ?? [];
      for (const pair of items.flatMap((item) => pairsOf(item))) {
        const found = describeNoList(pair);
        if (found === undefined) continue;
        const name = keyText(pair) ?? "";
        yield {
          at: pair.value,
          message: `the parameters of \`${name}\` in stage \`${stage.name}\` have to be a list of keys, not ${found}`,
          fixes: fixesFor(file, pair),
        };
      }
    }
  },
};

/** Nothing, `false` and `0` stand for the whole file. A template may come to nothing too. */
function describeNoList({ value }: Pair): string | undefined {
  const found = target(value);
  if (found === undefined || found.kind === "seq") return undefined;
  if (found.kind === "map") return found.pairs.length === 0 ? undefined : "a mapping";
  const resolved = resolveScalar(found, "ruamel-1.2");
  if (resolved.type === "null" || ("value" in resolved && !resolved.value)) return undefined;
  return found.text.includes("${") ? undefined : describeType(resolved);
}

function fixesFor(file: LintFile, { value }: Pair): readonly Fix[] {
  const source = file.text.slice(value.start, value.end);
  if (value.kind !== "scalar" || !/^[\w.-]+$|^"[^"\n]*"$|^'[^'\n]*'$/.test(source)) return [];
  const edits = [replaceNode(file, value, `[${source}]`)];
  return [{ title: `Write \`[${source}]\``, applicability: "safe", edits }];
}
