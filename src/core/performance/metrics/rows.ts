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
