import { applyEdits } from "../../../src/core/lint/fixes/applyFixes.ts";
import { lintTexts, type LintTextsOptions } from "./lintTexts.ts";

/**
 * The fixes of all findings, each applied alone, as lines for comparing: `safe Wrap in a list` and
 * the lines of its files that are new, trimmed.
 */
export function renderFixes(
  files: Readonly<Record<string, string>>,
  options: LintTextsOptions = {},
): readonly (readonly string[])[] {
  const fixes = lintTexts(files, options).flatMap((finding) => finding.fixes ?? []);
  return fixes.map(({ title, applicability, edits }) => {
    const changed = [...new Set(edits.map(({ path }) => path))].flatMap((path) => {
      const before = files[path] ?? "";
      const after = applyEdits(
        before,
        edits.filter((edit) => edit.path === path),
      );
      const old = new Set(before.split("\n"));
      return after
        .split("\n")
        .filter((line) => !old.has(line))
        .map((line) => line.trim());
    });
    return [`${applicability} ${title}`, ...changed];
  });
}
