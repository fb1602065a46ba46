import type { Task } from "../performanceReport.ts";

/**
 * Rows whose outcome is known, one typed array a column; all arrays are as long as there are rows.
 * They hold no gaps: rows without a label or a prediction are left out, and counted, before.
 */

export interface BinaryRows {
  readonly task: "binary";
  /** 1 is the positive class. */
  readonly targets: Uint8Array;
  readonly predictions: Uint8Array;
  /** Of the positive class, from 0 to 1. */
  readonly probabilities: Float64Array | null;
}

export interface MulticlassRows {
  readonly task: "multiclass";
  readonly classCount: number;
  /** Positions of classes, from 0. */
  readonly targets: Int32Array;
  readonly predictions: Int32Array;
  /** Row after row, one of each class. */
  readonly probabilities: Float64Array | null;
}

export interface RegressionRows {
  readonly task: "regression";
  readonly targets: Float64Array;
  readonly predictions: Float64Array;
}

export type LabelledRows = BinaryRows | MulticlassRows | RegressionRows;

/** Rows of one task. */
export type RowsOf<T extends Task> = Extract<LabelledRows, { readonly task: T }>;

/** The rows from `start` up to but not including `end`; shares memory with the argument. */
export function sliceRows<R extends LabelledRows>(rows: R, start: number, end: number): R;
export function sliceRows(rows: LabelledRows, start: number, end: number): LabelledRows {
  switch (rows.task) {
    case "binary":
      return {
        ...rows,
        targets: rows.targets.subarray(start, end),
        predictions: rows.predictions.subarray(start, end),
        probabilities: rows.probabilities?.subarray(start, end) ?? null,
      };
    case "multiclass":
      return {
        ...rows,
        targets: rows.targets.subarray(start, end),
        predictions: rows.predictions.subarray(start, end),
        probabilities:
          rows.probabilities?.subarray(start * rows.classCount, end * rows.classCount) ?? null,
      };
    case "regression":
      return {
        ...rows,
        targets: rows.targets.subarray(start, end),
        predictions: rows.predictions.subarray(start, end),
      };
  }
}

/** The rows at these positions, in that order. */
export function pickRows<R extends LabelledRows>(rows: R, order: Uint32Array): R;
export function pickRows(rows: LabelledRows, order: Uint32Array): LabelledRows {
  if (isIdentity(order, rows.targets.length)) return rows;
  const count = order.length;
  switch (rows.task) {
    case "binary":
      return {
        ...rows,
        targets: pick(rows.targets, order, new Uint8Array(count)),
        predictions: pick(rows.predictions, order, new Uint8Array(count)),
        probabilities:
          rows.probabilities && pick(rows.probabilities, order, new Float64Array(count)),
      };
    case "multiclass":
      return {
        ...rows,
        targets: pick(rows.targets, order, new Int32Array(count)),
        predictions: pick(rows.predictions, order, new Int32Array(count)),
        probabilities: rows.probabilities && pickWide(rows.probabilities, order, rows.classCount),
      };
    case "regression":
      return {
        ...rows,
        targets: pick(rows.targets, order, new Float64Array(count)),
        predictions: pick(rows.predictions, order, new Float64Array(count)),
      };
  }
}

/** The rows whose probabilities are known; all of them where there is no column of probabilities. */
export function withProbabilities<R extends BinaryRows | MulticlassRows>(rows: R): R {
  const { probabilities } = rows;
  if (probabilities === null || !probabilities.some(Number.isNaN)) return rows;
  const width = rows.task === "multiclass" ? rows.classCount : 1;
  const all = Uint32Array.from(rows.targets, (_, row) => row);
  const known = (row: number): boolean =>
    probabilities.subarray(row * width, (row + 1) * width).every((value) => !Number.isNaN(value));
  return pickRows(rows, all.filter(known));
}

function isIdentity(order: Uint32Array, rows: number): boolean {
  return order.length === rows && order.every((row, place) => row === place);
}

function pick<T extends Uint8Array | Int32Array | Float64Array>(
  values: T,
  order: Uint32Array,
  into: T,
): T {
  for (let place = 0; place < order.length; place += 1)
    into[place] = values[order[place] ?? 0] ?? 0;
  return into;
}

function pickWide(values: Float64Array, order: Uint32Array, width: number): Float64Array {
  const picked = new Float64Array(order.length * width);
  order.forEach((row, place) => {
    picked.set(values.subarray(row * width, (row + 1) * width), place * width);
  });
  return picked;
}
