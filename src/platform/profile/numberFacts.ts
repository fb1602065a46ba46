import { AppError, describeError } from "../../base/errors.ts";
import type { DataEngine, SqlRow } from "./dataEngine.ts";
import type { BatchColumn } from "./profileBatch.ts";

/** What one scan tells of a column of numbers. */
export interface NumberFacts {
  /** Values that are not null. */
  readonly present: number;
  /** Those that are finite; what follows is over these. */
  readonly count: number;
  readonly nan: number;
  readonly positiveInfinities: number;
  readonly negativeInfinities: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly squaredDeviations: number | null;
  /** Estimated (HyperLogLog), the same for the same values in any order. */
  readonly distinct: number;
  readonly isWhole: boolean;
}

/** Sums depend on the order of rows in their last digits; what differs there is cut off. */
export const meanDigits = 13;
export const deviationDigits = 10;
/** Squares of greater numbers leave the range of doubles. */
const maxSquarable = 1e150;
const scale = 2 ** 64;

export async function describeNumbers(
  engine: DataEngine,
  sql: string,
  columns: readonly BatchColumn[],
): Promise<readonly NumberFacts[]> {
  const row = await describeRow(engine, sql, columns);
  const infinite = columns.filter(({ alias }) => row[`${alias}_n`] !== row[`${alias}_c`]);
  const apart = await countInfinite(engine, sql, infinite);
  return columns.map(({ alias }): NumberFacts => {
    const of = (key: string): unknown => row[`${alias}_${key}`];
    const count = Number(of("c"));
    const mean = rounded(of("mean"), meanDigits);
    const variance = rounded(of("var"), deviationDigits);
    const present = Number(of("n"));
    return {
      present,
      count,
      nan: Number(apart[`${alias}_nan`] ?? 0),
      positiveInfinities: Number(apart[`${alias}_up`] ?? 0),
      negativeInfinities: Number(apart[`${alias}_down`] ?? 0),
      min: finite(of("min")),
      max: finite(of("max")),
      mean,
      squaredDeviations: variance === null ? null : finite(variance * count),
      distinct: Number(of("d")),
      isWhole: of("w") !== false,
    };
  });
}

async function describeRow(
  engine: DataEngine,
  sql: string,
  columns: readonly BatchColumn[],
): Promise<SqlRow> {
  try {
    return await describeWith(engine, sql, columns, {
      mean: (f) => `favg(${f})`,
      variance: (f) => `var_pop(${f})`,
    });
  } catch (error) {
    if (!AppError.is(error) || !/out of range/i.test(describeError(error.cause))) throw error;
    return describeWith(engine, sql, columns, {
      mean: (f) => `favg(${f} / ${scale}) * ${scale}`,
      variance: (f) =>
        `CASE WHEN max(abs(${f})) < ${maxSquarable} THEN var_pop(CASE WHEN abs(${f}) < ${maxSquarable} THEN ${f} END) END`,
    });
  }
}

interface Moments {
  readonly mean: (finite: string) => string;
  readonly variance: (finite: string) => string;
}

async function describeWith(
  engine: DataEngine,
  sql: string,
  columns: readonly BatchColumn[],
  { mean, variance }: Moments,
): Promise<SqlRow> {
  const projected = columns.map(
    ({ alias }) => `${alias}, CASE WHEN isfinite(${alias}) THEN ${alias} END AS ${alias}_f`,
  );
  const selected = columns.map(({ alias }) => {
    const f = `${alias}_f`;
    return [
      `count(${alias}) AS ${alias}_n`,
      `count(${f}) AS ${alias}_c`,
      `min(${f}) AS ${alias}_min`,
      `max(${f}) AS ${alias}_max`,
      `${mean(f)} AS ${alias}_mean`,
      `${variance(f)} AS ${alias}_var`,
      `approx_count_distinct(${f}) AS ${alias}_d`,
      `bool_and(${f} = trunc(${f})) AS ${alias}_w`,
    ].join(", ");
  });
  const [row] = await engine.rows(
    `SELECT ${selected.join(", ")} FROM (SELECT ${projected.join(", ")} FROM ${sql})`,
  );
  return row ?? {};
}

async function countInfinite(
  engine: DataEngine,
  sql: string,
  columns: readonly BatchColumn[],
): Promise<SqlRow> {
  if (columns.length === 0) return {};
  const selected = columns.map(
    ({ alias }) =>
      `count_if(isnan(${alias})) AS ${alias}_nan, count_if(${alias} = 'infinity'::DOUBLE) AS ${alias}_up, count_if(${alias} = '-infinity'::DOUBLE) AS ${alias}_down`,
  );
  const [row] = await engine.rows(`SELECT ${selected.join(", ")} FROM ${sql}`);
  return row ?? {};
}

/** −0 is 0. */
function finite(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value + 0 : null;
}

export function rounded(value: unknown, digits: number): number | null {
  const number = finite(value);
  return number === null ? null : Number(number.toPrecision(digits)) + 0;
}
