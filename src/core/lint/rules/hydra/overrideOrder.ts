import type { Fix, Report } from "../../finding.ts";
import { readDefaults, type DefaultsEntry, type DefaultsList } from "../../hydra/defaultsList.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";

/**
 * Reports `override` entries that stand before other entries of a defaults list.
 *
 * ## Why it matters
 * Hydra refuses the list: "Overrides must be at the end of the defaults list".
 *
 * ## Example
 * ```yaml conf/config.yaml
 * defaults:
 *   - override hydra/launcher: joblib
 *   - db: mysql
 *   - _self_
 * ```
 *
 * ## Use instead
 * ```yaml conf/config.yaml
 * defaults:
 *   - db: mysql
 *   - _self_
 *   - override hydra/launcher: joblib
 * ```
 *
 * ## Fix
 * Moves the entry to the end.
 */
export const overrideOrder: Rule = {
  id: "HYD003",
  name: "override-order",
  summary: "`override` before other entries of a defaults list",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["hydra"],
  *check(file): Iterable<Report> {
    const defaults = readDefaults(file);
    if (defaults === undefined) return;
    const { entries } = defaults;
    const last = entries.findLastIndex(({ kind, isOverride }) => kind !== "self" && !isOverride);
    const behind = entries[last];
    for (const [index, entry] of entries.entries()) {
      if (!entry.isOverride || index > last || behind === undefined) continue;
      const { start, end } = behind.node;
      yield {
        at: entry.name,
        message: `overrides must stand at the end of the list, but \`${behind.path}\` is behind \`${entry.name.text}\``,
        related: [{ path: file.path, start, end, message: "an entry behind it" }],
        fixes: moveToEnd(entry, defaults, file),
      };
    }
  },
};

/** Only where each entry has lines of its own. */
function moveToEnd(
  entry: DefaultsEntry,
  { list, entries }: DefaultsList,
  file: LintFile,
): readonly Fix[] {
  const last = entries.at(-1);
  if (list.isFlow || last === undefined) return [];
  const from = lineOf(entry, file);
  const to = lineOf(last, file);
  if (!/^\s*- /.test(from.text) || !/^\s*- /.test(to.text) || /[[{]/.test(from.text)) return [];
  const text = from.text.replace(/\r?\n?$/, "");
  const isEnded = to.text.endsWith("\n");
  const edits = [
    { path: file.path, start: from.start, end: from.end, text: "" },
    { path: file.path, start: to.end, end: to.end, text: isEnded ? `${text}\n` : `\n${text}` },
  ];
  return [{ title: "Move to the end of the list", applicability: "safe", edits }];
}

/** The line of an entry with its end; entries of several lines give one that does not match. */
function lineOf({ node }: DefaultsEntry, { text }: LintFile) {
  const start = text.lastIndexOf("\n", node.start - 1) + 1;
  const next = text.indexOf("\n", node.start);
  const end = next < 0 ? text.length : next + 1;
  const inner = text.slice(node.start, node.end).trimEnd();
  return { start, end, text: inner.includes("\n") ? "" : text.slice(start, end) };
}
