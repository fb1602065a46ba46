import { pairAt, type Pair } from "../../source/nodes.ts";
import type { Report, Rule } from "../../rule.ts";

/**
 * Reports a project with more than one kind of environment.
 *
 * ## Why it matters
 * MLflow refuses to load a project with two of `python_env`, `conda_env` and `docker_env`, even
 * when one of them is empty, and a job on Databricks that names any.
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * python_env: python_env.yaml
 * docker_env:
 *   image: churn
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * docker_env:
 *   image: churn
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 */
export const multipleEnvironments: Rule = {
  id: "MLF003",
  name: "multiple-environments",
  summary: "more than one environment",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file): Iterable<Report> {
    const environments = ["python_env", "conda_env", "docker_env"].flatMap(
      (key): readonly (readonly [string, Pair])[] => {
        const pair = pairAt(file.root, key);
        return pair === undefined ? [] : [[key, pair]];
      },
    );
    environments.sort(([, one], [, other]) => one.key.start - other.key.start);
    const [first, ...others] = environments;
    if (first === undefined) return;
    for (const [key, { key: at }] of others) {
      const related = [{ path: file.path, start: first[1].key.start, end: first[1].key.end }];
      yield {
        at,
        message: `a project has one environment: \`${key}\` stands beside \`${first[0]}\``,
        related: related.map((place) => ({ ...place, message: "the first environment" })),
      };
    }
    const job = pairAt(file.root, "databricks_spark_job");
    if (job === undefined || others.length > 0 || isNothing(job)) return;
    const message = `a project with \`databricks_spark_job\` cannot have \`${first[0]}\``;
    yield { at: first[1].key, message };
  },
};

function isNothing({ value }: Pair): boolean {
  return value.kind === "scalar" && /^(?:|~|null|Null|NULL)$/.test(value.text);
}
