import path from "node:path";
import { AppError } from "../base/errors.ts";
import { shortestFloat32 } from "../core/formats/points/float32.ts";
import type { MediaItem } from "../core/formats/media.ts";
import { emptySeries } from "../core/runs/series.ts";
import { resolveRun } from "../core/runs/resolveRun.ts";
import type { Run, Series } from "../core/runs/run.ts";
import { ProjectSources } from "../platform/index/projectSources.ts";
import { RunIndex } from "../platform/index/runIndex.ts";
import type { OutsideRuns } from "../platform/runs/importRun.ts";
import { findProjectRoot, isFolder } from "../platform/runs/project.ts";
import { systemClock } from "../platform/runs/systemPorts.ts";
import { readSourceSettings, sourceScope } from "../platform/sources/sourceSettings.ts";
import { createCliLog } from "./cliLog.ts";
import type { CliIo } from "./io.ts";
import type { SourceFlags } from "./sourceOptions.ts";

/** A project's runs, up to date, for the length of a command. */
export interface ProjectIndex {
  readonly root: string;
  readonly index: RunIndex;
  /** The run a person means, deleted ones too. Throws AppError `run-not-found` or `run-ambiguous`. */
  readonly resolve: (reference: string) => Run;
  /** All points of a metric, as people wrote the values; empty when the run does not have it. */
  readonly series: (run: Run, metric: string) => Promise<Series>;
  readonly media: (run: Run) => Promise<readonly MediaItem[]>;
  /** The runs of other tools, to be copied. */
  readonly outside: OutsideRuns;
}

export interface ProjectIndexOptions {
  readonly io: CliIo;
  /** The project or a folder inside it; where the command was started when left out. */
  readonly folder: string | undefined;
  /** Only runs of Sextant's own are wanted: nothing else is looked for. */
  readonly isOwnOnly?: boolean;
  /** Folders are relative to where the command was started. */
  readonly looking?: SourceFlags;
}

export async function withProjectIndex<T>(
  { io, folder, isOwnOnly, looking }: ProjectIndexOptions,
  work: (project: ProjectIndex) => T | Promise<T>,
): Promise<T> {
  const start = path.resolve(io.cwd, folder ?? ".");
  if (!isFolder(start)) {
    throw new AppError("folder-not-found", `There is no folder ${start}.`);
  }
  const root = findProjectRoot(start);
  const log = createCliLog(io);
  const { env } = io;
  // Whoever types a command in a folder trusts it as much as a shell does.
  const isTrusted = looking?.restricted !== true;
  const folders = (looking?.sourceFolder ?? []).map((one) => path.resolve(io.cwd, one));
  const exclude = looking?.sourceExclude ?? [];
  const settings = readSourceSettings({ root, folders, exclude, isTrusted, env, log });
  const index = RunIndex.open(root, { log, env, sourceScope: sourceScope(settings) });
  const sources = new ProjectSources(index, {
    ...{ root, clock: systemClock, log, env, settings, isTrusted },
  });
  try {
    index.refresh();
    if (isOwnOnly !== true) {
      await sources.scan();
      await sources.settled();
    }
    return await work({
      root,
      index,
      resolve: (reference) => resolveIn(index, reference),
      series: (run, metric) => readSeries({ index, sources }, run, metric),
      media: (run) => sources.media(run),
      outside: outsideRunsOf(sources),
    });
  } finally {
    sources.dispose();
    index.close();
  }
}

function outsideRunsOf(sources: ProjectSources): OutsideRuns {
  return {
    async series(run, metrics) {
      const all = await sources.series(run, metrics, false);
      return new Map(Array.from(all, ([metric, series]) => [metric, asWritten(series)]));
    },
    media: (run) => sources.media(run),
    readMedia: (run, file) => sources.readMedia(run, file.path, file.part ?? null),
  };
}

async function readSeries(
  { index, sources }: { readonly index: RunIndex; readonly sources: ProjectSources },
  run: Run,
  metric: string,
): Promise<Series> {
  if (run.location === null) return index.series(run.id, metric);
  return asWritten((await sources.series(run, [metric], false)).get(metric) ?? emptySeries);
}

/** With the numbers that a writer rounded to 32 bits as they were before. */
function asWritten(series: Series): Series {
  if (series.isFloat32 !== true) return series;
  return { ...series, values: series.values.map(shortestFloat32) };
}

/** A full id needs no reading of the others. */
function resolveIn(index: RunIndex, reference: string): Run {
  const exact = index.run(reference);
  if (exact !== undefined) return exact;
  return resolveRun(reference, index.runs());
}
