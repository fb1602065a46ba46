import type { Command } from "commander";
import { AppError } from "../../base/errors.ts";
import type { Run, Series } from "../../core/runs/run.ts";
import type { CliContext, CliIo } from "../io.ts";
import { withProjectIndex } from "../projectIndex.ts";
import { formatNumber, formatTime } from "../reporters/cells.ts";
import { csvLine } from "../reporters/csv.ts";
import { numberToJson, timeToJson } from "../reporters/runJson.ts";
import { renderTable } from "../reporters/textTable.ts";
import { formatOption } from "./runs.ts";
import { addSourceOptions, type SourceFlags } from "../sourceOptions.ts";

interface SeriesFlags extends SourceFlags {
  readonly path?: string;
  readonly format: "text" | "json" | "csv";
}

/** Lines written at once. */
const pageLength = 4096;

export function registerSeries(program: Command, context: CliContext): void {
  const command = program
    .command("series")
    .summary("print the points of a metric")
    .description("Prints the points of one metric of one run, by step.")
    .argument("<run>", "id, beginning of an id, name, @latest or @latest~1")
    .argument("<metric>", "name of the metric")
    .option("--path <folder>", "the project, or a folder inside it (default: the current one)");
  addSourceOptions(command)
    .addOption(formatOption(["text", "json", "csv"]))
    .action((reference: string, metric: string, flags: SeriesFlags) =>
      withProjectIndex(
        { io: context.io, folder: flags.path, looking: flags },
        async ({ series, resolve }) => {
          const run = resolve(reference);
          if (!Object.hasOwn(run.metrics, metric)) throw noSuchMetric(run, metric);
          const points = await series(run, metric);
          print({ run: run.id, metric, series: points }, flags, context.io);
        },
      ),
    );
}

function noSuchMetric(run: Run, metric: string): AppError {
  const names = Object.keys(run.metrics);
  const known = names.slice(0, 10).join(", ") + (names.length > 10 ? ", …" : "");
  const advice = names.length === 0 ? "It has no metrics." : `It has ${known}.`;
  return new AppError(
    "metric-not-found",
    `Run ${run.name} (${run.id}) has no metric "${metric}". ${advice}`,
  );
}

interface NamedSeries {
  readonly run: string;
  readonly metric: string;
  readonly series: Series;
}

function print(named: NamedSeries, { format }: SeriesFlags, { stdout }: CliIo): void {
  const { series } = named;
  switch (format) {
    case "json":
      stdout.write(`${JSON.stringify(seriesToJson(named))}\n`);
      return;
    case "csv":
      stdout.write(csvLine(["step", "time", "value"]));
      printPages(series.steps.length, stdout, (index) =>
        csvLine([
          series.steps[index] ?? null,
          timeToJson(series.times[index] ?? null),
          series.values[index] ?? null,
        ]),
      );
      return;
    case "text":
      stdout.write(seriesTable(series, stdout));
  }
}

export function seriesToJson({ run, metric, series }: NamedSeries) {
  return {
    run,
    metric,
    steps: [...series.steps],
    times: Array.from(series.times, timeToJson),
    values: Array.from(series.values, numberToJson),
  };
}

function printPages(count: number, stdout: CliIo["stdout"], lineOf: (index: number) => string) {
  for (let start = 0; start < count; start += pageLength) {
    const length = Math.min(pageLength, count - start);
    stdout.write(Array.from({ length }, (_, index) => lineOf(start + index)).join(""));
  }
}

function seriesTable({ steps, times, values }: Series, stdout: CliIo["stdout"]): string {
  return renderTable(
    {
      columns: [
        { header: "step", align: "right" },
        { header: "time", align: "left" },
        { header: "value", align: "right" },
      ],
      rows: Array.from(steps, (step, index) => [
        String(step),
        formatTime(times[index] ?? NaN),
        formatNumber(values[index] ?? NaN),
      ]),
    },
    stdout,
  );
}
