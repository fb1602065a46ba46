import type { ColumnType, DataProfile } from "../../../core/drift/profile/profile.ts";
import type { FilesSource } from "../openTable.ts";
import { runSpark, type SparkRun } from "./runSpark.ts";
import { composeSparkProfile, parseSparkAnswer } from "./sparkAnswer.ts";
import { findSpark, machineSearch } from "./sparkProgram.ts";
import { findSparkFiles, sparkRequest } from "./sparkRequest.ts";
import { readSparkScript } from "./sparkScript.ts";

export interface SparkProfileOptions extends Pick<SparkRun, "onProgress" | "signal"> {
  /** As `local[4]` or `spark://host:7077`; null for Spark's own setting. */
  readonly master: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The project's folder: paths in the profile are relative to it. */
  readonly root: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Take the bins and categories of this profile, so that both can be merged and compared exactly. */
  readonly like?: DataProfile | null;
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** Categories as hashes. */
  readonly isMasked?: boolean;
}

/**
 * The profile of data, made by the user's own Spark where the data live: edges of bins go there,
 * counts come back. With the bins of another profile (`like`) every count is the one that DuckDB
 * finds. Rejects as `findSourceFiles`, `findSpark`, `runSpark` and `parseSparkAnswer` do.
 */
export async function profileWithSpark(
  source: FilesSource,
  options: SparkProfileOptions,
): Promise<DataProfile> {
  const { master, env, like = null, types = {}, isMasked = false, now, ...telling } = options;
  const { sources, files } = await findSparkFiles(source, options);
  const program = await findSpark(machineSearch(env));
  const { onProgress, signal } = telling;
  const run: SparkRun = { program, script: readSparkScript(), master, onProgress, signal };
  const text = await runSpark(sparkRequest(sources, { like, types }), run);
  return composeSparkProfile(parseSparkAnswer(text, source.label), { like, isMasked, files, now });
}
