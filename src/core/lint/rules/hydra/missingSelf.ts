import type { Fix, Report } from "../../finding.ts";
import { hydraRootOf } from "../../hydra/configFiles.ts";
import { readDefaults, type DefaultsList } from "../../hydra/defaultsList.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { asMap } from "../../source/nodes.ts";

/**
 * Advises to say with `_self_` when a config's own values are applied.
 *
 * ## Why it matters
 * Without `_self_`, Hydra 1.0 lets the entries of the list override the config's own values, and
 * later versions the other way round. Hydra 1.1 warns of it. With `_self_` everyone sees the order.
 *
 * ## Example
 * ```yaml conf/config.yaml
 * defaults:
 *   - db: mysql
 * seed: 1
 * ```
 *
 * ## Use instead
 * ```yaml conf/config.yaml
 * defaults:
 *   - db: mysql
 *   - _self_
 * seed: 1
 * ```
 *
 * ## Limits
 * Looks at configs at the root of a tree: those in groups could have no list in Hydra 1.0.
 *
 * ## Fix
 * Adds `_self_` where Hydra 1.1 and later take it to be.
 */
export const missingSelf: Rule = {
  id: "HYD005",
  name: "missing-self",
  summary: "defaults list without `_self_`",
  severity: "hint",
  confidence: "medium",
  fix: "safe",
  since: "0.1.0",
  files: ["hydra"],
  *check(file, project): Iterable<Report> {
    const defaults = readDefaults(file);
    if (defaults === undefined || hydraRootOf(file.folder, project) !== file.folder) return;
    const { pair, entries } = defaults;
    const hasValues = (asMap(file.root)?.pairs.length ?? 0) > 1;
    const isComposed = entries.some((entry) => entry.kind !== "self" && !entry.isOverride);
    if (!hasValues || !isComposed || entries.some(({ kind }) => kind === "self")) return;
    const message =
      "without `_self_` it depends on the version of Hydra whether these configs override the values of this file";
    yield { at: pair.key, message, fixes: addSelf(defaults, file) };
  },
};

/** Behind the last entry that is no override. */
function addSelf({ list, entries }: DefaultsList, file: LintFile): readonly Fix[] {
  const last = entries.findLast(({ isOverride }) => !isOverride)?.node;
  if (last === undefined) return [];
  const end = last.start + file.text.slice(last.start, last.end).trimEnd().length;
  const lineStart = file.text.lastIndexOf("\n", last.start - 1) + 1;
  const lead = /^\s*- */.exec(file.text.slice(lineStart, last.start))?.[0];
  if (!list.isFlow && lead === undefined) return [];
  const next = file.text.indexOf("\n", end);
  const at = list.isFlow ? end : next < 0 ? file.text.length : next;
  const text = list.isFlow ? ", _self_" : `\n${lead ?? ""}_self_`;
  const edits = [{ path: file.path, start: at, end: at, text }];
  return [{ title: "Add `_self_`", applicability: "safe", edits }];
}
