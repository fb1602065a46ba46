import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { valueAt } from "../../source/nodes.ts";
import { isFalsy, pythonType } from "./mlProject.ts";

/** Whether an `MLproject` beside a `python_env.yaml` has another environment, so that it is not read. */
export function isLeftUnread({ folder }: LintFile, project: LintProject): boolean {
  const name = project.list(folder).find((it) => it.toLowerCase() === "mlproject");
  if (name === undefined) return false;
  const root = project.file(folder === "" ? name : `${folder}/${name}`)?.root;
  const job = valueAt(root, "databricks_spark_job");
  if (job !== undefined && pythonType(job) !== "null") return true;
  return ["docker_env", "conda_env"].some((key) => {
    const value = valueAt(root, key);
    return value !== undefined && !isFalsy(value);
  });
}
