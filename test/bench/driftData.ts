import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkoutRoot, say } from "../../scripts/checkout.ts";
import { DataEngine } from "../../src/platform/profile/dataEngine.ts";

/**
 * Data for the benchmarks of drift: made once from seeds, the same on every machine, and kept in the
 * checkout's cache.
 */

const folder = path.join(checkoutRoot, ".cache/bench/drift-1");
/** Numbers from 0 to 1, one for each row and column. */
const uniform = (seed: string): string =>
  `((hash(i * 65536 + ${seed}) >> 11)::DOUBLE / 9007199254740992.0)`;

export type Side = "reference" | "current";

export const numberColumns = 16;
/** Categories in each of the columns of strings. */
export const categoryColumns: readonly number[] = [3, 30, 300, 1000];

/**
 * Sixteen columns of numbers (normal, lognormal, exponential, counts, with missing values) and four
 * of categories; in the current data a quarter of the columns moved by 0.2 to 0.5 σ.
 */
export function tableOf(rows: number, side: Side, format: "parquet" | "csv"): Promise<string> {
  const seed = side === "reference" ? 0 : 1000;
  const numbers = Array.from({ length: numberColumns }, (_, k) => {
    const shift = side === "current" && k % 4 === 1 ? 0.2 + k / 40 : 0;
    return `${numberOf(k, seed + k * 2, shift)} AS n${k}`;
  });
  const categories = categoryColumns.map((count, k) => {
    const power = side === "current" && k === 1 ? 1.6 : 2;
    const code = `floor(pow(${uniform(String(seed + 100 + k))}, ${power}) * ${count})::INTEGER`;
    return `'value ' || ${code} AS c${k}`;
  });
  const columns = [...numbers, ...categories].join(", ");
  return made(`${side}-${rows}.${format}`, `SELECT ${columns} FROM range(${rows}) AS t(i)`);
}

function numberOf(column: number, seed: number, shift: number): string {
  const [a, b] = [uniform(String(seed)), uniform(String(seed + 1))];
  const normal = `(sqrt(-2 * ln(${a} + 1e-300)) * cos(2 * pi() * ${b}) + ${shift})`;
  switch (column % 8) {
    case 4:
      return `exp(${normal})`;
    case 5:
      return `-ln(${a} + 1e-300) + ${shift}`;
    case 6:
      return `floor(${normal} * 12 + 40)::INTEGER`;
    case 7:
      return `CASE WHEN ${b} > 0.02 THEN ${normal} END`;
    default:
      return normal;
  }
}

/** One column of so many categories; none of those of one side is on the other. */
export function manyCategories(rows: number, categories: number, side: Side): Promise<string> {
  const sql = `SELECT '${side} ' || (hash(i * 65536 + 7) % ${categories}) AS c FROM range(${rows}) AS t(i)`;
  return made(`${side}-${categories}-categories-${rows}.parquet`, sql);
}

/**
 * Rows that a binary model has scored: `time`, twenty features, `score`, `predicted` and, unless they
 * are still to come, `label`. In the current data the model is wrong more often where `region` is
 * "north".
 */
export function scoredRows(rows: number, side: Side, isLabelled = true): Promise<string> {
  const seed = side === "reference" ? 5000 : 6000;
  const drawn = (offset: number): string => uniform(String(seed + offset));
  const numbers = Array.from(
    { length: numberColumns },
    (_, k) => `${numberOf(k, seed + k * 2, 0)} AS n${k}`,
  );
  const categories = [4, 30, 300].map((n, k) => `'v' || floor(${drawn(80 + k)} * ${n}) AS c${k}`);
  const wrong = side === "current" ? "CASE WHEN region = 'north' THEN 0.2 ELSE 0 END" : "0";
  const label = `CASE WHEN w < ${wrong} THEN v >= score ELSE v < score END::INTEGER AS label`;
  const sql = `
    WITH drawn AS (SELECT i, ${[...numbers, ...categories].join(", ")},
      TIMESTAMP '2026-01-01' + to_seconds(i * 2) AS time,
      ['north', 'south', 'east', 'west'][1 + floor(${drawn(50)} * 4)::INTEGER] AS region,
      ${drawn(60)} AS u, ${drawn(61)} AS v, ${drawn(62)} AS w FROM range(${rows}) AS t(i)),
    scored AS (SELECT *, 1 / (1 + exp(-(6 * u - 3))) AS score FROM drawn)
    SELECT * EXCLUDE (i, u, v, w), (score > 0.5)::INTEGER AS predicted${isLabelled ? `, ${label}` : ""}
    FROM scored ORDER BY i`;
  return made(`scored-${isLabelled ? "" : "unlabelled-"}${side}-${rows}.parquet`, sql);
}

async function made(name: string, sql: string): Promise<string> {
  const file = path.join(folder, name);
  if (existsSync(file)) return file;
  say(`Making ${name} …`);
  mkdirSync(folder, { recursive: true });
  const temporaryFolder = mkdtempSync(path.join(tmpdir(), "sextant-bench-"));
  const partial = path.join(folder, `${process.pid}.partial`);
  const engine = await DataEngine.open({ temporaryFolder, memoryLimitMb: 2000 });
  try {
    const format = name.endsWith(".csv") ? "csv, HEADER" : "parquet";
    await engine.inOrder(() => engine.execute(`COPY (${sql}) TO '${partial}' (FORMAT ${format})`));
    renameSync(partial, file);
  } finally {
    engine.close();
    rmSync(temporaryFolder, { recursive: true, force: true });
    rmSync(partial, { force: true });
  }
  return file;
}
