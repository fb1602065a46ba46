import type { DataEngine } from "../dataEngine.ts";
import type { DataJob, JobContext } from "../dataJobs.ts";
import { runCheck } from "./check.ts";
import { runCompare } from "./compare.ts";
import { runCompareModels } from "./compareModels.ts";
import { runProfile } from "./profile.ts";

/** Does what the data process is asked for; the answer is as `jobAnswers` says. */
export async function runJob(
  engine: DataEngine,
  job: DataJob,
  context: JobContext,
): Promise<unknown> {
  switch (job.kind) {
    case "profile":
      return runProfile(job, engine, context);
    case "compare":
      return runCompare(job, engine, context);
    case "check":
      return runCheck(job, engine, context);
    case "compareModels":
      return runCompareModels(job, engine, context);
  }
}
