import type { Severity } from "./finding.ts";
import type { LintOptions } from "./lintOptions.ts";
import { FolderRules } from "./project/folderRules.ts";
import type { Rule } from "./rule.ts";

/** How loud a rule is in a file: what it is off with, wins. A selected rule that is off is a warning. */
export function levelOf(rule: Rule, path: string, options: LintOptions): Severity | "off" {
  const { select, ignore } = options;
  if (isSelectedBy(rule, ignore)) return "off";
  if (select !== null && !isSelectedBy(rule, select)) return "off";
  if (isIgnoredIn(path, rule, options)) return "off";
  const given = givenSeverity(rule, options);
  if (given !== undefined) return given;
  return rule.severity === "off" && select !== null ? "warning" : rule.severity;
}

/** Whether a file is one of those that a rule leaves alone. */
export function isIgnoredIn(path: string, rule: Rule, { perFileIgnores }: LintOptions): boolean {
  for (const glob in perFileIgnores) {
    if (isSelectedBy(rule, perFileIgnores[glob] ?? []) && isMatch(path, glob)) return true;
  }
  return false;
}

/** What the options say of one rule: it then counts for all that the rule reports. */
export function givenSeverity(
  { id, name }: Rule,
  { severity }: LintOptions,
): Severity | "off" | undefined {
  if (Object.hasOwn(severity, id)) return severity[id];
  return Object.hasOwn(severity, name) ? severity[name] : undefined;
}

/** A selector is an id, a name, the beginning of an id (`DVC2`) or `ALL`. */
export function isSelected({ id, name }: Rule, selector: string): boolean {
  return selector === "ALL" || selector === name || id.startsWith(selector.toUpperCase());
}

function isSelectedBy(rule: Rule, selectors: readonly string[]): boolean {
  return selectors.some((selector) => isSelected(rule, selector));
}

const matchers = new Map<string, FolderRules>();
const maxMatchers = 1000;

/** Patterns as in a `.gitignore` at the project's root. */
function isMatch(path: string, glob: string): boolean {
  let matcher = matchers.get(glob);
  if (matcher === undefined) {
    if (matchers.size >= maxMatchers) matchers.clear();
    matcher = new FolderRules("", glob);
    matchers.set(glob, matcher);
  }
  return matcher.isLeftOut(path);
}
