/** Round numbers on axes, the same on the screen and in exported pictures. */

export interface Domain {
  readonly min: number;
  readonly max: number;
}

/** Multiples of 1, 2 or 5 times a power of ten inside the domain, about `count` of them. */
export function linearTicks({ min, max }: Domain, count: number): number[] {
  if (!(max > min) || !Number.isFinite(max - min)) return Number.isFinite(min) ? [min] : [];
  const step = niceStep((max - min) / Math.max(1, count));
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => cleaned((first + index) * step));
}

/**
 * Powers of ten inside a positive domain; the multiples by 2 and 5 as well when it spans less than
 * two decades, and every second, third… power when it spans very many.
 */
export function logTicks({ min, max }: Domain, count: number): number[] {
  if (!(min > 0) || !(max > min)) return min > 0 ? [min] : [];
  const low = Math.floor(Math.log10(min));
  const high = Math.ceil(Math.log10(max));
  const stride = Math.max(1, Math.ceil((high - low) / Math.max(1, count)));
  const factors = high - low <= 2 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = low; power <= high; power += stride) {
    for (const factor of factors) ticks.push(Number(`${factor}e${power}`));
  }
  return ticks.filter((tick) => tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9));
}

/**
 * The domain of values with a little air around them. Equal values get a domain about themselves;
 * no values at all get [0, 1]. On a log axis only positive values count.
 */
export function paddedDomain({ min, max }: Domain, isLog: boolean): Domain {
  if (!(max >= min)) return isLog ? { min: 0.1, max: 1 } : { min: 0, max: 1 };
  if (isLog) {
    const air = max > min ? (max / min) ** 0.04 : 2;
    return { min: min / air, max: max * air };
  }
  if (max === min) {
    const half = max === 0 ? 1 : Math.abs(max) * 0.1;
    return { min: min - half, max: max + half };
  }
  const air = (max - min) * 0.04;
  return { min: min - air, max: max + air };
}

/** Where a value lies in its domain, from 0 to 1 (outside it beyond). */
export function fractionOf(value: number, { min, max }: Domain, isLog: boolean): number {
  if (isLog) return Math.log(value / min) / Math.log(max / min);
  return (value - min) / (max - min);
}

/** The least of 1, 2, 5 times a power of ten that is not less than `rough`. */
function niceStep(rough: number): number {
  const power = Math.floor(Math.log10(rough));
  for (const factor of [1, 2, 5]) {
    const step = Number(`${factor}e${power}`);
    if (step >= rough * (1 - 1e-9)) return step;
  }
  return Number(`1e${power + 1}`);
}

/** 0.30000000000000004 as 0.3. */
function cleaned(value: number): number {
  return Number(value.toPrecision(12));
}
