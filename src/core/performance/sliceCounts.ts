import type { EncodedColumn } from "./encodedColumns.ts";

/**
 * Rows of one side with what each row lost: 0 or 1 for an error, or an amount; NaN where that is
 * unknown, which leaves the row out.
 */
export interface SliceSide {
  readonly columns: readonly EncodedColumn[];
  readonly losses: Float64Array;
}

/** Number, sum and sum of squares of the losses of some rows. */
export interface LossSums {
  readonly rows: number;
  readonly sum: number;
  readonly squares: number;
}

/** Loss sums by cell: codes of one column, or of two as `code1 * width + code2`. */
export interface LossTable {
  readonly rows: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** One pass over the rows. */
export function countLosses(
  losses: Float64Array,
  first: EncodedColumn,
  second: EncodedColumn | null,
): LossTable {
  const width = second?.labels.length ?? 1;
  const cells = first.labels.length * width;
  const rows = new Float64Array(cells);
  const sums = new Float64Array(cells);
  const squares = new Float64Array(cells);
  const cellCodes = second === null ? first.codes : pairCodes(first.codes, second.codes, width);
  for (let row = 0; row < losses.length; row += 1) {
    const cell = cellCodes[row] ?? 0;
    const loss = losses[row] ?? 0;
    if (Number.isNaN(loss)) continue;
    rows[cell] = (rows[cell] ?? 0) + 1;
    if (loss === 0) continue;
    sums[cell] = (sums[cell] ?? 0) + loss;
    squares[cell] = (squares[cell] ?? 0) + loss * loss;
  }
  return { rows, sums, squares };
}

function pairCodes(first: Uint8Array, second: Uint8Array, width: number): Uint16Array {
  const codes = new Uint16Array(first.length);
  for (let row = 0; row < codes.length; row += 1)
    codes[row] = (first[row] ?? 0) * width + (second[row] ?? 0);
  return codes;
}

export function cellOf(table: LossTable, cell: number): LossSums {
  return {
    rows: table.rows[cell] ?? 0,
    sum: table.sums[cell] ?? 0,
    squares: table.squares[cell] ?? 0,
  };
}

export function sumLosses(losses: Float64Array): LossSums {
  let rows = 0;
  let sum = 0;
  let squares = 0;
  for (const loss of losses) {
    if (Number.isNaN(loss)) continue;
    rows += 1;
    sum += loss;
    squares += loss * loss;
  }
  return { rows, sum, squares };
}

export function without(all: LossSums, part: LossSums): LossSums {
  return {
    rows: all.rows - part.rows,
    sum: all.sum - part.sum,
    squares: all.squares - part.squares,
  };
}

export function meanLoss({ rows, sum }: LossSums): number {
  return rows > 0 ? sum / rows : NaN;
}

/** Variance of the losses of single rows, as of a sample; 0 below two rows. */
export function lossVariance({ rows, sum, squares }: LossSums): number {
  return rows > 1 ? Math.max(0, (squares - (sum * sum) / rows) / (rows - 1)) : 0;
}
