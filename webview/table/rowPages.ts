import type { CellValue, ColumnId, ViewRow, ViewSummary } from "../../src/core/runs/view.ts";

export interface RowRange {
  /** Index of the first row. */
  readonly start: number;
  /** Index after the last one. */
  readonly end: number;
}

export interface RowRequest extends RowRange {
  readonly viewId: number;
  readonly columns: readonly ColumnId[];
}

export interface RowReply {
  readonly isStale: boolean;
  readonly rows: readonly ViewRow[];
}

export interface RowPagesOptions {
  readonly read: (request: RowRequest) => Promise<RowReply>;
  /** More rows or cells are there. */
  readonly onLoaded: () => void;
  /** The host no longer knows this view. */
  readonly onStale: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Rows a page; and pages that are kept, so memory does not grow with scrolling. */
const pageSize = 64;
const maxPages = 96;
const maxRequests = 2;

interface Page {
  readonly rows: ViewRow[];
  /** By column, the cells of the page's rows. */
  readonly cells: Map<ColumnId, readonly CellValue[]>;
}

interface Want {
  readonly range: RowRange;
  readonly columns: readonly ColumnId[];
}

/**
 * The rows of one view, read page by page and column by column as they come into sight.
 *
 * Invariant: only the newest wish is read; what was scrolled past before it arrived is not asked
 * for. What has been read is never thrown away while it is in sight.
 */
export class RowPages {
  readonly summary: ViewSummary;
  readonly #options: RowPagesOptions;
  readonly #pages = new Map<number, Page>();
  #want: Want = { range: { start: 0, end: 0 }, columns: [] };
  #requests = 0;
  readonly #asked = new Set<string>();

  constructor(summary: ViewSummary, options: RowPagesOptions) {
    this.summary = summary;
    this.#options = options;
  }

  rowAt(index: number): ViewRow | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];
  }

  /** Undefined until it has been read. */
  cellAt(index: number, column: ColumnId): CellValue | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.cells.get(column)?.[index % pageSize];
  }

  /** Index of a run or group among the rows that have been read; -1 when it is not there. */
  indexOf(id: string): number {
    for (const [page, { rows }] of this.#pages) {
      const index = rows.findIndex((row) => row.id === id);
      if (index >= 0) return page * pageSize + index;
    }
    return -1;
  }

  /** Reads what is missing of these rows and columns; forgets an earlier wish. */
  want(range: RowRange, columns: readonly ColumnId[]): void {
    this.#want = { range, columns };
    void this.#readMissing();
  }

  /** Reads these rows and columns at once, and ends when they are there. */
  async load(range: RowRange, columns: readonly ColumnId[]): Promise<void> {
    this.#want = { range, columns };
    const pages = this.#pagesOf(range);
    await Promise.all(pages.map((page) => this.#read(page, this.#missing(page, columns))));
  }

  async #readMissing(): Promise<void> {
    if (this.#requests >= maxRequests) return;
    for (const page of this.#pagesOf(this.#want.range)) {
      const columns = this.#missing(page, this.#want.columns);
      const isKnown = this.#pages.has(page) && columns.length === 0;
      if (isKnown || this.#asked.has(requestKey(page, columns))) continue;
      await this.#read(page, columns);
      void this.#readMissing();
      return;
    }
  }

  #pagesOf({ start, end }: RowRange): number[] {
    const last = Math.min(end, this.summary.rowCount) - 1;
    const pages: number[] = [];
    for (let page = Math.floor(start / pageSize); page * pageSize <= last; page += 1) {
      pages.push(page);
    }
    return pages;
  }

  #missing(page: number, columns: readonly ColumnId[]): ColumnId[] {
    const cells = this.#pages.get(page)?.cells;
    return columns.filter((column) => cells?.has(column) !== true);
  }

  async #read(page: number, columns: readonly ColumnId[]): Promise<void> {
    const start = page * pageSize;
    const end = Math.min(start + pageSize, this.summary.rowCount);
    const key = requestKey(page, columns);
    this.#asked.add(key);
    this.#requests += 1;
    try {
      const { viewId } = this.summary;
      const reply = await this.#options.read({ viewId, start, end, columns });
      if (reply.isStale) this.#options.onStale();
      else this.#keep(page, columns, reply.rows);
    } catch (error) {
      this.#options.onFailure(error);
    } finally {
      this.#requests -= 1;
      this.#asked.delete(key);
    }
  }

  #keep(page: number, columns: readonly ColumnId[], rows: readonly ViewRow[]): void {
    const cells = new Map(this.#pages.get(page)?.cells);
    columns.forEach((column, index) => {
      cells.set(
        column,
        rows.map((row) => (row.kind === "run" ? (row.cells[index] ?? null) : null)),
      );
    });
    this.#pages.delete(page);
    this.#pages.set(page, { rows: [...rows], cells });
    this.#evict();
    this.#options.onLoaded();
  }

  #evict(): void {
    const inSight = new Set(this.#pagesOf(this.#want.range));
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= maxPages) return;
      if (!inSight.has(page)) this.#pages.delete(page);
    }
  }
}

function requestKey(page: number, columns: readonly ColumnId[]): string {
  return `${page}\n${columns.join("\n")}`;
}
