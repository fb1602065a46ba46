import { once } from "node:events";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";
import type { Command } from "commander";
import { AppError, describeError } from "../../base/errors.ts";
import { setNamed } from "../../core/formats/namedValues.ts";
import type { Run } from "../../core/runs/run.ts";
import type { CliContext, CliIo } from "../io.ts";
import { withProjectIndex, type ProjectIndex } from "../projectIndex.ts";
import { csvLine } from "../reporters/csv.ts";
import { numberToJson, runToJson, timeToJson } from "../reporters/runJson.ts";
import {
  addSelectionOptions,
  selectedRuns,
  selectRuns,
  type Selection,
  type SelectionFlags,
} from "../runSelection.ts";
import { csvRows, formatOption } from "./runs.ts";
import { addSourceOptions, type SourceFlags } from "../sourceOptions.ts";

interface ExportFlags extends SelectionFlags, SourceFlags {
  readonly path?: string;
  readonly format: "csv" | "json";
  readonly series?: boolean;
  readonly output?: string;
}

/** Points of CSV that are made into one piece of text. */
const pageLength = 4096;

export function registerExport(program: Command, context: CliContext): void {
  const command = program
    .command("export")
    .summary("write runs to a file")
    .description(
      "Writes runs with all their parameters, metrics and tags, or with --series every point of\n" +
        "every metric.",
    )
    .argument("[run...]", "ids, beginnings of ids, names, @latest (default: all runs)")
    .option("--path <folder>", "the project, or a folder inside it (default: the current one)");
  addSourceOptions(addSelectionOptions(command))
    .option("--series", "all points: one line each in CSV, arrays in JSON")
    .option("-o, --output <file>", "file to write (default: standard output)")
    .addOption(formatOption(["csv", "json"]))
    .action((references: string[], flags: ExportFlags) =>
      withProjectIndex({ io: context.io, folder: flags.path, looking: flags }, (project) =>
        write(exported(project, references, flags), flags.output, context.io),
      ),
    );
}

function exported(
  project: ProjectIndex,
  references: readonly string[],
  flags: ExportFlags,
): Pieces {
  const { index, resolve } = project;
  const named = references.map((reference) => resolve(reference).id);
  const isAnyDeleted = named.some((id) => index.run(id)?.isDeleted === true);
  const all = selectRuns(index, { ...flags, deleted: flags.deleted === true || isAnyDeleted });
  const isWanted = (id: string): boolean => named.length === 0 || named.includes(id);
  const selection = { ...all, ids: all.ids.filter(isWanted) };
  const hasSeries = flags.series === true;
  if (flags.format === "json") return jsonOf(project, selection, hasSeries);
  return hasSeries ? seriesCsv(project, selection) : csvRows(selection, undefined);
}

/** A JSON array, one run at a time. */
async function* jsonOf(project: ProjectIndex, selection: Selection, hasSeries: boolean) {
  let separator = "[\n";
  for (const run of selectedRuns(project.index, selection)) {
    const facts = runToJson(run);
    const value = hasSeries ? { ...facts, series: await seriesOf(project, run) } : facts;
    yield `${separator}${JSON.stringify(value)}`;
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}

async function seriesOf(project: ProjectIndex, run: Run) {
  const series: Record<string, unknown> = {};
  for (const metric of Object.keys(run.metrics)) {
    const { steps, times, values } = await project.series(run, metric);
    setNamed(series, metric, {
      steps: [...steps],
      times: Array.from(times, timeToJson),
      values: Array.from(values, numberToJson),
    });
  }
  return series;
}

async function* seriesCsv(project: ProjectIndex, selection: Selection): AsyncGenerator<string> {
  yield csvLine(["run", "name", "metric", "step", "time", "value"]);
  for (const run of selectedRuns(project.index, selection)) {
    for (const metric of Object.keys(run.metrics)) {
      const { steps, times, values } = await project.series(run, metric);
      for (let start = 0; start < steps.length; start += pageLength) {
        let page = "";
        const end = Math.min(steps.length, start + pageLength);
        for (let at = start; at < end; at++) {
          const place = [steps[at] ?? null, timeToJson(times[at] ?? null), values[at] ?? null];
          page += csvLine([run.id, run.name, metric, ...place]);
        }
        yield page;
      }
    }
  }
}

type Pieces = Iterable<string> | AsyncIterable<string>;

async function write(pieces: Pieces, file: string | undefined, io: CliIo) {
  if (file === undefined) {
    for await (const piece of pieces) io.stdout.write(piece);
    return;
  }
  const target = path.resolve(io.cwd, file);
  const stream = createWriteStream(target);
  const end = finished(stream);
  try {
    for await (const piece of pieces) {
      if (stream.write(piece)) continue;
      // The file's own pace; a failure ends the wait.
      await Promise.race([end, once(stream, "drain")]);
    }
    stream.end();
    await end;
  } catch (error) {
    const message = `${target} cannot be written: ${describeError(error)}`;
    throw new AppError("export-failed", message, { cause: error });
  }
}
