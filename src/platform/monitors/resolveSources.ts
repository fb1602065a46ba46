import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { AppError, describeError } from "../../base/errors.ts";
import { chooseRun, type KnownRun } from "../../core/monitors/chooseRun.ts";
import type { Monitor, SourceReference } from "../../core/monitors/monitor.ts";
import type { CheckJob, ResolvedSource } from "../profile/dataJobs.ts";
import { runPaths } from "../runs/project.ts";
import { readProfile } from "./readProfile.ts";

export interface ResolveContext {
  readonly root: string;
  /** Asked only where a source names a run. */
  readRuns(): Promise<readonly KnownRun[]>;
}

export type ResolvedSources = Pick<
  CheckJob,
  "reference" | "current" | "healthSource" | "llmSource" | "opentelemetry" | "priceTable"
>;

/**
 * Everything that a monitor reads, found: files with absolute paths, profiles read. Rejects with
 * AppErrors that name what is missing: `profile-missing`, `profile-unreadable`, `run-not-found`,
 * `run-ambiguous`, `run-without-data`, `prices-unreadable`.
 */
export async function resolveSources(
  monitor: Monitor,
  context: ResolveContext,
): Promise<ResolvedSources> {
  const orNull = async (source: SourceReference | null): Promise<ResolvedSource | null> =>
    source === null ? null : resolveSource(source, context);
  return {
    reference: await orNull(monitor.reference),
    current: await resolveSource(monitor.current, context),
    healthSource: await orNull(monitor.health?.source ?? null),
    llmSource: await orNull(monitor.llm?.source ?? null),
    opentelemetry: absolute(context.root, monitor.health?.opentelemetry ?? []),
    priceTable: readPrices(context.root, monitor.llm?.prices ?? null),
  };
}

export async function resolveSource(
  source: SourceReference,
  context: ResolveContext,
): Promise<ResolvedSource> {
  const { root } = context;
  switch (source.kind) {
    case "files":
      return {
        kind: "files",
        paths: absolute(root, source.paths),
        format: source.format,
        label: source.paths.join(", "),
      };
    case "profile": {
      const profile = readProfile(path.resolve(root, source.path), source.path);
      return { kind: "profile", profile, label: source.path };
    }
    case "run":
      return resolveRunData(source, context);
  }
}

/** Addresses of object storage stay as they are. */
function absolute(root: string, paths: readonly string[]): readonly string[] {
  return paths.map((item) =>
    /^[a-z][a-z\d+.-]+:\/\//i.test(item) ? item : path.resolve(root, item),
  );
}

const profileEnding = ".profile.json";

/** The folder in which a run keeps profiles of the data that it read. */
export function runDataFolder(root: string, runId: string): string {
  return path.join(runPaths(root, runId).folder, "data");
}

/** Where a run keeps the profile of a data set. */
export function runDataFile(root: string, runId: string, name: string): string {
  return path.join(runDataFolder(root, runId), `${name}${profileEnding}`);
}

/** Names of the data sets of which a run has profiles, sorted. */
export function listRunData(root: string, runId: string): readonly string[] {
  try {
    return readdirSync(runDataFolder(root, runId))
      .filter((name) => name.endsWith(profileEnding))
      .map((name) => name.slice(0, -profileEnding.length))
      .sort();
  } catch {
    // A run without the folder has no profiles.
    return [];
  }
}

async function resolveRunData(
  { run: reference, dataset }: Extract<SourceReference, { kind: "run" }>,
  context: ResolveContext,
): Promise<ResolvedSource> {
  const { root } = context;
  const run = chooseRun(reference, await context.readRuns());
  const names = listRunData(root, run.id);
  const name = dataset ?? names[0];
  if (name === undefined || !names.includes(name)) {
    const known = names.length > 0 ? ` It has ${names.join(", ")}.` : "";
    const what = dataset === null ? "no data" : `no data set \`${dataset}\``;
    throw new AppError(
      "run-without-data",
      `The run ${run.name} recorded ${what}.${known} Declare what it reads with \`data:\` at its entry point, or log it with \`mlflow.log_input\`, and launch it again.`,
    );
  }
  if (dataset === null && names.length > 1) {
    throw new AppError(
      "run-without-data",
      `The run ${run.name} read several data sets: ${names.join(", ")}. Choose one with \`dataset:\`.`,
    );
  }
  const label = `${name} of ${run.name}`;
  const file = runDataFile(root, run.id, name);
  const commit = run.git?.snapshot ?? run.git?.commit ?? null;
  const profile = { ...readProfile(file, label), run: { id: run.id, commit } };
  return { kind: "profile", profile, label };
}

const maxPriceBytes = 1024 * 1024;

type Prices = NonNullable<Monitor["llm"]>["prices"];

function readPrices(root: string, prices: Prices): string | null {
  if (typeof prices !== "string") return null;
  const file = path.resolve(root, prices);
  const fail = (reason: string): AppError =>
    new AppError(
      "prices-unreadable",
      `The prices of ${prices} cannot be read: ${reason}. Correct \`prices\` of the monitor in sextant.yaml.`,
    );
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() !== true) throw fail("there is no such file");
    if (stats.size > maxPriceBytes) throw fail("the file is too large");
    return readFileSync(file, "utf8");
  } catch (error) {
    throw AppError.is(error) ? error : fail(describeError(error));
  }
}
