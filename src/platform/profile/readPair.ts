import { AppError } from "../../base/errors.ts";
import type { CategoryCounts, NumberSamples } from "../../core/drift/tests/driftTest.ts";
import { numberExpression, textExpression } from "./columnTypes.ts";
import type { DataEngine } from "./dataEngine.ts";
import type { DataTable, TableColumn } from "./dataTable.ts";

/**
 * Exact values of one column on both sides, for tests that profiles cannot answer: column by
 * column, 8 bytes a number.
 */

/**
 * Numbers, times (milliseconds since the epoch) or lengths of texts; no nulls, NaN or infinities.
 * In no particular order. A column that a side lacks has no values there.
 */
export async function readPair(
  engine: DataEngine,
  reference: DataTable,
  current: DataTable,
  column: string,
): Promise<NumberSamples> {
  return {
    reference: await readNumbers(engine, reference, column),
    current: await readNumbers(engine, current, column),
  };
}

/** The finite values of one column of one table. */
export async function readNumbers(
  engine: DataEngine,
  table: DataTable,
  name: string,
): Promise<Float64Array> {
  const column = table.columns.find((known) => known.name === name);
  if (column === undefined) return new Float64Array();
  const values = await engine.columns(
    `SELECT value FROM (SELECT ${measured(column)} AS value FROM ${table.sql}) WHERE isfinite(value)`,
  );
  return values.numbers("value");
}

function measured(column: TableColumn): string {
  if (column.type === "text") return `CAST(length(${textExpression(column)}) AS DOUBLE)`;
  if (column.type === "nested" || column.type === "unsupported") {
    throw new AppError(
      "data-bad-type",
      `The column "${column.name}" holds ${column.storedType}, which is not a number. Choose another column.`,
    );
  }
  return numberExpression(column);
}

/** How often each value occurs on both sides, in the order of the values; nulls left out. */
export async function readCategoryPair(
  engine: DataEngine,
  reference: DataTable,
  current: DataTable,
  column: string,
): Promise<CategoryCounts> {
  const sides = [countsOf(reference, column, "reference"), countsOf(current, column, "current")];
  const rows = await engine.columns(
    `SELECT value, coalesce(sum(reference), 0) AS reference, coalesce(sum(current), 0) AS current FROM (${sides.join(" UNION ALL BY NAME ")}) GROUP BY value ORDER BY value`,
  );
  return {
    categories: rows.texts("value").map(String),
    reference: [...rows.numbers("reference")],
    current: [...rows.numbers("current")],
  };
}

function countsOf(table: DataTable, name: string, side: string): string {
  const column = table.columns.find((known) => known.name === name);
  if (column === undefined) return `SELECT NULL::VARCHAR AS value, 0 AS ${side} WHERE false`;
  const value = textExpression(column);
  return `SELECT ${value} AS value, count(*) AS ${side} FROM ${table.sql} WHERE ${value} IS NOT NULL GROUP BY 1`;
}

/** The values of a column of text, in no particular order; nulls left out. */
export async function readTexts(
  engine: DataEngine,
  table: DataTable,
  name: string,
): Promise<readonly string[]> {
  const column = table.columns.find((known) => known.name === name);
  if (column === undefined) return [];
  const value = textExpression(column);
  const rows = await engine.columns(
    `SELECT ${value} AS value FROM ${table.sql} WHERE ${value} IS NOT NULL`,
  );
  return rows.texts("value").map(String);
}
