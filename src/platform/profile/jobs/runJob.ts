import { AppError } from "../../../base/errors.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { DataJob, JobContext } from "../dataJobs.ts";
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
      return runProfile(engine, job, context);
    case "compareModels":
      return runCompareModels(job, engine, context);
    case "compare":
    case "check":
      throw new AppError("job-unavailable", `The job "${job.kind}" is not available yet.`);
  }
}
