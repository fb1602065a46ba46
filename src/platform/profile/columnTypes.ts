import type { ColumnType } from "../../core/drift/profile/profile.ts";
import { quoteName, type TableColumn } from "./dataTable.ts";

/** What DuckDB's types mean for drift, and how a column's values are had from them in SQL. */

const numbers =
  /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|BIGNUM|DECIMAL\(\d+, ?\d+\))$/;
const times = /^(DATE|TIMESTAMP.*)$/;
const nested = /(\[\d*\]$|^(STRUCT|MAP|UNION)\(|^(JSON|VARIANT)$)/;
const texts = /^(VARCHAR|UUID|TIME.*|ENUM\(.*\)|"?NULL"?)$/s;

/** Strings are categories here; whether they are texts shows in the values. */
export function columnTypeOf(storedType: string): ColumnType {
  if (nested.test(storedType)) return "nested";
  if (numbers.test(storedType)) return "number";
  if (storedType === "BOOLEAN") return "boolean";
  if (times.test(storedType)) return "timestamp";
  return texts.test(storedType) ? "category" : "unsupported";
}

/** Numbers and times as DOUBLE, times in milliseconds since the epoch. Infinite times have none. */
export function numberExpression({ name, storedType }: TableColumn): string {
  const column = quoteName(name);
  if (times.test(storedType)) return `CAST(epoch_ms(${column}) AS DOUBLE)`;
  if (storedType === "DOUBLE") return column;
  // What cannot be read as a number counts as missing where the type was chosen by hand.
  return columnTypeOf(storedType) === "category"
    ? `coalesce(TRY_CAST(${column} AS DOUBLE), CAST(epoch_ms(TRY_CAST(${column} AS TIMESTAMP)) AS DOUBLE))`
    : `CAST(${column} AS DOUBLE)`;
}

/**
 * When something happened, as DOUBLE in milliseconds since the epoch. Of numbers the size tells the
 * unit: seconds (until the year 5138), milliseconds (from 1973 on), microseconds and nanoseconds do
 * not meet. NULL for what is no time.
 */
export function timeExpression(column: TableColumn): string {
  const value = numberExpression(column);
  if (columnTypeOf(column.storedType) !== "number") return value;
  return `CASE
    WHEN abs(${value}) < 1e11 THEN ${value} * 1e3
    WHEN abs(${value}) < 1e14 THEN ${value}
    WHEN abs(${value}) < 1e17 THEN ${value} / 1e3
    WHEN abs(${value}) < 9e18 THEN ${value} / 1e6 END`;
}

/** Categories, booleans and texts as VARCHAR. */
export function textExpression({ name, storedType }: TableColumn): string {
  const column = quoteName(name);
  return storedType === "VARCHAR" ? column : `CAST(${column} AS VARCHAR)`;
}
