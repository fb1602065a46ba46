/** 2^27 + 1: splits a double into halves whose products are exact (T. J. Dekker, 1971). */
const splitter = 134_217_729;

/**
 * The double nearest to (high · 10^lowDigits + low) / 10^places, as JSON's numbers are written;
 * undefined in the rare case that the arithmetic below cannot tell which of two that is.
 *
 * `high` and `low` are whole and below 2^53, `lowDigits` and `places` at most 22, so that both
 * powers are exact. The quotient is held as the sum of two doubles, right to about 104 bits; only
 * a value within 2^-40 of the middle between two doubles is left to a slower way.
 */
export function divideExactly(
  digits: { readonly high: number; readonly low: number },
  powers: { readonly low: number; readonly places: number },
): number | undefined {
  const { low: scale, places: divisor } = powers;
  const product = digits.high * scale;
  const productRest = productError(digits.high, scale, product);
  const top = product + digits.low;
  const rest = digits.low - (top - product) + productRest;
  const first = top / divisor;
  const back = first * divisor;
  const second = (top - back - productError(first, divisor, back) + rest) / divisor;
  const result = first + second;
  const error = second - (result - first);
  const isCertain = result + error * (1 + 2 ** -40) === result;
  return isCertain ? result : undefined;
}

/** What the rounded product a · b lacks of the exact one. */
function productError(a: number, b: number, product: number): number {
  const bigA = a * splitter;
  const highA = bigA - (bigA - a);
  const lowA = a - highA;
  const bigB = b * splitter;
  const highB = bigB - (bigB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}
