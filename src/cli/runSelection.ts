import { InvalidArgumentError, type Command } from "commander";
import { parseColumnId } from "../core/runs/columnId.ts";
import { parseQuery } from "../core/runs/query/parseQuery.ts";
import type { Run } from "../core/runs/run.ts";
import { RunTable } from "../core/runs/table/runTable.ts";
import type { ColumnId, ViewQuery } from "../core/runs/view.ts";
import type { RunIndex } from "../platform/index/runIndex.ts";

/** Options by which commands choose runs. */
export interface SelectionFlags {
  readonly filter: string;
  readonly search: string;
  readonly sort: ViewQuery["sort"];
  readonly limit?: number;
  readonly deleted?: boolean;
}

export interface Selection {
  readonly table: RunTable;
  readonly viewId: number;
  /** In order. */
  readonly ids: readonly string[];
}

export function addSelectionOptions(command: Command): Command {
  return command
    .option(
      "-f, --filter <expression>",
      "runs that fit, such as `metrics.val_acc > 0.9 and params.lr < 1e-3`",
      parseFilter,
      "",
    )
    .option("-s, --search <text>", "runs with this text in a name, parameter, tag or note", "")
    .option(
      "--sort <column[:asc|desc]>",
      "order (repeatable; default: newest first)",
      collectSort,
      [],
    )
    .option("-l, --limit <count>", "at most so many runs", parseCount)
    .option("--deleted", "deleted runs too");
}

export function selectRuns(index: RunIndex, flags: SelectionFlags): Selection {
  const table = new RunTable();
  for (const run of index.eachRun({ includeDeleted: flags.deleted === true })) table.upsert(run);
  const { filter, search, sort } = flags;
  const query: ViewQuery = { filter, search, sort, group: "none", collapsed: [] };
  const { viewId } = table.openView(query, Date.now());
  const ids = table.viewRunIds(viewId);
  return { table, viewId, ids: ids.slice(0, flags.limit ?? ids.length) };
}

/** The runs of a selection whole, one at a time. */
export function* selectedRuns(index: RunIndex, { ids }: Selection): Generator<Run> {
  for (const id of ids) {
    const run = index.run(id);
    if (run !== undefined) yield run;
  }
}

export function parseColumns(text: string): readonly ColumnId[] {
  const columns = text.split(",").map((column) => column.trim());
  for (const column of columns) checkColumn(column);
  return columns;
}

/** For commander: throws InvalidArgumentError with the place of the fault. */
function parseFilter(text: string): string {
  const parsed = parseQuery(text, Date.now());
  if (parsed.ok) return text;
  const { message, offset } = parsed.error;
  throw new InvalidArgumentError(`${message}\n  ${text}\n  ${" ".repeat(offset)}^`);
}

function collectSort(text: string, before: ViewQuery["sort"]): ViewQuery["sort"] {
  const [, column = text, order] = /^(.*):(asc|desc)$/.exec(text) ?? [];
  checkColumn(column);
  return [...before, { column, direction: order === "desc" ? "descending" : "ascending" }];
}

function checkColumn(column: string): void {
  if (parseColumnId(column) !== undefined) return;
  throw new InvalidArgumentError(
    `"${column}" is not a column: write an attribute such as startTime, or params.<name>, metrics.<name> or tags.<name>.`,
  );
}

function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number.");
}
