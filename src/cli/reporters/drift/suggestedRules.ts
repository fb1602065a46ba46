import { stringify } from "yaml";
import type { RuleSuggestion } from "../../../core/validation/suggestRules.ts";
import { printable } from "../textTable.ts";

/** Rules as they are put under a monitor in `sextant.yaml`, each with its reason. */
export function renderSuggestedRules(suggestions: readonly RuleSuggestion[]): string {
  if (suggestions.length === 0) return "# The data suggest no rules.\n";
  const rules = suggestions.map(({ written, sentence }) => {
    const item = stringify([written], { lineWidth: 0 }).trimEnd().split("\n");
    return [`# ${printable(sentence)}`, ...item].map((line) => `  ${line}\n`).join("");
  });
  return `validate:\n${rules.join("")}`;
}
