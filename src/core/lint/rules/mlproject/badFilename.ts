import { pairAt } from "../../source/nodes.ts";
import type { Report, Rule } from "../../rule.ts";

/**
 * Reports a project file of MLflow under a name that MLflow does not look for.
 *
 * ## Why it matters
 * MLflow finds `MLproject` in any letter case, but without an ending. `MLproject.yaml` is passed
 * over silently, and `mlflow run` ends with "Could not find main among entry points []".
 *
 * ## Example
 * ```yaml MLproject.yaml
 * name: churn
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 *
 * ## Limits
 * Says nothing where an `MLproject` lies beside it.
 */
export const badFilename: Rule = {
  id: "MLF001",
  name: "bad-filename",
  summary: "project file that MLflow does not find",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["mlproject-like"],
  *check(file, project): Iterable<Report> {
    const entryPoints = pairAt(file.root, "entry_points");
    if (entryPoints === undefined) return;
    if (project.list(file.folder).some((name) => name.toLowerCase() === "mlproject")) return;
    const message = `MLflow does not look for \`${file.name}\`: the file has to be called \`MLproject\``;
    yield { at: entryPoints.key, message };
  },
};
