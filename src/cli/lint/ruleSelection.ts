import { InvalidArgumentError } from "commander";
import { isSelected } from "../../core/lint/levels.ts";
import type { Rule } from "../../core/lint/rule.ts";
import { rules } from "../../core/lint/rules.ts";

/** Ids, names, beginnings of ids or `ALL`, separated by commas; each must mean some rule. */
export function collectSelectors(text: string, before: readonly string[] = []): readonly string[] {
  const selectors = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  for (const selector of selectors) {
    if (selector !== "ALL" && !rules.some((rule) => isSelected(rule, selector))) {
      throw new InvalidArgumentError(
        `There is no rule "${selector}". Write ids, names or beginnings of ids, as DVC2.`,
      );
    }
  }
  return [...before, ...selectors];
}

export function parseRule(text: string): Rule {
  const rule = rules.find(({ id, name }) => id === text.toUpperCase() || name === text);
  if (rule === undefined) throw new InvalidArgumentError(`There is no rule "${text}".`);
  return rule;
}
