import type { DataProfile } from "../../../core/drift/profile/profile.ts";
import { maskProfile } from "../../../core/drift/profile/categoryLabels.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { JobContext, ProfileJob } from "../dataJobs.ts";
import { profileSource } from "../profileSource.ts";

/** The profile of a source; one that is a profile already is only masked when that is asked. */
export async function runProfile(
  { source, settings, like, types, isMasked }: ProfileJob,
  engine: DataEngine,
  context: JobContext,
): Promise<DataProfile> {
  if (source.kind === "profile") return isMasked ? maskProfile(source.profile) : source.profile;
  return profileSource(engine, source, { settings, like, types, isMasked, context });
}
