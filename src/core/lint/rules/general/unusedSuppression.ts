import type { Report, Rule } from "../../rule.ts";

/**
 * Reports comments that silence nothing: `# sextant: ignore[…]` for rules that find nothing there,
 * or that do not exist.
 *
 * ## Why it matters
 * A comment that was needed once hides the next fault of its kind in the same place. A comment with
 * a mistyped rule never worked.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py # sextant: ignore[DVC931] started by hand
 *     deps:
 *       - train.py
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *       - train.py
 * ```
 *
 * ## Limits
 * Comments for rules that are switched off are let stand, and so are comments without rules when
 * only some rules are run.
 *
 * ## Fix
 * The rule is taken out of the comment, or the comment is removed.
 */
export const unusedSuppression: Rule = {
  id: "SXT002",
  name: "unused-suppression",
  summary: "comment that silences nothing",
  severity: "hint",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: [
    "yaml",
    "params",
    "mlproject",
    "dvc-config",
    "dvc-file",
    "dvc-lock",
    "ignore",
    "requirements",
    "env",
  ],
  /** Told once all other rules have spoken, by what applies the comments. */
  *check(): Iterable<Report> {
    yield* [];
  },
};
