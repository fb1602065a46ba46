import type { ColumnProfile, ColumnType } from "../../core/drift/profile/profile.ts";
import { numberExpression, textExpression } from "./columnTypes.ts";
import type { DataEngine } from "./dataEngine.ts";
import { quoteName, type DataTable, type TableColumn } from "./dataTable.ts";

/** Columns that are profiled together, and where their values are had from. */
export interface ProfileBatch {
  /** Stands in a `FROM`; a column has the name `batchName` gives it. */
  readonly sql: string;
  readonly rows: number;
  readonly columns: readonly BatchColumn[];
}

export interface BatchColumn extends TableColumn {
  /** `x0` of the first column: a DOUBLE, a VARCHAR, or whether there is a value. */
  readonly alias: string;
  readonly kind: "measured" | "counted" | "other";
  /** The column of the profile whose bins and categories are taken. */
  readonly model: ColumnProfile | null;
}

/** Columns of one scan: what a query of the engine holds at once stays small. */
export const batchColumns = 48;
/** With more columns than this, naming one of them costs more than looking through it. */
const wideColumns = 120;
const maxCopiedCells = 30_000_000;

const kinds: Readonly<Record<ColumnType, BatchColumn["kind"]>> = {
  number: "measured",
  timestamp: "measured",
  text: "measured",
  category: "counted",
  boolean: "counted",
  nested: "other",
  unsupported: "other",
};

/** The columns of a table in batches. */
export function batchesOf(
  table: DataTable,
  like: ReadonlyMap<string, ColumnProfile>,
): readonly (readonly BatchColumn[])[] {
  const columns = table.columns.map((column, index): BatchColumn => {
    const model = like.get(column.name) ?? null;
    const type = typeLike(column, model);
    const alias = `x${index % batchColumns}`;
    return { ...column, type, alias, kind: kinds[type], model };
  });
  const batches: (readonly BatchColumn[])[] = [];
  for (let start = 0; start < columns.length; start += batchColumns)
    batches.push(columns.slice(start, start + batchColumns));
  return batches;
}

/** Strings are compared as the other side has them. */
function typeLike({ type, storedType }: TableColumn, model: ColumnProfile | null): ColumnType {
  const isString = storedType === "VARCHAR" && (type === "category" || type === "text");
  const isLikeString = model?.type === "category" || model?.type === "text";
  return isString && isLikeString ? model.type : type;
}

/** Hands out the batch, and takes away again what was made for it. */
export async function withBatch<T>(
  engine: DataEngine,
  table: DataTable,
  { rows, columns }: { readonly rows: number; readonly columns: readonly BatchColumn[] },
  use: (batch: ProfileBatch) => Promise<T>,
): Promise<T> {
  const listed = columns.map((column) => `${expressionOf(column)} AS ${column.alias}`);
  const select = `SELECT ${listed.join(", ")} FROM ${table.sql}`;
  const isWide = table.columns.length > wideColumns;
  if (!isWide || rows * columns.length > maxCopiedCells)
    return use({ sql: `(${select})`, rows, columns });
  await engine.execute(`CREATE OR REPLACE TEMP TABLE batch AS ${select}`);
  try {
    return await use({ sql: "batch", rows, columns });
  } finally {
    await engine.execute("DROP TABLE IF EXISTS batch");
  }
}

function expressionOf(column: BatchColumn): string {
  if (column.kind === "counted") return textExpression(column);
  if (column.kind === "other") return `(${quoteName(column.name)} IS NOT NULL OR NULL)`;
  if (column.type === "text") return `CAST(length(${textExpression(column)}) AS DOUBLE)`;
  return numberExpression(column);
}
