import { seededRandom } from "../../../base/seededRandom.ts";
import type { NumberTest, RandomSource } from "./driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/** The kernel matrix is quadratic: of more rows than this a side, so many are drawn. */
const MOST_ROWS = 400;
const PERMUTATIONS = 200;

/**
 * Maximum mean discrepancy with a Gaussian kernel as wide as the median distance of all pairs (Gretton et al.
 * 2012): p = (1 + permutations at least as far) / (1 + permutations), 200 permutations. Of more than 400 rows
 * a side, 400 are drawn. Equal constants: 1. Fewer than two rows on a side: undefined.
 */
export const maximumMeanDiscrepancy: NumberTest = {
  id: "empirical_mmd",
  label: "Maximum mean discrepancy",
  appliesTo: "numbers",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute(samples, random = seededRandom(0)) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const reference = drawRows(samples.reference, MOST_ROWS, random);
    const current = drawRows(samples.current, MOST_ROWS, random);
    if (reference.length < 2 || current.length < 2) return undefinedResult;
    const kernel = kernelMatrix(reference, current, "all pairs");
    const { statistic, atLeast } = permuteKernel(kernel, reference.length, {
      permutations: PERMUTATIONS,
      random,
    });
    return { score: (1 + atLeast) / (1 + PERMUTATIONS), statistic };
  },
};

/** So many of the values, without replacement; all of them when there are no more. */
export function drawRows(values: Float64Array, most: number, random: RandomSource): Float64Array {
  if (values.length <= most) return values;
  const pool = Float64Array.from(values);
  for (let i = 0; i < most; i++) {
    const j = i + Math.floor(random() * (pool.length - i));
    const drawn = pool[j] ?? 0;
    pool[j] = pool[i] ?? 0;
    pool[i] = drawn;
  }
  return pool.slice(0, most);
}

/** Row by row, with a diagonal of 0. */
export interface KernelMatrix {
  readonly size: number;
  readonly values: Float64Array;
}

/**
 * exp(−d²/(2σ²)) with 2σ² the median of d², over all pairs of different rows, or, as Evidently has it, over
 * the square matrix of the reference, zeros of its diagonal included. 2σ² is 1 where the median is 0.
 */
export function kernelMatrix(
  reference: Float64Array,
  current: Float64Array,
  width: "all pairs" | "reference matrix",
): KernelMatrix {
  const size = reference.length + current.length;
  const rows = new Float64Array(size);
  rows.set(reference);
  rows.set(current, reference.length);
  const scale = width === "all pairs" ? pairMedian(rows) : matrixMedian(reference);
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const value = Math.exp(-(((rows[i] ?? 0) - (rows[j] ?? 0)) ** 2) / scale);
      values[i * size + j] = value;
      values[j * size + i] = value;
    }
  }
  return { size, values };
}

function pairMedian(rows: Float64Array): number {
  const squares = new Float64Array((rows.length * (rows.length - 1)) / 2);
  let next = 0;
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < i; j++) squares[next++] = ((rows[i] ?? 0) - (rows[j] ?? 0)) ** 2;
  }
  squares.sort();
  return squares[Math.floor(squares.length / 2)] || 1;
}

function matrixMedian(rows: Float64Array): number {
  const squares = new Float64Array(rows.length * rows.length);
  let next = 0;
  for (const one of rows) {
    for (const other of rows) squares[next++] = (one - other) ** 2;
  }
  squares.sort();
  const position = (squares.length - 1) / 2;
  // The nearest element; halves go to the even one.
  const floor = Math.floor(position);
  const nearest = position === floor ? floor : floor + (floor % 2);
  return squares[nearest] || 1;
}

/** The unbiased MMD², and in how many permutations it is at least as large. */
export function permuteKernel(
  kernel: KernelMatrix,
  referenceRows: number,
  { permutations, random }: { permutations: number; random: RandomSource },
): { statistic: number; atLeast: number } {
  const order = Int32Array.from({ length: kernel.size }, (_, i) => i);
  const statistic = discrepancy(kernel, order, referenceRows);
  let atLeast = 0;
  for (let round = 0; round < permutations; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      const moved = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = moved;
    }
    // A permutation that differs by rounding only is as far.
    if (discrepancy(kernel, order, referenceRows) >= statistic - 1e-12) atLeast++;
  }
  return { statistic, atLeast };
}

function discrepancy({ size, values }: KernelMatrix, order: Int32Array, n: number): number {
  const m = size - n;
  let within = 0;
  let between = 0;
  let other = 0;
  for (let i = 0; i < size; i++) {
    const row = (order[i] ?? 0) * size;
    for (let j = 0; j < i; j++) {
      const value = values[row + (order[j] ?? 0)] ?? 0;
      if (i < n) within += value;
      else if (j < n) between += value;
      else other += value;
    }
  }
  return (2 * within) / (n * (n - 1)) + (2 * other) / (m * (m - 1)) - (2 * between) / (n * m);
}
