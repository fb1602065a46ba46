import { Option, type Command } from "commander";
import type { ColumnId } from "../../core/runs/view.ts";
import { reviveOrCloseLostRuns } from "../../platform/runs/lostRuns.ts";
import { createCliLog } from "../cliLog.ts";
import type { CliContext, CliIo } from "../io.ts";
import { withProjectIndex, type ProjectIndex } from "../projectIndex.ts";
import { exportCell, formatCell } from "../reporters/cells.ts";
import { csvLine } from "../reporters/csv.ts";
import { runToJson } from "../reporters/runJson.ts";
import { renderTable } from "../reporters/textTable.ts";
import { startAdopter } from "../startAdopter.ts";
import {
  addSelectionOptions,
  parseColumns,
  selectedRuns,
  selectRuns,
  type Selection,
  type SelectionFlags,
} from "../runSelection.ts";
import { addSourceOptions, type SourceFlags } from "../sourceOptions.ts";

interface RunsFlags extends SelectionFlags, SourceFlags {
  readonly path?: string;
  readonly format: "text" | "json" | "csv";
  readonly columns?: readonly ColumnId[];
}

const leadingColumns: readonly ColumnId[] = [
  "name",
  "status",
  "startTime",
  "duration",
  "commit",
  "id",
];

/** Text is for people: nobody reads a line of thousands of columns that were not asked for. */
const maxTextColumns = 100;

export function registerRuns(program: Command, context: CliContext): void {
  const command = program
    .command("runs")
    .summary("list runs")
    .description("Lists the runs of a project, the newest first.")
    .option("--path <folder>", "the project, or a folder inside it (default: the current one)");
  addSourceOptions(addSelectionOptions(command))
    .option("-c, --columns <columns>", "columns, separated by commas", parseColumns)
    .addOption(formatOption(["text", "json", "csv"]))
    .action((flags: RunsFlags) =>
      withProjectIndex({ io: context.io, folder: flags.path, looking: flags }, async (project) => {
        await noticeLostRuns(project, context.io);
        list(project, flags, context.io);
      }),
    );
}

/** Runs whose supervisor died are taken over or closed, so that the list tells the truth. */
async function noticeLostRuns({ root, index }: ProjectIndex, io: CliIo): Promise<void> {
  const log = createCliLog(io);
  const { closed } = await reviveOrCloseLostRuns(root, { startAdopter: startAdopter(root), log });
  if (closed.length > 0) index.refresh({ runIds: closed });
}

export function formatOption(choices: readonly string[]): Option {
  return new Option("--format <format>", "form of the output").choices(choices).default(choices[0]);
}

function list({ index }: ProjectIndex, flags: RunsFlags, { stdout }: CliIo): void {
  const selection = selectRuns(index, flags);
  switch (flags.format) {
    case "json":
      stdout.write(
        `${JSON.stringify([...selectedRuns(index, selection)].map(runToJson), null, 2)}\n`,
      );
      return;
    case "csv":
      for (const line of csvRows(selection, flags.columns)) stdout.write(line);
      return;
    case "text":
      stdout.write(textOf(selection, flags.columns, stdout));
  }
}

/** Runs as lines of CSV under a header; all columns that have a value when none are named. */
export function* csvRows(
  selection: Selection,
  chosen: readonly ColumnId[] | undefined,
): Generator<string> {
  const columns = chosen ?? selection.table.columns().map(({ id }) => id);
  yield csvLine(columns);
  for (const cells of rowsOf(selection, columns)) {
    yield csvLine(columns.map((column, index) => exportCell(column, cells[index] ?? null)));
  }
}

function textOf(
  selection: Selection,
  chosen: readonly ColumnId[] | undefined,
  stdout: CliIo["stdout"],
): string {
  if (selection.ids.length === 0) return emptyText(selection);
  const known = selection.table.columns();
  const all = chosen ?? [
    ...leadingColumns,
    ...known
      .filter(({ kind, label }) => kind === "metric" && !label.startsWith("system/"))
      .map(({ id }) => id),
    ...known.filter(({ kind }) => kind === "param").map(({ id }) => id),
  ];
  const columns = chosen ?? all.slice(0, maxTextColumns);
  const numeric = new Set(known.filter((column) => column.isNumeric).map(({ id }) => id));
  return renderTable(
    {
      columns: columns.map((id) => ({
        header: id,
        align: numeric.has(id.replace(/@\w+$/, "")) ? "right" : "left",
      })),
      rows: [...rowsOf(selection, columns)].map((cells) =>
        columns.map((column, index) => formatCell(column, cells[index] ?? null)),
      ),
      omitted: all.length - columns.length,
    },
    stdout,
  );
}

function emptyText({ table }: Selection): string {
  return table.runCount === 0
    ? "No runs yet: start one with `sextant run -- <command>`.\n"
    : "No runs fit.\n";
}

function* rowsOf({ table, viewId, ids }: Selection, columns: readonly ColumnId[]) {
  const wanted = new Set(ids);
  const end = table.viewRunIds(viewId).length;
  const { rows } = table.readRows({ viewId, start: 0, end, columns });
  for (const row of rows) if (row.kind === "run" && wanted.has(row.id)) yield row.cells;
}
