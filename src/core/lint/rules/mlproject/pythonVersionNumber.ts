import { pairAt } from "../../source/nodes.ts";
import type { Report, Rule } from "../../rule.ts";
import { pythonType } from "./mlProject.ts";
import { isLeftUnread } from "./pythonEnvUse.ts";

/**
 * Reports a version of Python that is written as a number.
 *
 * ## Why it matters
 * MLflow takes texts alone: "`python` must be a string but got <class 'float'>". And 3.10 as a
 * number is 3.1.
 *
 * ## Example
 * ```yaml python_env.yaml
 * python: 3.10
 * dependencies:
 *   - mlflow
 * ```
 *
 * ## Use instead
 * ```yaml python_env.yaml
 * python: "3.10"
 * dependencies:
 *   - mlflow
 * ```
 *
 * ## Limits
 * Says nothing beside an `MLproject` with another environment, which reads no such file.
 *
 * ## Fix
 * Puts the version in quotes.
 */
export const pythonVersionNumber: Rule = {
  id: "MLF012",
  name: "python-version-number",
  summary: "version of Python that is a number",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["python-env"],
  *check(file, project): Iterable<Report> {
    const value = pairAt(file.root, "python")?.value;
    const type = pythonType(value);
    if (value === undefined || (type !== "float" && type !== "int")) return;
    if (isLeftUnread(file, project)) return;
    const { start, end } = value;
    const source = file.text.slice(start, end);
    const edits = [{ path: file.path, start, end, text: `"${source}"` }];
    yield {
      at: value,
      message: `\`python: ${source}\` is a number, where MLflow takes a string: \`"${source}"\``,
      ...(value.kind === "scalar" && {
        fixes: [{ title: `Write \`"${source}"\``, applicability: "safe" as const, edits }],
      }),
    };
  },
};
