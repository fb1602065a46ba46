/** The neighbours of a double: the least greater and the greatest smaller number there is. */

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The least double above x; x itself for NaN and +∞. */
export function nextUp(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x;
  if (x === 0) return Number.MIN_VALUE;
  return step(x, x > 0 ? 1n : -1n);
}

/** The greatest double below x; x itself for NaN and −∞. */
export function nextDown(x: number): number {
  return -nextUp(-x);
}

function step(x: number, by: bigint): number {
  float[0] = x;
  bits[0] = (bits[0] ?? 0n) + by;
  return float[0];
}
