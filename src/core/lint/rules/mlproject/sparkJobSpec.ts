import type { Report, Rule } from "../../rule.ts";
import { pairAt, pairsOf, target, type Pair, type TreeNode } from "../../source/nodes.ts";
import { entryPointsOf, pythonType, textOf } from "./mlProject.ts";

/**
 * Reports a job on Databricks that has nothing to run or two things, and entry points of such a job
 * with parameters of the type `path`.
 *
 * ## Why it matters
 * MLflow does not load the project: a job runs either its `python_file` or an entry point, and has
 * no local files to hand over.
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * databricks_spark_job:
 *   python_file: train.py
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * databricks_spark_job:
 *   python_file: train.py
 * ```
 */
export const sparkJobSpec: Rule = {
  id: "MLF015",
  name: "spark-job-spec",
  summary: "job on Databricks that MLflow cannot read",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["mlproject"],
  *check({ root }): Iterable<Report> {
    const job = pairAt(root, "databricks_spark_job");
    if (job === undefined) return;
    const type = pythonType(job.value);
    if (type === "null" || type === "other") return;
    if (type !== "map") {
      yield { at: job.key, message: "`databricks_spark_job` is not a mapping" };
      return;
    }
    yield* checkWhatRuns(job, pairAt(root, "entry_points"));
    yield* checkParameters(root);
  },
};

function* checkWhatRuns(job: Pair, entryPoints: Pair | undefined): Iterable<Report> {
  const file = pairAt(job.value, "python_file");
  const isNamed = file !== undefined && pythonType(file.value) !== "null";
  // Entry points that are no mapping are told of as such.
  if (entryPoints !== undefined && target(entryPoints.value)?.kind !== "map") return;
  const hasEntryPoints = pairsOf(entryPoints?.value).length > 0;
  if (isNamed && hasEntryPoints) {
    const message = "a job with `python_file` cannot have `entry_points`: one of them is to go";
    yield { at: file.key, message };
  }
  if (!isNamed && !hasEntryPoints) {
    const message = "`databricks_spark_job` has nothing to run: `python_file` or `entry_points`";
    yield { at: job.key, message };
  }
}

function* checkParameters(root: TreeNode | undefined): Iterable<Report> {
  for (const { name, parameters } of entryPointsOf(root)) {
    for (const { key, value } of pairsOf(parameters?.value)) {
      const isMap = target(value)?.kind === "map";
      const type = textOf(isMap ? pairAt(value, "type")?.value : value);
      if (type?.text !== "path") continue;
      const message = `a job on Databricks takes no parameter of the type \`path\`, which entry point \`${name}\` has`;
      yield { at: key, message };
    }
  }
}
