import type { Report } from "../../finding.ts";
import { basesOf, findConfig } from "../../hydra/configFiles.ts";
import { readDefaults, type DefaultsEntry } from "../../hydra/defaultsList.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";

/**
 * Reports a group that stands twice in one defaults list, and a second `_self_`.
 *
 * ## Why it matters
 * Hydra stops with "Multiple values for db" or "Duplicate _self_". To choose another option of a
 * group that is in the list of another config, write `override`; to have a group twice, give each
 * a package of its own.
 *
 * ## Example
 * ```yaml conf/config.yaml
 * defaults:
 *   - db: mysql
 *   - db: sqlite
 *   - _self_
 * ```
 *
 * ## Use instead
 * ```yaml conf/config.yaml
 * defaults:
 *   - db@source: mysql
 *   - db@target: sqlite
 *   - _self_
 * ```
 */
export const duplicateDefault: Rule = {
  id: "HYD002",
  name: "duplicate-default",
  summary: "group or `_self_` that stands twice in a defaults list",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["hydra"],
  *check(file, project): Iterable<Report> {
    const seen = new Map<string, DefaultsEntry>();
    for (const entry of readDefaults(file)?.entries ?? []) {
      const key = keyOf(entry);
      if (key === undefined || isLeftAway(entry, file, project)) continue;
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, entry);
        continue;
      }
      const { start, end } = first.node;
      const message =
        entry.kind === "self"
          ? "`_self_` stands twice in this list"
          : `the group \`${entry.path}\` stands twice in this list; two options of a group need packages of their own, as \`${entry.path}@first\``;
      const related = [{ path: file.path, start, end, message: "the first" }];
      yield { at: entry.name, message, related };
    }
  },
};

/** What may stand once; undefined for entries that Hydra does not count. */
function keyOf(entry: DefaultsEntry): string | undefined {
  if (entry.kind === "self") return entry.package === undefined ? "_self_" : undefined;
  if (entry.kind === "config" || entry.isOverride || entry.isOptionList) return undefined;
  if (entry.path.includes("${") || entry.package?.includes("${") === true) return undefined;
  // In a config at the root `/db` and `db` are one, but which folder is the root is not known.
  return `${entry.isAbsolute ? "/" : ""}${entry.path}@${entry.package ?? ""}`;
}

/** An optional one that is not there does not count. */
function isLeftAway(entry: DefaultsEntry, file: LintFile, project: LintProject): boolean {
  if (!entry.isOptional) return false;
  return entry.options.every(({ text }) => {
    return findConfig(basesOf(entry, file), `${entry.path}/${text}`, project) === undefined;
  });
}
