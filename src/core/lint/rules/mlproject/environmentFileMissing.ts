import type { Fix } from "../../finding.ts";
import { isLeftOut, pairAt, valueAt, type ScalarNode } from "../../source/nodes.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { isFalsy, textOf } from "./mlProject.ts";

/**
 * Reports a `python_env` or `conda_env` that names no file, or one that does not exist.
 *
 * ## Why it matters
 * MLflow does not load the project: "Project specified python_env file …, but no such file was
 * found".
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * python_env: enviroment.yaml
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * python_env: python_env.yaml
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 * ```yaml python_env.yaml
 * python: "3.12"
 * ```
 *
 * ## Limits
 * Paths outside of the folder that is linted are not looked at.
 *
 * ## Fix
 * Suggests files of the same folder with a similar name.
 */
export const environmentFileMissing: Rule = {
  id: "MLF004",
  name: "environment-file-missing",
  summary: "environment file that does not exist",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file, project): Iterable<Report> {
    const docker = valueAt(file.root, "docker_env");
    // MLflow looks at one environment, and Docker's comes first; so do jobs on Databricks.
    if (docker !== undefined && !isFalsy(docker)) return;
    const job = valueAt(file.root, "databricks_spark_job");
    if (job !== undefined && !isLeftOut(job)) return;
    for (const key of ["python_env", "conda_env"]) {
      const pair = pairAt(file.root, key);
      if (pair === undefined || isFalsy(pair.value)) continue;
      const value = textOf(pair.value);
      if (value === undefined) {
        yield { at: pair.key, message: `\`${key}\` is not the path of a file` };
        return;
      }
      const path = pathBelow(file.folder, value.text);
      if (path === undefined || project.kindOf(path) !== "missing") return;
      const { similar, fixes } = suggest(file, project, value);
      const message = `\`${key}\` names \`${value.text}\`, which does not exist${didYouMean(similar)}`;
      yield { at: value, message, fixes };
      return;
    }
  },
};

/** Undefined for paths that leave the project, of which nothing is known. */
export function pathBelow(folder: string, path: string): string | undefined {
  if (/^(?:[/~]|[A-Za-z]:)|\\/.test(path)) return undefined;
  const steps = folder === "" ? [] : folder.split("/");
  for (const step of path.split("/")) {
    if (step === "..") {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.join("/");
}

function suggest(
  file: LintFile,
  project: LintProject,
  { text, start, end }: ScalarNode,
): { readonly similar: readonly string[]; readonly fixes: readonly Fix[] } {
  const slash = text.lastIndexOf("/") + 1;
  const folder = pathBelow(file.folder, text.slice(0, slash)) ?? "";
  const names = project.list(folder).filter((name) => /\.ya?ml$/.test(name));
  const similar = findSimilar(text.slice(slash), names).map((name) => text.slice(0, slash) + name);
  const fixes = similar.map((name): Fix => {
    const edits = [{ path: file.path, start, end, text: name }];
    return { title: `Use \`${name}\``, applicability: "suggestion", edits };
  });
  return { similar, fixes };
}
