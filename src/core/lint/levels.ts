import type { Severity } from "./finding.ts";
import type { LintOptions } from "./lintOptions.ts";
import type { Rule } from "./rule.ts";

/** How loud a rule is in a file: what it is off with, wins. A selected rule that is off is a warning. */
export function levelOf(rule: Rule, _path: string, options: LintOptions): Severity | "off" {
  const { select, ignore, severity } = options;
  if (ignore.some((selector) => isSelected(rule, selector))) return "off";
  if (select !== null && !select.some((selector) => isSelected(rule, selector))) return "off";
  const given = severity[rule.id] ?? severity[rule.name];
  if (given !== undefined) return given;
  return rule.severity === "off" && select !== null ? "warning" : rule.severity;
}

/** A selector is an id, a name, the beginning of an id (`DVC2`) or `ALL`. */
export function isSelected({ id, name }: Rule, selector: string): boolean {
  return selector === "ALL" || selector === name || id.startsWith(selector.toUpperCase());
}
