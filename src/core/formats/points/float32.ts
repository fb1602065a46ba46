/** Powers of ten that are exact as numbers. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Least 32-bit float of full precision. */
const minNormal = 2 ** -126;

/**
 * The shortest decimal that rounds to the same 32-bit float: 0.9 for 0.8999999761581421, as the
 * number was before a writer stored it in 32 bits. A value that is no 32-bit float is given back.
 */
export function shortestFloat32(value: number): number {
  const size = Math.abs(value);
  // Whole numbers below 2^24 are themselves, and zero keeps its sign.
  if (Math.fround(value) !== value || (Number.isInteger(value) && size < 16_777_216)) return value;
  if (size === Infinity) return value;
  // Nine digits tell all 32-bit floats apart; six always survive being stored in one.
  const magnitude = Math.floor(Math.log10(size));
  for (let digits = size < minNormal ? 1 : 6; digits < 9; digits++) {
    const shorter = rounded(value, digits - 1 - magnitude) ?? Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return Number(value.toPrecision(9));
}

/**
 * Rounded to so many decimals, without making a text of it: a whole number below 2^53 divided by an
 * exact power of ten is the nearest number to that decimal. Undefined where that does not hold.
 */
function rounded(value: number, decimals: number): number | undefined {
  const power = powers[decimals];
  return power === undefined ? undefined : Math.round(value * power) / power;
}
