import type { Fix } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { pairsOf, target, type Pair } from "../../source/nodes.ts";
import { parameterName, pythonType } from "./mlProject.ts";
import { isLeftUnread } from "./pythonEnvUse.ts";

/**
 * Reports a `python_env.yaml` that is no mapping, keys other than `python`, `build_dependencies` and
 * `dependencies`, and dependencies that are no list.
 *
 * ## Why it matters
 * MLflow hands the keys to Python as they are: `mlflow run` ends with "got an unexpected keyword
 * argument" or "`dependencies` must be a list".
 *
 * ## Example
 * ```yaml python_env.yaml
 * python: "3.12"
 * dependency:
 *   - mlflow
 * ```
 *
 * ## Use instead
 * ```yaml python_env.yaml
 * python: "3.12"
 * dependencies:
 *   - mlflow
 * ```
 *
 * ## Limits
 * Says nothing beside an `MLproject` with another environment, which reads no such file.
 *
 * ## Fix
 * Puts a single package in a list, and suggests the key that was probably meant.
 */
export const pythonEnvSpec: Rule = {
  id: "MLF014",
  name: "python-env-spec",
  summary: "environment of Python that MLflow cannot read",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["python-env"],
  *check(file, project): Iterable<Report> {
    if (isLeftUnread(file, project)) return;
    const root = target(file.root);
    if (root?.kind !== "map") {
      // Files that cannot be read are told of as such.
      if (file.faults.length > 0 || !/^utf-8/.test(file.encoding)) return;
      const start = root?.start ?? 0;
      const message = "expected a mapping with `python` and `dependencies`";
      yield { at: { start, end: start + 1 }, message };
      return;
    }
    for (const pair of pairsOf(root)) {
      const name = parameterName(pair);
      if (!known.includes(name)) yield reportKey(file, pair, name);
      else if (name !== "python") yield* checkList(file, pair, name);
    }
  },
};

const known = ["python", "build_dependencies", "dependencies"];

function reportKey({ path }: LintFile, { key }: Pair, name: string): Report {
  const similar = findSimilar(name, known);
  const fixes = similar.map((text): Fix => {
    const edits = [{ path, start: key.start, end: key.end, text }];
    return { title: `Rename to \`${text}\``, applicability: "suggestion", edits };
  });
  const hint = similar.length > 0 ? didYouMean(similar) : `; it takes ${known.join(", ")}`;
  return { at: key, message: `MLflow takes no \`${name}\` here${hint}`, fixes };
}

function* checkList(file: LintFile, { key, value }: Pair, name: string): Iterable<Report> {
  const type = pythonType(value);
  if (type === "seq" || type === "null" || type === "other") return;
  const { start, end } = value;
  const isOneLine = value.kind === "scalar" && !file.text.slice(start, end).includes("\n");
  const edits = [{ path: file.path, start, end, text: `[${file.text.slice(start, end)}]` }];
  const fix = { title: "Wrap in a list", applicability: "safe" as const, edits };
  const isSafe = type === "str" && isOneLine && !/[,[\]{}]/.test(file.text.slice(start, end));
  yield { at: key, message: `\`${name}\` is not a list`, ...(isSafe && { fixes: [fix] }) };
}
