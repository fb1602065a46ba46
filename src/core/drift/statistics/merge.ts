/**
 * Walking two ascending samples together: each distinct value once, with how many of either sample
 * lie below it and how many equal it.
 */
export interface MergedValue {
  /** +∞ after the last. */
  x: number;
  /** The values equal to x are those from `i` up to `endI`, and from `j` up to `endJ`. */
  i: number;
  j: number;
  endI: number;
  endJ: number;
}

/** Visits the distinct values in order. The object is reused: keep nothing of it. */
export function visitMerged(
  a: Float64Array,
  b: Float64Array,
  visit: (value: MergedValue) => void,
): void {
  const value: MergedValue = { x: 0, i: 0, j: 0, endI: 0, endJ: 0 };
  while (value.endI < a.length || value.endJ < b.length) {
    value.i = value.endI;
    value.j = value.endJ;
    value.x = nextOf(a, b, value);
    value.endI = endOfRun(a, value.i, value.x);
    value.endJ = endOfRun(b, value.j, value.x);
    visit(value);
  }
}

/** The next distinct value after this one: +∞ after the last. */
export function nextOf(a: Float64Array, b: Float64Array, { endI, endJ }: MergedValue): number {
  return Math.min(a[endI] ?? Number.POSITIVE_INFINITY, b[endJ] ?? Number.POSITIVE_INFINITY);
}

function endOfRun(sorted: Float64Array, from: number, x: number): number {
  let end = from;
  while (end < sorted.length && (sorted[end] ?? x) <= x) end++;
  return end;
}
