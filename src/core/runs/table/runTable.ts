import { parseColumnId } from "../columnId.ts";
import { compileQuery, type RowTest } from "../query/compileQuery.ts";
import { parseQuery } from "../query/parseQuery.ts";
import type { QueryError } from "../query/query.ts";
import type { Run } from "../run.ts";
import type { CellValue, Column, ColumnId, ViewQuery, ViewRow, ViewSummary } from "../view.ts";
import { layoutRows, type Line } from "./layoutRows.ts";
import { orderRows } from "./orderRows.ts";
import { RunColumns } from "./runColumns.ts";

/** Older views are forgotten; a panel has one, and there are few panels. */
const maxViews = 16;

interface View {
  /** All its runs, those that are folded away too. */
  readonly rows: Uint32Array;
  readonly lines: readonly Line[];
}

export interface RowsRequest {
  readonly viewId: number;
  /** Lines [start, end) of the view. */
  readonly start: number;
  readonly end: number;
  readonly columns: readonly ColumnId[];
}

export interface RowsReply {
  readonly revision: number;
  /** The view is not known any more: no rows, and it must be opened anew. */
  readonly isStale: boolean;
  readonly rows: readonly ViewRow[];
}

/**
 * All runs as a table held by columns, and views of it: filtered, sorted, grouped, paged.
 *
 * A view keeps its order until it is opened anew; its cells are always the present ones. Removing
 * a run makes the views stale that were open. Deleted runs are to be left out by the caller.
 */
export class RunTable {
  readonly #columns = new RunColumns();
  readonly #runs: (Run | undefined)[] = [];
  readonly #rowOf = new Map<string, number>();
  readonly #freeRows: number[] = [];
  readonly #views = new Map<number, View>();
  #reachable: ReadonlySet<string> | null = null;
  #nextViewId: number;
  #revision: number;

  /** Views and revisions count from `start`, so that a table may follow on an earlier one. */
  constructor(options: { readonly start?: number } = {}) {
    this.#revision = options.start ?? 0;
    this.#nextViewId = (options.start ?? 0) + 1;
  }

  get revision(): number {
    return this.#revision;
  }

  get runCount(): number {
    return this.#rowOf.size;
  }

  runIds(): readonly string[] {
    return [...this.#rowOf.keys()];
  }

  upsert(run: Run): void {
    let row = this.#rowOf.get(run.id);
    if (row === undefined) {
      row = this.#freeRows.pop() ?? this.#runs.length;
      this.#rowOf.set(run.id, row);
    }
    this.#columns.set(row, run);
    // The columns hold these, and hold them more tightly.
    this.#runs[row] = { ...run, params: {}, metrics: {}, tags: {} };
    this.#revision++;
  }

  remove(id: string): void {
    const row = this.#rowOf.get(id);
    if (row === undefined) return;
    this.#rowOf.delete(id);
    this.#columns.clear(row);
    this.#runs[row] = undefined;
    this.#freeRows.push(row);
    this.#views.clear();
    this.#revision++;
  }

  /** Tells which commits are still on a branch; runs of others are marked as orphaned. */
  setReachable(hashes: ReadonlySet<string> | null): void {
    this.#reachable = hashes;
    this.#revision++;
  }

  columns(): Column[] {
    return this.#columns.list();
  }

  /** Columns that do not differ between the runs of a view, or of all when null. */
  uniformColumns(viewId: number | null): readonly ColumnId[] {
    const view = viewId === null ? undefined : this.#views.get(viewId);
    return this.#columns.uniform(view?.rows ?? this.#rows(() => true));
  }

  /** `now`, milliseconds since the epoch, is what relative times in filters are counted from. */
  openView(query: ViewQuery, now: number): ViewSummary {
    const { test, error } = this.#filter(query, now);
    const rows = this.#rows(test);
    orderRows(rows, query.sort, {
      sortKeysOf: (place, all, size) => this.#columns.sortKeys(place, all, size),
      size: this.#runs.length,
    });
    const lines = layoutRows(rows, {
      group: query.group,
      collapsed: new Set(query.collapsed),
      isSorted: query.sort.length > 0,
      runOf: (row) => this.#runs[row],
      rowOf: (id) => this.#rowOf.get(id),
      reachable: this.#reachable,
    });
    const viewId = this.#nextViewId++;
    this.#views.set(viewId, { rows, lines });
    this.#forgetOldViews();
    return {
      viewId,
      revision: this.#revision,
      rowCount: lines.length,
      runCount: rows.length,
      totalRunCount: this.runCount,
      filterError: error,
    };
  }

  readRows({ viewId, start, end, columns }: RowsRequest): RowsReply {
    const view = this.#views.get(viewId);
    if (view === undefined) return { revision: this.#revision, isStale: true, rows: [] };
    const readers = columns.map((id) => {
      const place = parseColumnId(id);
      return place === undefined ? () => null : this.#columns.readerOf(place);
    });
    const rows = view.lines.slice(Math.max(0, start), Math.max(0, end)).flatMap((line) => {
      if (line.kind === "group") return [line.group];
      return this.#runRow(line, readers);
    });
    return { revision: this.#revision, isStale: false, rows };
  }

  /** Ids of the runs of a view in their order, without those that are folded away. */
  viewRunIds(viewId: number): readonly string[] {
    const lines = this.#views.get(viewId)?.lines ?? [];
    return lines.flatMap((line) => (line.kind === "run" ? (this.#runs[line.row]?.id ?? []) : []));
  }

  #runRow(
    line: Extract<Line, { kind: "run" }>,
    readers: readonly ((row: number) => CellValue)[],
  ): ViewRow[] {
    const { row, depth, childCount, isCollapsed } = line;
    const run = this.#runs[row];
    if (run === undefined) return [];
    const { id, name, status, source, location, updatedAt } = run;
    const cells = readers.map((read) => read(row));
    const isDirty = run.git?.isDirty === true;
    const isCommitGuess = run.git?.isGuess === true;
    const hasCode = run.git?.snapshot != null;
    const facts = { id, name, status, source, location, isDirty, hasCode, isCommitGuess };
    return [{ kind: "run", ...facts, updatedAt, depth, childCount, isCollapsed, cells }];
  }

  #filter(
    { filter, search }: ViewQuery,
    now: number,
  ): { readonly test: RowTest; readonly error: QueryError | null } {
    const source = {
      readerOf: this.#columns.readerOf.bind(this.#columns),
      searchFor: (text: string) => this.#columns.searchFor(text, this.#runs.length),
    };
    const parsed = parseQuery(filter, now);
    const matches = parsed.ok ? compileQuery(parsed.query, source) : () => true;
    const words = search
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    const tests = words.map((word) => source.searchFor(word));
    return {
      test: (row) => matches(row) && tests.every((test) => test(row)),
      error: parsed.ok ? null : parsed.error,
    };
  }

  #rows(test: RowTest): Uint32Array {
    const rows = new Uint32Array(this.runCount);
    let count = 0;
    for (let row = 0; row < this.#runs.length; row++) {
      if (this.#runs[row] !== undefined && test(row)) rows[count++] = row;
    }
    return rows.slice(0, count);
  }

  #forgetOldViews(): void {
    for (const id of this.#views.keys()) {
      if (this.#views.size <= maxViews) return;
      this.#views.delete(id);
    }
  }
}
