import type { AlignedColumn } from "../../../core/drift/compare/alignColumns.ts";
import {
  classifyDomain,
  maxClassifierColumns,
  maxClassifierRows,
} from "../../../core/drift/compare/domainClassifier.ts";
import { encodeColumn } from "../../../core/drift/compare/encodeRows.ts";
import type { ColumnType } from "../../../core/drift/profile/profile.ts";
import type { DomainClassifierReport } from "../../../core/drift/report/driftReport.ts";
import { numberExpression, textExpression } from "../columnTypes.ts";
import type { DataEngine, SqlColumns } from "../dataEngine.ts";
import type { DataTable, TableColumn } from "../dataTable.ts";

/**
 * How well reference and current rows can be told apart, from a sample of both: the rows whose hash is
 * lowest, so the same ones every time. Numbers, booleans and categories; times always differ, and
 * texts and nested values are no features here. Null where there is too little to learn from.
 */
export async function sampleClassifier(
  engine: DataEngine,
  reference: DataTable,
  current: DataTable,
  features: readonly AlignedColumn[],
): Promise<DomainClassifierReport | null> {
  // 0 and 1 on one side, true and false on the other: the same to people, not to a classifier.
  const isSame = ({ name }: AlignedColumn): boolean =>
    typeOf(reference, name) === typeOf(current, name);
  const names = features
    .filter((column) => isUsable(column) && isSame(column))
    .map(({ name }) => name);
  const used = names.slice(0, maxClassifierColumns);
  if (used.length < 2) return null;
  const before = await sample(engine, reference, used);
  const now = await sample(engine, current, used);
  const encoded = used.map((name) => {
    if (typeOf(reference, name) === "number") {
      const sides = { reference: before.numbers(name), current: now.numbers(name) };
      return encodeColumn({ kind: "numbers", name, ...sides });
    }
    const sides = { reference: before.texts(name), current: now.texts(name) };
    return encodeColumn({ kind: "categories", name, ...sides });
  });
  return classifyDomain(encoded, before.rows);
}

/** A column whose categories name rows rather than describe them tells nothing of others. */
function isUsable({ reference }: AlignedColumn): boolean {
  const { type, categories } = reference;
  if (type === "number" || type === "boolean") return true;
  return type === "category" && categories !== null && categories.otherCount === 0;
}

function typeOf({ columns }: DataTable, name: string): ColumnType | null {
  return columns.find((column) => column.name === name)?.type ?? null;
}

async function sample(
  engine: DataEngine,
  table: DataTable,
  names: readonly string[],
): Promise<SqlColumns> {
  const columns = names.flatMap(
    (name) => table.columns.find((column) => column.name === name) ?? [],
  );
  const selected = columns.map((column, i) => `${expressionOf(column)} AS s${i}`).join(", ");
  const aliases = columns.map((_, i) => `s${i}`).join(", ");
  const [counted] = await engine.rows(`SELECT count(*) AS rows FROM ${table.sql}`);
  const rows = Number(counted?.["rows"]);
  const limit =
    (0xffff_ffff_ffff_ffffn * BigInt(maxClassifierRows)) /
    BigInt(Math.max(rows, maxClassifierRows));
  const where = rows > maxClassifierRows ? ` WHERE hash(${aliases}) <= ${limit}::UBIGINT` : "";
  // In the order of hashes: the folds of the classifier are then the same every time.
  const fetched = await engine.columns(
    `SELECT * FROM (SELECT ${selected} FROM ${table.sql})${where} ORDER BY hash(${aliases}) LIMIT ${2 * maxClassifierRows}`,
  );
  const aliasOf = new Map(columns.map(({ name }, i) => [name, `s${i}`]));
  return {
    rows: fetched.rows,
    names,
    numbers: (name) => fetched.numbers(aliasOf.get(name) ?? name),
    texts: (name) => fetched.texts(aliasOf.get(name) ?? name),
  };
}

function expressionOf(column: TableColumn): string {
  return column.type === "number" ? numberExpression(column) : textExpression(column);
}
