import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describeError } from "../../base/errors.ts";
import { profileSchema, type DataProfile } from "../../core/drift/profile/profile.ts";
import type { DataEngine } from "./dataEngine.ts";
import type { JobContext, JobSettings } from "./dataJobs.ts";
import { FileCache } from "./fileCache.ts";
import { openTable, stateOf, type FilesSource } from "./openTable.ts";
import { profileTable } from "./profileTable.ts";
import { findSourceFiles } from "./sourceFiles.ts";

/** Raised when the same data would be profiled to something else. */
const profilingVersion = "1";

export interface SourceProfileOptions {
  readonly settings: JobSettings;
  readonly like?: DataProfile | null;
  readonly types?: Readonly<Record<string, string>>;
  readonly isMasked?: boolean;
  readonly context?: JobContext;
}

/**
 * The profile of files. One that was made of the same files, unchanged, with the same options is
 * taken from the cache, without opening them.
 */
export async function profileSource(
  engine: DataEngine,
  source: FilesSource,
  { settings, like = null, types = {}, isMasked = false, context }: SourceProfileOptions,
): Promise<DataProfile> {
  const cache = new FileCache(path.join(settings.cacheFolder, "profiles"));
  const key = await keyOf(source, [settings.root, likeKey(like), types, isMasked]);
  const kept = await cache.find(key, ".json");
  const known = kept === null ? null : await readProfile(kept);
  if (known !== null) return known;
  const report = (label: string, fraction: number | null): void => context?.report(label, fraction);
  const table = await openTable(engine, source, { settings, types, report });
  for (const note of table.notes) context?.log("warn", `${source.label}: ${note}`);
  const profile = await profileTable(engine, table, {
    now: settings.now,
    like,
    isMasked,
    report: (fraction) => report(`Profiling ${source.label}`, fraction),
  });
  // A file that changed while it was read is not what the key says.
  const after = await keyOf(source, [settings.root, likeKey(like), types, isMasked]);
  if (JSON.stringify(after) !== JSON.stringify(key)) return profile;
  try {
    await cache.add(key, ".json", (file) => writeFile(file, JSON.stringify(profile)));
  } catch (error) {
    context?.log("warn", `${source.label}: its profile could not be kept: ${describeError(error)}`);
  }
  return profile;
}

async function keyOf(source: FilesSource, options: unknown): Promise<readonly string[]> {
  const files = await findSourceFiles(source.paths, source.format);
  return ["profile", profilingVersion, stateOf(files), JSON.stringify(options)];
}

/** What is taken of a profile: types, bins, categories. */
function likeKey(like: DataProfile | null): string | null {
  if (like === null) return null;
  const taken = like.columns.map(({ name, type, numbers, categories }) => [
    name,
    type,
    numbers?.histogram.edges,
    categories?.top.map(({ value }) => value),
  ]);
  return createHash("sha256").update(JSON.stringify(taken)).digest("hex");
}

/** A damaged entry counts as none. */
async function readProfile(file: string): Promise<DataProfile | null> {
  try {
    return profileSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}
