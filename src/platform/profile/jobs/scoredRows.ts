import { AppError } from "../../../base/errors.ts";
import type { Monitor } from "../../../core/monitors/monitor.ts";
import {
  categoryEncoder,
  encodeColumn,
  numberEncoder,
  type ColumnEncoder,
  type EncodedColumn,
} from "../../../core/performance/encodedColumns.ts";
import type { CellValue, PerformanceColumns } from "../../../core/performance/labelRows.ts";
import type { DataEngine } from "../dataEngine.ts";
import { timeExpression } from "../columnTypes.ts";
import { quoteName, type DataTable, type TableColumn } from "../dataTable.ts";

/**
 * Reads what a model said of each row, and what was true. Columns are read one at a time, all in the
 * order of the files: the same row has the same place in each, and a stream is what it was.
 */

/** Targets, predictions, probabilities and times of a table, as far as it has them. */
export async function readScoredRows(
  engine: DataEngine,
  table: DataTable,
  monitor: Monitor,
): Promise<PerformanceColumns> {
  const { target, prediction, probability, time } = monitor;
  const read = async (name: string | null): Promise<ArrayLike<CellValue> | null> =>
    name === null || !hasColumn(table, name) ? null : await readValues(engine, table, name);
  const readNumbers = async (name: string): Promise<Float64Array | null> =>
    hasColumn(table, name) ? toNumbers(await readValues(engine, table, name)) : null;
  const [counted] = await engine.rows(`SELECT count(*) AS n FROM ${table.sql}`);
  const probabilities =
    probability === null
      ? null
      : typeof probability === "string"
        ? await readNumbers(probability)
        : await readByClass(probability, readNumbers);
  return {
    rows: Number(counted?.["n"] ?? 0),
    times: time === null ? null : await readTimes(engine, table, time),
    targets: await read(target),
    predictions: await read(prediction),
    probabilities,
  };
}

async function readByClass(
  columns: Readonly<Record<string, string>>,
  readNumbers: (name: string) => Promise<Float64Array | null>,
): Promise<ReadonlyMap<string, Float64Array> | null> {
  const found = new Map<string, Float64Array>();
  for (const [name, column] of Object.entries(columns)) {
    const values = await readNumbers(column);
    if (values !== null) found.set(name, values);
  }
  return found.size === 0 ? null : found;
}

/** One column: numbers as they are, booleans as `true` and `false`, everything else as text. */
export async function readValues(
  engine: DataEngine,
  table: DataTable,
  name: string,
): Promise<ArrayLike<CellValue>> {
  const column = requireColumn(table, name);
  const quoted = quoteName(name);
  const isNumber = column.type === "number";
  const expression = isNumber ? `CAST(${quoted} AS DOUBLE)` : `CAST(${quoted} AS VARCHAR)`;
  const columns = await engine.inOrder(() =>
    engine.columns(`SELECT ${expression} AS value FROM ${table.sql}`),
  );
  return isNumber ? columns.numbers("value") : columns.texts("value");
}

/** Milliseconds since the epoch; NaN where a value is no time. */
async function readTimes(
  engine: DataEngine,
  table: DataTable,
  name: string,
): Promise<Float64Array | null> {
  if (!hasColumn(table, name)) return null;
  const value = timeExpression(requireColumn(table, name));
  const columns = await engine.inOrder(() =>
    engine.columns(`SELECT ${value} AS value FROM ${table.sql}`),
  );
  return columns.numbers("value");
}

export function hasColumn(table: DataTable, name: string): boolean {
  return table.columns.some((column) => column.name === name);
}

function requireColumn(table: DataTable, name: string): TableColumn {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const known = table.columns.map((column) => column.name).slice(0, 20);
  throw new AppError(
    "no-such-column",
    `There is no column ${JSON.stringify(name)}; there are ${known.join(", ")}.`,
  );
}

function toNumbers(values: ArrayLike<CellValue>): Float64Array {
  if (values instanceof Float64Array) return values;
  return Float64Array.from(values, (value) =>
    value === null || value === undefined || value === "" ? NaN : Number(value),
  );
}

/** Columns beyond these are not searched for slices. */
const maxSlicedColumns = 60;

/** The columns that rows are put into groups by: those that are named, or all that can tell groups. */
export function columnsToSlice(table: DataTable, monitor: Monitor): readonly string[] {
  const { slices } = monitor.performance ?? {};
  const named = slices?.columns ?? [];
  if (slices?.isAutomatic === false) return named.filter((name) => hasColumn(table, name));
  const { target, prediction, probability, time, id } = monitor;
  const scores = typeof probability === "string" ? [probability] : Object.values(probability ?? {});
  const outside = new Set([target, prediction, time, id, ...scores]);
  const found = table.columns
    .filter(({ name, type }) => !outside.has(name) && slicedTypes.has(type))
    .map(({ name }) => name);
  return [...new Set([...named.filter((name) => hasColumn(table, name)), ...found])].slice(
    0,
    maxSlicedColumns,
  );
}

const slicedTypes: ReadonlySet<string> = new Set(["number", "boolean", "category"]);

/** Encodes columns of several tables alike: groups are made from the first table's values. */
export class SliceEncoder {
  readonly #engine: DataEngine;
  readonly #encoders = new Map<string, ColumnEncoder>();

  constructor(engine: DataEngine) {
    this.#engine = engine;
  }

  /** The rows at `positions`, in their order. */
  async encode(
    table: DataTable,
    names: readonly string[],
    positions: Uint32Array,
  ): Promise<EncodedColumn[]> {
    const encoded: EncodedColumn[] = [];
    for (const name of names) {
      const all = hasColumn(table, name) ? await readValues(this.#engine, table, name) : [];
      const values = pick(all, positions);
      encoded.push(encodeColumn(this.#encoderOf(name, values), values));
    }
    return encoded;
  }

  #encoderOf(name: string, values: ArrayLike<CellValue>): ColumnEncoder {
    const known = this.#encoders.get(name);
    if (known !== undefined) return known;
    const isNumber = values instanceof Float64Array && hasManyValues(values);
    const encoder = isNumber ? numberEncoder(name, values) : categoryEncoder(name, values);
    this.#encoders.set(name, encoder);
    return encoder;
  }
}

/** Numbers with few values are kinds of something rather than amounts. */
const maxKinds = 8;

function hasManyValues(values: Float64Array): boolean {
  const seen = new Set<number>();
  for (const value of values) {
    if (!Number.isNaN(value)) seen.add(value);
    if (seen.size > maxKinds) return true;
  }
  return false;
}

function pick(values: ArrayLike<CellValue>, positions: Uint32Array): ArrayLike<CellValue> {
  if (values instanceof Float64Array) {
    return Float64Array.from(positions, (position) => values[position] ?? NaN);
  }
  return Array.from(positions, (position) => values[position] ?? null);
}
