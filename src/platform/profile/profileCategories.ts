import { byFallingCount, maskCategory } from "../../core/drift/profile/categoryLabels.ts";
import {
  maxCategoryLength,
  maxTopCategories,
  type CategorySummary,
} from "../../core/drift/profile/profile.ts";
import type { DataEngine } from "./dataEngine.ts";
import { quoteText } from "./dataTable.ts";
import type { BatchColumn, ProfileBatch } from "./profileBatch.ts";

/** Above so many distinct values only a fixed share of them is counted one by one. */
const maxCountedCategories = 5_000_000;
/** As `cutCategory` writes it. */
const hashDigits = 32;

export interface CountedColumn {
  readonly column: BatchColumn;
  readonly nulls: number;
  /** With the categories of the model, where it lists some. */
  readonly summary: CategorySummary;
  /** As it is without a model. */
  readonly own: CategorySummary;
}

/** Frequencies of the counted columns of a batch, not masked. */
export async function profileCategories(
  engine: DataEngine,
  batch: ProfileBatch,
): Promise<readonly CountedColumn[]> {
  const columns = batch.columns.filter(({ kind }) => kind === "counted");
  if (columns.length === 0) return [];
  const selected = columns.map(
    ({ alias }) => `count(${alias}) AS ${alias}_n, approx_count_distinct(${alias}) AS ${alias}_d`,
  );
  const [row] = await engine.rows(`SELECT ${selected.join(", ")} FROM ${batch.sql}`);
  const counted: CountedColumn[] = [];
  for (const column of columns) {
    const present = Number(row?.[`${column.alias}_n`]);
    const distinct = Number(row?.[`${column.alias}_d`]);
    const own = await countCategories(engine, batch.sql, { column, present, distinct });
    const summary = await withModel(engine, batch.sql, column, own);
    counted.push({ column, nulls: batch.rows - present, summary, own });
  }
  return counted;
}

interface Counting {
  readonly column: BatchColumn;
  readonly present: number;
  readonly distinct: number;
}

async function countCategories(
  engine: DataEngine,
  sql: string,
  { column: { alias }, present, distinct }: Counting,
): Promise<CategorySummary> {
  const share = Math.ceil(distinct / maxCountedCategories);
  const isExact = share <= 1;
  // Chosen by the value itself, so that each that is looked at is counted exactly.
  const chosen = isExact ? "" : ` AND hash(${alias}) % ${share} = 0`;
  const rows = await engine.rows(
    `WITH counted AS MATERIALIZED (SELECT ${alias} AS value, count(*) AS rows FROM ${sql} WHERE ${alias} IS NOT NULL${chosen} GROUP BY ${alias}),
     listed AS (SELECT value, rows FROM counted ORDER BY rows DESC, value LIMIT ${maxTopCategories})
     SELECT ${labelColumns("value")}, rows, (SELECT count(*) FROM counted) AS total FROM listed`,
  );
  const top = rows.map((row) => ({ value: labelOf(row), count: Number(row["rows"]) }));
  return {
    distinct: isExact ? Number(rows[0]?.["total"] ?? 0) : distinct,
    isExact,
    top: top.sort(byFallingCount),
    otherCount: present - sumOf(top),
    isMasked: false,
  };
}

/**
 * Categories that the model lists and that are too rare here to be listed: without their counts the
 * two could only be compared by what both have at the top.
 */
async function withModel(
  engine: DataEngine,
  sql: string,
  { alias, model }: BatchColumn,
  own: CategorySummary,
): Promise<CategorySummary> {
  const theirs = model?.categories ?? null;
  if (theirs === null || own.otherCount === 0) return own;
  const isHashed = theirs.isMasked;
  const listed = new Set(own.top.map(({ value }) => (isHashed ? maskCategory(value) : value)));
  const missing = theirs.top.map(({ value }) => value).filter((value) => !listed.has(value));
  if (missing.length === 0) return own;
  const rows = await engine.rows(
    `SELECT ${labelColumns("value")}, rows FROM (SELECT ${alias} AS value, count(*) AS rows FROM ${sql} WHERE ${alias} IS NOT NULL GROUP BY ${alias})
     WHERE ${isHashed ? hashedIn(missing) : labelledIn(missing)}`,
  );
  const found = rows.map((row) => ({ value: labelOf(row), count: Number(row["rows"]) }));
  const top = [...own.top, ...found].sort(byFallingCount);
  return { ...own, top, otherCount: own.otherCount - sumOf(found) };
}

/** A long value was cut before it was masked, and is not found. */
function hashedIn(masks: readonly string[]): string {
  return `strlen(value) <= ${maxCategoryLength} AND 'sha256:' || left(sha256(value), ${hashDigits}) IN (${masks.map(quoteText).join(", ")})`;
}

function labelledIn(labels: readonly string[]): string {
  const hashes = labels.flatMap((label) => /… sha256:([0-9a-f]{32})$/.exec(label)?.[1] ?? []);
  const plain = `value IN (${labels.map(quoteText).join(", ")})`;
  if (hashes.length === 0) return plain;
  return `${plain} OR (strlen(value) > ${maxCategoryLength} AND left(sha256(value), ${hashDigits}) IN (${hashes.map(quoteText).join(", ")}))`;
}

/** A long value is fetched as its beginning and a hash of the whole. */
function labelColumns(value: string): string {
  return `left(${value}, ${maxCategoryLength}) AS start, CASE WHEN strlen(${value}) > ${maxCategoryLength} THEN sha256(${value}) END AS hash, length(${value}) AS length`;
}

/** What `cutCategory` makes of the whole value. */
export function labelOf(row: Readonly<Record<string, unknown>>): string {
  const start = String(row["start"]);
  const isWhole = Number(row["length"]) <= maxCategoryLength && start.length <= maxCategoryLength;
  if (isWhole) return start;
  const hash = String(row["hash"]).slice(0, hashDigits);
  const cut = start.slice(0, maxCategoryLength);
  const end = /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
  return `${end}… sha256:${hash}`;
}

function sumOf(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
