import type { Report } from "../../finding.ts";
import { basesOf, findConfig } from "../../hydra/configFiles.ts";
import {
  hasHydraSigns,
  isHydraOwn,
  isInHydraGroup,
  readDefaults,
  type DefaultsEntry,
  type DefaultsList,
} from "../../hydra/defaultsList.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";
import type { ScalarNode } from "../../source/nodes.ts";
import { describeType, resolveScalar } from "../../source/scalars.ts";
import { explainMissing } from "./explainMissing.ts";

/**
 * Reports entries of a defaults list that Hydra cannot load: configs and options that are not
 * there, and options that YAML takes for a number or a boolean.
 *
 * ## Why it matters
 * The program ends before it starts. Configs of groups that only some runs choose fail when
 * someone chooses them, maybe months later.
 *
 * ## Example
 * ```yaml conf/config.yaml
 * defaults:
 *   - db: mysq
 *   - _self_
 * ```
 * ```yaml conf/db/mysql.yaml
 * host: localhost
 * ```
 *
 * ## Use instead
 * ```yaml conf/config.yaml
 * defaults:
 *   - db: mysql
 *   - _self_
 * ```
 * ```yaml conf/db/mysql.yaml
 * host: localhost
 * ```
 *
 * ## Limits
 * Code can store configs too (`ConfigStore`), and packages can bring some. An option that is
 * missing in a folder is an error only when no code of the project could store it; otherwise it is
 * a warning, and nothing is said of names that such code has. Groups below `hydra/` and entries
 * with `${…}` are not looked at.
 */
export const defaultsTarget: Rule = {
  id: "HYD001",
  name: "defaults-target",
  summary: "entry of a defaults list that Hydra cannot load",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["hydra"],
  *check(file, project): Iterable<Report> {
    const defaults = readDefaults(file);
    if (defaults === undefined || !isSurelyHydra(defaults, file, project)) return;
    for (const entry of defaults.entries) {
      for (const option of entry.options) yield* checkType(option, file);
      if (entry.isOptional || isHydraOwn(entry) || isOwnGroup(entry, file)) continue;
      for (const target of targetsOf(entry)) {
        if (findConfig(basesOf(entry, file), target.config, project) !== undefined) continue;
        const report = explainMissing({ entry, ...target }, file, project);
        if (report !== undefined) yield report;
      }
    }
  },
};

function isOwnGroup(entry: DefaultsEntry, file: LintFile): boolean {
  return !entry.isAbsolute && isInHydraGroup(file);
}

/** Hydra takes texts and null only. A list's items cannot be null either, but that is rare. */
function* checkType(option: ScalarNode, file: LintFile): Iterable<Report> {
  const value = resolveScalar(option, "omegaconf");
  if (value.type === "str" || value.type === "null") return;
  const { start, end, text } = option;
  const title = "Put it in quotes";
  const edits = [{ path: file.path, start, end, text: `"${text}"` }];
  const message = `\`${text}\` is ${describeType(value)} for YAML, but the name of an option must be a string`;
  yield { at: option, message, fixes: [{ title, applicability: "safe", edits }] };
}

interface Target {
  /** Where the name stands that cannot be found. */
  readonly at: ScalarNode;
  readonly config: string;
}

/** The configs that an entry loads; those that only a run decides are left out. */
function targetsOf(entry: DefaultsEntry): readonly Target[] {
  if (entry.kind === "self" || isOpen(entry.path)) return [];
  if (entry.kind === "config") return [{ at: entry.name, config: entry.path }];
  return entry.options.flatMap((option) => {
    const isText = resolveScalar(option, "omegaconf").type === "str";
    if (!isText || isOpen(option.text) || option.text === "") return [];
    return [{ at: option, config: `${entry.path}/${option.text}` }];
  });
}

function isOpen(text: string): boolean {
  return text.includes("${") || text.includes("\\") || text === "???";
}

/** Signs in the list, or one entry that is found. */
function isSurelyHydra(defaults: DefaultsList, file: LintFile, project: LintProject): boolean {
  if (hasHydraSigns(defaults)) return true;
  return defaults.entries.some((entry) =>
    targetsOf(entry).some(
      ({ config }) => findConfig(basesOf(entry, file), config, project) !== undefined,
    ),
  );
}
