import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { AppError, CancelledError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { parseSextantConfig } from "../../core/config/parseSextantConfig.ts";
import { sextantConfigName } from "../../core/config/sextantConfig.ts";
import type { DataProfile } from "../../core/drift/profile/profile.ts";
import { journalEntrySchema, type JournalEntry } from "../../core/formats/sextant/entries.ts";
import { runDataName } from "../../core/runs/runDataName.ts";
import type { ResolvedSource } from "../profile/dataJobs.ts";
import { writeProfileFile } from "../profile/profileFile.ts";
import { findSourceFiles } from "../profile/sourceFiles.ts";
import { appendToRun } from "./appendToRun.ts";
import { runPaths } from "./project.ts";

/** Of a declared data set: where its profile lies in the run's folder. */
export const profileTag = "sextant.profile";
/** Of a run: why data that it read have no profile. */
export const dataNoteTag = "sextant.dataNote";

export interface RunDataRequest {
  readonly root: string;
  readonly runId: string;
  /** Whose `data:` in `sextant.yaml` the run read; null for none. */
  readonly entryPoint: string | null;
  /** Absolute: what relative paths of logged data sets begin at. */
  readonly cwd: string;
  readonly profile: (source: ResolvedSource) => Promise<DataProfile>;
  readonly log: Log;
  readonly maxBytes?: number;
}

/** Larger data are not profiled with a run: `sextant profile` does it when it is asked. */
const maxDataBytes = 4 * 1024 ** 3;
const maxConfigBytes = 1024 * 1024;
const maxJournalBytes = 512 * 1024 * 1024;
const maxDataSets = 20;

/** MLflow's description of a local source. */
const sourceSchema = z.object({ uri: z.string().min(1) });

interface DataSet {
  readonly name: string;
  readonly paths: readonly string[];
  /** As it was declared. */
  readonly label: string;
  /** Logged by the script itself: the journal has it already. */
  readonly isLogged: boolean;
}

/**
 * Keeps profiles of the data that a run read, in its folder: of those that its entry point declares,
 * and of data sets that the script logged and that are local files. Called when the run has ended,
 * so that no script waits. What has no profile is a note at the run; only cancellation is thrown.
 */
export async function recordRunData(request: RunDataRequest): Promise<readonly string[]> {
  const sets = withNames([...declaredData(request), ...loggedData(request)]);
  const entries: JournalEntry[] = [];
  const notes: string[] = [];
  const recorded: string[] = [];
  for (const set of sets.slice(0, maxDataSets)) {
    try {
      const profile = await profileSet(set, request);
      recorded.push(set.name);
      if (!set.isLogged) entries.push(datasetEntry(set, profile));
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      if (!AppError.is(error)) request.log.error(`profiling ${set.label} failed`, error);
      notes.push(`${set.label} was not profiled: ${describeError(error)}`);
    }
  }
  if (notes.length > 0) entries.push({ type: "tags", tags: { [dataNoteTag]: notes.join("\n") } });
  for (const note of notes) request.log.warn(note);
  if (entries.length > 0) await append(request, entries);
  return recorded;
}

async function append({ root, runId, log }: RunDataRequest, entries: readonly JournalEntry[]) {
  try {
    await appendToRun(root, runId, entries);
  } catch (error) {
    log.warn(`The data of this run could not be recorded: ${describeError(error)}`);
  }
}

async function profileSet(set: DataSet, request: RunDataRequest): Promise<DataProfile> {
  const { root, runId, maxBytes = maxDataBytes } = request;
  const files = await findSourceFiles(set.paths, null);
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (sizeBytes > maxBytes) {
    throw new AppError(
      "data-too-large",
      `its ${Math.round(sizeBytes / 1024 ** 2)} MiB are more than are profiled by themselves. Use \`sextant profile\`.`,
    );
  }
  request.log.debug(`profiling ${set.label}`);
  const { paths, label } = set;
  const profile = await request.profile({ kind: "files", paths, format: null, label });
  const ofRun = { ...profile, run: { id: runId, commit: profile.run?.commit ?? null } };
  writeProfileFile(path.join(runPaths(root, runId).folder, profilePath(set)), ofRun);
  return ofRun;
}

function profilePath({ name }: DataSet): string {
  return `data/${name}.profile.json`;
}

function datasetEntry(set: DataSet, { fingerprint, rows, columns }: DataProfile): JournalEntry {
  return {
    type: "dataset",
    name: set.name,
    digest: fingerprint.replace(/^\w+:/, "").slice(0, 16),
    sourceType: "local",
    source: JSON.stringify({ uri: set.label }),
    profile: JSON.stringify({ num_rows: rows, num_columns: columns.length }),
    tags: { [profileTag]: profilePath(set) },
  };
}

function declaredData({ root, entryPoint }: RunDataRequest): readonly DataSet[] {
  const text = readBounded(path.join(root, sextantConfigName), maxConfigBytes);
  if (entryPoint === null || text === null) return [];
  const { entryPoints } = parseSextantConfig(text).value;
  const data = entryPoints.find(({ name }) => name === entryPoint)?.data ?? [];
  return data.map((label) => ({
    name: runDataName(label),
    paths: [path.resolve(root, label)],
    label,
    isLogged: false,
  }));
}

/** Data sets of the journal whose source is a file here. */
function loggedData({ root, runId, cwd }: RunDataRequest): readonly DataSet[] {
  const journal = readBounded(runPaths(root, runId).journal, maxJournalBytes) ?? "";
  return journal.split("\n").flatMap((line): DataSet[] => {
    if (!line.startsWith('{"type":"dataset"')) return [];
    const file = localFile(parseJson(line), cwd);
    if (file === null) return [];
    return [{ name: file.name, paths: [file.path], label: file.path, isLogged: true }];
  });
}

function localFile(line: unknown, cwd: string): { name: string; path: string } | null {
  const entry = journalEntrySchema.safeParse(line).data;
  if (entry?.type !== "dataset") return null;
  const described = sourceSchema.safeParse(parseJson(entry.source)).data;
  const file = pathOf(described?.uri ?? entry.source, cwd);
  return file !== null && existsSync(file) ? { name: runDataName(entry.name), path: file } : null;
}

function pathOf(uri: string, cwd: string): string | null {
  try {
    if (uri.startsWith("file:")) return fileURLToPath(uri);
  } catch {
    // A file on another host.
    return null;
  }
  return /^[a-z][a-z\d+.-]+:\/\//i.test(uri) ? null : path.resolve(cwd, uri);
}

/** Each data set once, each name once. */
function withNames(sets: readonly DataSet[]): readonly DataSet[] {
  const taken = new Set<string>();
  const seen = new Set<string>();
  return sets.flatMap((set) => {
    const key = set.paths.join("\n");
    if (seen.has(key)) return [];
    seen.add(key);
    let { name } = set;
    for (let count = 2; taken.has(name); count++) name = `${set.name}-${count}`;
    taken.add(name);
    return [{ ...set, name }];
  });
}

function readBounded(file: string, maxBytes: number): string | null {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > maxBytes) return null;
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
