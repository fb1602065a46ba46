import {
  attributeNames,
  attributes,
  formatColumnId,
  isAttributeName,
  parseColumnId,
  type AttributeName,
  type ColumnPlace,
} from "../columnId.ts";
import type { RowReader, RowTest } from "../query/compileQuery.ts";
import type { MetricSummary, Run } from "../run.ts";
import { isDirtyOf, sourceSeparator } from "../runSources.ts";
import {
  rollups,
  type CellValue,
  type Column,
  type ColumnId,
  type ColumnKind,
  type Rollup,
} from "../view.ts";
import { NumberColumn } from "./numberColumn.ts";
import { TextColumn, type SortKeys } from "./textColumn.ts";

type ValueColumn = TextColumn | NumberColumn;
type MetricColumns = Readonly<Record<Rollup, NumberColumn>>;

/** What one attribute of a run is as a cell; times and durations in milliseconds. */
const attributeValues: Readonly<Record<AttributeName, (run: Run) => string | number | null>> = {
  name: (run) => run.name,
  id: (run) => run.id,
  status: (run) => run.status,
  source: (run) => run.sources.join(sourceSeparator),
  path: (run) => run.location?.path ?? null,
  experiment: (run) => run.experiment,
  startTime: (run) => run.startTime,
  endTime: (run) => run.endTime,
  updated: (run) => run.updatedAt,
  duration: durationOf,
  exitCode: (run) => run.exitCode,
  commit: (run) => run.git?.commit ?? null,
  branch: (run) => run.git?.branch ?? null,
  dirty: (run) => {
    const isDirty = isDirtyOf(run);
    return isDirty === null ? null : Number(isDirty);
  },
  host: (run) => run.host,
  user: (run) => run.user,
  entryPoint: (run) => run.entryPoint,
  note: (run) => (run.note === "" ? null : run.note),
};

/** Milliseconds that an ended run took; null while it runs. */
export function durationOf({ startTime, endTime }: Run): number | null {
  return startTime === null || endTime === null ? null : Math.max(0, endTime - startTime);
}

/** Searched with names, parameters and tags. */
const searchedAttributes: readonly AttributeName[] = [
  "name",
  "id",
  "experiment",
  "source",
  "path",
  "commit",
  "branch",
  "note",
];

/** The cells of a table of runs, by column. Rows are numbers that the owner gives out. */
export class RunColumns {
  readonly #attributes = new Map<string, ValueColumn>();
  readonly #params = new Map<string, TextColumn>();
  readonly #tags = new Map<string, TextColumn>();
  readonly #metrics = new Map<string, MetricColumns>();

  constructor() {
    for (const name of attributeNames) {
      const isText = attributes[name] === "text";
      this.#attributes.set(name, isText ? new TextColumn() : new NumberColumn());
    }
  }

  set(row: number, run: Run): void {
    for (const name of attributeNames) {
      setCell(this.#attributes.get(name), row, attributeValues[name](run));
    }
    setTexts(this.#params, row, run.params);
    setTexts(this.#tags, row, run.tags);
    this.#setMetrics(row, run.metrics);
  }

  clear(row: number): void {
    for (const column of this.#attributes.values()) column.set(row, null);
    setTexts(this.#params, row, {});
    setTexts(this.#tags, row, {});
    this.#setMetrics(row, {});
  }

  /** Attributes in their order, then parameters, metrics and tags by name. */
  list(): Column[] {
    const listed = attributeNames.map((name) => ({
      ...columnOf("attribute", name),
      count: this.#attributes.get(name)?.count ?? 0,
      isNumeric: attributes[name] !== "text",
    }));
    return [
      ...listed,
      ...listTexts("param", this.#params),
      ...byLabel(
        [...this.#metrics].map(([name, { count }]) => ({
          ...columnOf("metric", name),
          count: count.count,
          isNumeric: true,
        })),
      ),
      ...listTexts("tag", this.#tags),
    ];
  }

  /**
   * Ids of the columns that have one value in all these rows, or none in any; metrics go by their
   * last value. Of fewer than two rows nothing can be said: no column is one.
   */
  uniform(rows: Uint32Array): ColumnId[] {
    if (rows.length < 2) return [];
    return this.list()
      .map(({ id }) => id)
      .filter((id) => {
        const place = parseColumnId(id);
        if (place === undefined) return false;
        const read = this.readerOf(place);
        const first = read(rows[0] ?? 0);
        return rows.every((row) => Object.is(read(row), first));
      });
  }

  readerOf(place: ColumnPlace): RowReader {
    const column = this.#column(place);
    if (column === undefined) return () => null;
    const isFlag = place.kind === "attribute" && place.key === "dirty";
    if (!isFlag) return (row) => column.get(row);
    return (row): CellValue => {
      const value = column.get(row);
      return value === null ? null : value === 1;
    };
  }

  /** Undefined for a column that no run ever had. */
  sortKeys(place: ColumnPlace, rows: Uint32Array, size: number): SortKeys | undefined {
    return this.#column(place)?.sortKeys(rows, size);
  }

  /** `text` is in lower case; `size` is the number of rows given out. */
  searchFor(text: string, size: number): RowTest {
    const marks = new Uint8Array(size);
    for (const name of searchedAttributes) {
      const column = this.#attributes.get(name);
      if (column instanceof TextColumn) column.markMatches(text, marks);
    }
    for (const column of this.#params.values()) column.markMatches(text, marks);
    for (const column of this.#tags.values()) column.markMatches(text, marks);
    return (row) => marks[row] === 1;
  }

  #column({ kind, key, rollup }: ColumnPlace): ValueColumn | undefined {
    switch (kind) {
      case "attribute":
        return isAttributeName(key) ? this.#attributes.get(key) : undefined;
      case "param":
        return this.#params.get(key);
      case "tag":
        return this.#tags.get(key);
      case "metric":
        return this.#metrics.get(key)?.[rollup];
    }
  }

  #setMetrics(row: number, metrics: Readonly<Record<string, MetricSummary>>): void {
    for (const [name, columns] of this.#metrics) {
      if (Object.hasOwn(metrics, name)) continue;
      for (const rollup of rollups) columns[rollup].set(row, null);
    }
    for (const [name, summary] of Object.entries(metrics)) {
      let columns = this.#metrics.get(name);
      if (columns === undefined) {
        columns = createMetricColumns();
        this.#metrics.set(name, columns);
      }
      // A source that tells only last values: the others are not known.
      const isLastOnly = summary.count === 0;
      for (const rollup of rollups) {
        columns[rollup].set(row, isLastOnly && rollup !== "last" ? null : summary[rollup]);
      }
    }
  }
}

function createMetricColumns(): MetricColumns {
  return {
    last: new NumberColumn(),
    min: new NumberColumn(),
    max: new NumberColumn(),
    count: new NumberColumn(),
  };
}

function setCell(column: ValueColumn | undefined, row: number, value: string | number | null) {
  if (column instanceof TextColumn) column.set(row, value === null ? null : String(value));
  else column?.set(row, value === null ? null : Number(value));
}

function setTexts(
  columns: Map<string, TextColumn>,
  row: number,
  texts: Readonly<Record<string, string>>,
): void {
  for (const [key, column] of columns) if (!Object.hasOwn(texts, key)) column.set(row, null);
  for (const [key, text] of Object.entries(texts)) {
    let column = columns.get(key);
    if (column === undefined) {
      column = new TextColumn();
      columns.set(key, column);
    }
    column.set(row, text);
  }
}

function columnOf(kind: ColumnKind, key: string): Pick<Column, "id" | "kind" | "label"> {
  return { id: formatColumnId({ kind, key, rollup: "last" }), kind, label: key };
}

function listTexts(kind: ColumnKind, columns: ReadonlyMap<string, TextColumn>): Column[] {
  return byLabel(
    [...columns].map(([key, { count, isNumeric }]) => ({
      ...columnOf(kind, key),
      count,
      isNumeric,
    })),
  );
}

/** Columns whose last value is gone are left out. */
function byLabel(columns: readonly Column[]): Column[] {
  return columns
    .filter((column) => column.count > 0)
    .sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
}
