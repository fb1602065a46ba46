import { applyEdits } from "../../../src/core/lint/fixes/applyFixes.ts";
import { lintTexts, type LintTextsOptions } from "./lintTexts.ts";

/** A file after the first fix of the first finding; undefined where there is none. */
export function firstFix(
  path: string,
  files: Readonly<Record<string, string>>,
  options: LintTextsOptions = {},
): { readonly title: string; readonly text: string } | undefined {
  const fix = lintTexts(files, options)[0]?.fixes?.[0];
  if (fix === undefined) return undefined;
  const edits = fix.edits.filter((edit) => edit.path === path);
  return {
    title: `${fix.applicability}: ${fix.title}`,
    text: applyEdits(files[path] ?? "", edits),
  };
}
