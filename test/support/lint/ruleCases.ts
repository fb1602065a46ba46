import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../src/core/lint/fixes/applyFixes.ts";
import { lintTexts, renderFindings } from "./lintTexts.ts";

/** A project of texts, and what a rule is to make of it. */
export interface RuleCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** What git tracks; left out where there is no repository. */
  readonly tracked?: readonly string[];
}

export interface RuleCases {
  /** Nothing is found. */
  readonly accepts: readonly RuleCase[];
  /** Findings as `renderFindings` writes them. */
  readonly tells: readonly (RuleCase & { readonly expected: readonly string[] })[];
  /** The text of `dvc.yaml` after the first fix of each finding. */
  readonly mends?: readonly (RuleCase & { readonly expected: string })[];
}

/** `title`: the rule's id and name. */
export function testRule(title: string, { accepts, tells, mends = [] }: RuleCases): void {
  const rules = [title.slice(0, 6)];
  const optionsOf = ({ tracked }: RuleCase) =>
    tracked === undefined ? { rules } : { rules, tracked };

  describe(title, () => {
    it.each(accepts)("accepts $name", (given) => {
      expect(renderFindings(given.files, optionsOf(given))).toEqual([]);
    });

    it.each(tells)("tells of $name", (given) => {
      expect(renderFindings(given.files, optionsOf(given))).toEqual(given.expected);
    });

    it.each(mends)("mends $name", (given) => {
      const findings = lintTexts(given.files, optionsOf(given));
      const edits = findings.flatMap(({ fixes }) => fixes?.[0]?.edits ?? []);
      expect(applyEdits(given.files["dvc.yaml"] ?? "", edits)).toBe(given.expected);
    });
  });
}
