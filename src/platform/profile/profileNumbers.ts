import { nextDown } from "../../core/drift/profile/adjacentNumber.ts";
import { quantileEdges } from "../../core/drift/profile/histogramEdges.ts";
import {
  histogramBins,
  maxListedValues,
  type Histogram,
  type NumberSummary,
} from "../../core/drift/profile/profile.ts";
import { summarizeNumbers } from "../../core/drift/profile/profileFromValues.ts";
import type { DataEngine, SqlRow } from "./dataEngine.ts";
import type { BatchColumn, ProfileBatch } from "./profileBatch.ts";
import { describeNumbers, type NumberFacts } from "./numberFacts.ts";

/** Up to this many rows values are fetched whole; of more, a sample of about as many sets the bins. */
export const maxFetchedRows = 65_536;
/** Columns with fewer distinct values are counted value by value, which gives exact quantiles. */
const maxCountedValues = 4096;
/** What the engine sorts at once when the sample was no good. */
const maxSortedRows = 50_000_000;
/** A bin this many times as full as meant, and with more than one value, shows a bad sample. */
const maxOverfull = 3;
const exactQuantiles = 2048;

/** Nulls and summary of each column of numbers, in the order of the batch's columns. */
export interface MeasuredColumn {
  readonly column: BatchColumn;
  readonly nulls: number;
  readonly summary: NumberSummary;
}

/**
 * Summaries of the measured columns of a batch. Neither the order of rows nor the number of threads
 * changes them: counts are exact, sums are rounded to what is certain, and the sample that sets the
 * bins is chosen by a hash of the rows' contents.
 */
export async function profileNumbers(
  engine: DataEngine,
  batch: ProfileBatch,
  fetchedRows = maxFetchedRows,
): Promise<readonly MeasuredColumn[]> {
  const columns = batch.columns.filter(({ kind }) => kind === "measured");
  if (columns.length === 0) return [];
  if (batch.rows <= fetchedRows) return profileFetched(engine, batch, columns);
  const facts = await describeNumbers(engine, batch.sql, columns);
  const listed = await listValues(engine, batch, columns, facts);
  const edges = await findEdges(engine, { batch, columns, facts, listed, fetchedRows });
  const histograms = await countBins(engine, batch.sql, columns, edges);
  await mendOverfull(engine, { batch, columns, facts, edges, histograms });
  return columns.map((column, index) => {
    const fact = existing(facts[index]);
    const values = listed.get(column.alias) ?? null;
    const summary: NumberSummary = {
      count: fact.count,
      nan: fact.nan,
      positiveInfinities: fact.positiveInfinities,
      negativeInfinities: fact.negativeInfinities,
      min: fact.min,
      max: fact.max,
      mean: fact.mean,
      squaredDeviations: fact.squaredDeviations,
      isWhole: fact.isWhole,
      distinct: values?.length ?? Math.min(fact.distinct, fact.count),
      histogram: existing(histograms[index]),
      values: values !== null && values.length <= maxListedValues ? values : null,
    };
    return { column, nulls: batch.rows - fact.present, summary };
  });
}

async function profileFetched(
  engine: DataEngine,
  batch: ProfileBatch,
  columns: readonly BatchColumn[],
): Promise<readonly MeasuredColumn[]> {
  const counted = columns.map(({ alias }) => `count(${alias}) AS ${alias}`);
  const [present] = await engine.rows(`SELECT ${counted.join(", ")} FROM ${batch.sql}`);
  const fetched = await engine.columns(
    `SELECT ${columns.map(({ alias }) => alias).join(", ")} FROM ${batch.sql}`,
  );
  return columns.map((column) => {
    const nulls = batch.rows - Number(present?.[column.alias]);
    const values = fetched.numbers(column.alias);
    const summary = summarizeNumbers(values, column.model?.numbers ?? null);
    const { mean, squaredDeviations } = summary;
    const cleaned: NumberSummary = {
      ...summary,
      // What was fetched has NaN for both.
      nan: summary.nan - nulls,
      min: withoutMinusZero(summary.min),
      max: withoutMinusZero(summary.max),
      mean: mean === null || Number.isFinite(mean) ? mean : meanOfHuge(values),
      squaredDeviations: Number.isFinite(squaredDeviations) ? squaredDeviations : null,
    };
    return { column, nulls, summary: cleaned };
  });
}

function withoutMinusZero(value: number | null): number | null {
  return value === null ? null : value + 0;
}

/** Of numbers whose differences leave the range of doubles. */
function meanOfHuge(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  return finite.reduce((sum, value) => sum + value / finite.length, 0);
}

/** By alias, all values with their counts in rising order, where there are not too many. */
type ListedValues = ReadonlyMap<string, readonly (readonly [number, number])[]>;

async function listValues(
  engine: DataEngine,
  batch: ProfileBatch,
  columns: readonly BatchColumn[],
  facts: readonly NumberFacts[],
): Promise<ListedValues> {
  const listed = new Map<string, readonly (readonly [number, number])[]>();
  for (const [index, { alias }] of columns.entries()) {
    const fact = existing(facts[index]);
    if (fact.distinct > maxCountedValues) continue;
    const rows = await engine.columns(
      `SELECT ${alias} AS value, count(*) AS rows FROM ${batch.sql} WHERE isfinite(${alias}) GROUP BY ${alias} ORDER BY ${alias}`,
    );
    const values = rows.numbers("value");
    const counts = rows.numbers("rows");
    listed.set(
      alias,
      Array.from(values, (value, at) => [value + 0, counts[at] ?? 0] as const),
    );
  }
  return listed;
}

interface EdgeSearch {
  readonly batch: ProfileBatch;
  readonly columns: readonly BatchColumn[];
  readonly facts: readonly NumberFacts[];
  readonly listed: ListedValues;
  readonly fetchedRows: number;
}

async function findEdges(
  engine: DataEngine,
  { batch, columns, facts, listed, fetchedRows }: EdgeSearch,
): Promise<(readonly number[])[]> {
  const sampled = columns.filter(
    (column) => modelEdges(column) === null && !listed.has(column.alias),
  );
  const samples = await fetchSample(engine, batch, sampled, fetchedRows);
  return columns.map((column, index) => {
    const { min, max } = existing(facts[index]);
    const values = listed.get(column.alias);
    const model = modelEdges(column);
    if (model !== null) return model;
    if (min === null || max === null) return [];
    const sample = values === undefined ? samples.get(column.alias) : expand(values);
    return quantileEdges(sample ?? new Float64Array(), { min, max });
  });
}

function modelEdges({ model }: BatchColumn): readonly number[] | null {
  const numbers = model?.numbers ?? null;
  return numbers === null || numbers.count === 0 ? null : numbers.histogram.edges;
}

/** An ascending sample with the same quantiles. */
function expand(values: readonly (readonly [number, number])[]): Float64Array {
  const total = values.reduce((sum, [, count]) => sum + count, 0);
  const length = Math.min(total, maxFetchedRows);
  const sample = new Float64Array(length);
  let at = 0;
  let below = values[0]?.[1] ?? 0;
  for (let i = 0; i < length; i++) {
    const rank = Math.floor(((i + 0.5) / length) * total);
    while (rank >= below && at < values.length - 1) below += values[(at += 1)]?.[1] ?? 0;
    sample[i] = values[at]?.[0] ?? 0;
  }
  return sample;
}

/**
 * Rows whose hash is among the lowest: the same rows whatever their order is. Sorted by column.
 */
async function fetchSample(
  engine: DataEngine,
  batch: ProfileBatch,
  columns: readonly BatchColumn[],
  wanted: number,
): Promise<ReadonlyMap<string, Float64Array>> {
  if (columns.length === 0) return new Map();
  const names = columns.map(({ alias }) => alias);
  // With few columns to tell rows apart, others help.
  const others = batch.columns.filter(
    ({ alias, kind }) => kind !== "other" && !names.includes(alias),
  );
  const hashed = [...names, ...others.map(({ alias }) => alias)].slice(
    0,
    Math.max(8, names.length),
  );
  const limit = (0xffff_ffff_ffff_ffffn * BigInt(wanted)) / BigInt(Math.max(wanted, batch.rows));
  const fetched = await engine.columns(
    `SELECT ${names.join(", ")} FROM ${batch.sql} WHERE hash(${hashed.join(", ")}) <= ${limit}::UBIGINT`,
  );
  return new Map(names.map((name) => [name, fetched.numbers(name).filter(Number.isFinite).sort()]));
}

/** Histograms of several columns in one scan. */
async function countBins(
  engine: DataEngine,
  sql: string,
  columns: readonly BatchColumn[],
  edges: readonly (readonly number[])[],
): Promise<Histogram[]> {
  const selected = columns.flatMap(({ alias }, index) => {
    const list = edges[index] ?? [];
    if (list.length === 0) return [];
    const finite = `CASE WHEN isfinite(${alias}) THEN ${alias} END`;
    return [`map_values(histogram(${finite}, '[${list.join(",")}]'::DOUBLE[])) AS ${alias}`];
  });
  const row =
    selected.length === 0
      ? {}
      : await firstRow(engine, `SELECT ${selected.join(", ")} FROM ${sql}`);
  return columns.map(({ alias }, index) => {
    const list = edges[index] ?? [];
    return { edges: list, counts: binCounts(row[alias], list.length) };
  });
}

async function firstRow(engine: DataEngine, sql: string): Promise<SqlRow> {
  const [row] = await engine.rows(sql);
  return row ?? {};
}

/** The engine leaves out the last bin, above all edges, while it is empty; and all without values. */
function binCounts(value: unknown, edges: number): readonly number[] {
  const items: unknown =
    typeof value === "object" && value !== null ? Reflect.get(value, "items") : [];
  const counts = Array.isArray(items) ? items.map(Number) : [];
  return Array.from({ length: edges + 1 }, (_, bin) => counts[bin] ?? 0);
}

interface Mending {
  readonly batch: ProfileBatch;
  readonly columns: readonly BatchColumn[];
  readonly facts: readonly NumberFacts[];
  readonly edges: (readonly number[])[];
  readonly histograms: Histogram[];
}

/**
 * Where the sample missed a frequent value, as it can when most rows are copies of few: quantiles of
 * all values, which takes some ten times as long.
 */
async function mendOverfull(
  engine: DataEngine,
  { batch, columns, facts, edges, histograms }: Mending,
): Promise<void> {
  if (batch.rows > maxSortedRows) return;
  for (const [index, column] of columns.entries()) {
    const { count, distinct, min, max } = existing(facts[index]);
    const isOwn = modelEdges(column) === null && distinct > maxCountedValues;
    const histogram = existing(histograms[index]);
    if (!isOwn || min === null || max === null || !isOverfull(histogram, count)) continue;
    const shares = Array.from({ length: exactQuantiles }, (_, i) => (i + 0.5) / exactQuantiles);
    const { alias } = column;
    const quantiles = await engine.columns(
      `SELECT unnest(quantile_disc(${alias}, [${shares.join(",")}])) AS value FROM ${batch.sql} WHERE isfinite(${alias})`,
    );
    edges[index] = quantileEdges(quantiles.numbers("value").sort(), { min, max });
    const [mended] = await countBins(engine, batch.sql, [column], [edges[index] ?? []]);
    histograms[index] = mended ?? histogram;
  }
}

function isOverfull({ edges, counts }: Histogram, total: number): boolean {
  const most = (total / histogramBins) * maxOverfull;
  return counts.some((count, bin) => {
    const upper = edges[bin] ?? Number.POSITIVE_INFINITY;
    const lower = edges[bin - 1] ?? Number.NEGATIVE_INFINITY;
    return count > most && nextDown(upper) > lower;
  });
}

function existing<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("A column of the batch was not described");
  return value;
}
