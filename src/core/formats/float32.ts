/**
 * The shortest decimal that rounds to the same 32-bit float: 0.9 for 0.8999999761581421, as the
 * number was before a writer stored it in 32 bits. A value that is no 32-bit float is given back.
 */
export function shortestFloat32(value: number): number {
  // Whole numbers below 2^24 are themselves, and zero keeps its sign.
  if (Math.fround(value) !== value || (Number.isInteger(value) && Math.abs(value) < 16_777_216)) {
    return value;
  }
  // Nine digits tell all 32-bit floats apart; six always survive being stored in one.
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return Number(value.toPrecision(9));
}
