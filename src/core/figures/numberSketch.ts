/**
 * Numbers as a histogram whose bins grow by a constant factor (DDSketch: Masson, Rim & Lee 2019),
 * with their sum and sum of squares. Any quantile is right within `RELATIVE_ERROR` of its value,
 * however many numbers there were; two sketches add up to the sketch of the union.
 *
 * Bin i holds (γ^(i−1), γ^i] with γ = (1 + ε) / (1 − ε); its value is 2γ^i / (γ + 1).
 */

/** ε: a quantile lies within 0.5 % of the exact one. */
export const RELATIVE_ERROR = 0.005;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
export const LOG_GAMMA = Math.log(GAMMA);

/** What is closer to zero is zero. */
const SMALLEST = 1e-12;
const LARGEST = 1e300;

/** Bins are counted from far below the smallest number, so that a key tells sign and bin. */
const OFFSET = 1_000_000;

/**
 * The bin of a finite number: 0 for zero, from 1 up for positive ones in rising order, below 0 for
 * negative ones.
 */
export function binOf(value: number): number {
  const size = Math.abs(value);
  if (size < SMALLEST) return 0;
  const bin = OFFSET + Math.ceil(Math.log(Math.min(size, LARGEST)) / LOG_GAMMA);
  return value > 0 ? bin : -bin;
}

/** The value that stands for all of a bin. */
export function valueOfBin(bin: number): number {
  if (bin === 0) return 0;
  const size = (2 * Math.exp((Math.abs(bin) - OFFSET) * LOG_GAMMA)) / (GAMMA + 1);
  return bin > 0 ? size : -size;
}

/** What is known of the numbers in one bin. */
export interface BinnedNumbers {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  readonly min: number;
  readonly max: number;
}

/** The bin of a finite number as SQL: the same as `binOf`. */
export function binSql(value: string): string {
  const bin = `${OFFSET} + CAST(ceil(ln(least(abs(${value}), ${LARGEST})) / ${LOG_GAMMA}) AS INTEGER)`;
  return `CASE WHEN abs(${value}) < ${SMALLEST} THEN 0 WHEN ${value} > 0 THEN ${bin} ELSE -(${bin}) END`;
}

export class NumberSketch {
  readonly #bins = new Map<number, number>();
  #count = 0;
  #sum = 0;
  #squares = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #ascending: readonly (readonly [bin: number, count: number])[] | undefined;

  get count(): number {
    return this.#count;
  }
  get sum(): number {
    return this.#sum;
  }
  /** NaN without numbers. */
  get mean(): number {
    return this.#count > 0 ? this.#sum / this.#count : Number.NaN;
  }
  /** With n − 1; 0 for a single number, NaN without any. */
  get variance(): number {
    if (this.#count <= 1) return this.#count === 1 ? 0 : Number.NaN;
    const around = this.#squares - (this.#sum * this.#sum) / this.#count;
    return Math.max(0, around) / (this.#count - 1);
  }
  get min(): number {
    return this.#min;
  }
  get max(): number {
    return this.#max;
  }

  /** NaN and infinities are left out; `weight` is how often the number occurs. */
  add(value: number, weight = 1): void {
    if (!Number.isFinite(value) || !(weight > 0)) return;
    const bin = binOf(value);
    this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + weight);
    this.#count += weight;
    this.#sum += value * weight;
    this.#squares += value * value * weight;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    this.#ascending = undefined;
  }

  /** Numbers that were put into a bin elsewhere, by SQL with the same bins. */
  addBin(bin: number, numbers: BinnedNumbers): void {
    this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + numbers.count);
    this.#count += numbers.count;
    this.#sum += numbers.sum;
    this.#squares += numbers.squares;
    this.#min = Math.min(this.#min, numbers.min);
    this.#max = Math.max(this.#max, numbers.max);
    this.#ascending = undefined;
  }

  merge(other: NumberSketch): void {
    for (const [bin, count] of other.#bins) {
      this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + count);
    }
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#squares += other.#squares;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#ascending = undefined;
  }

  /** Bins with how many numbers each holds, in rising order. */
  bins(): readonly (readonly [bin: number, count: number])[] {
    this.#ascending ??= [...this.#bins].sort(([a], [b]) => a - b);
    return this.#ascending;
  }

  /**
   * The least value that at least a share q of the numbers does not exceed, within
   * `RELATIVE_ERROR`, and never outside the range of the numbers. NaN without numbers.
   */
  quantile(q: number): number {
    if (this.#count === 0) return Number.NaN;
    const bin = this.binAt(q);
    return Math.min(this.#max, Math.max(this.#min, valueOfBin(bin)));
  }

  /** The bin that holds quantile q. */
  binAt(q: number): number {
    const rank = Math.min(1, Math.max(0, q)) * this.#count;
    let below = 0;
    let last = 0;
    for (const [bin, count] of this.bins()) {
      below += count;
      last = bin;
      if (below >= rank - 1e-9 && below > 0) return bin;
    }
    return last;
  }

  /** How many numbers lie in bins above `bin`. */
  countAbove(bin: number): number {
    let above = 0;
    for (const [each, count] of this.bins()) if (each > bin) above += count;
    return above;
  }
}

/**
 * The greatest distance between two distribution functions at the edges of bins: Kolmogorov's D, or
 * less by what happens inside one bin. NaN when a side is empty.
 */
export function kolmogorovDistance(first: NumberSketch, second: NumberSketch): number {
  if (first.count === 0 || second.count === 0) return Number.NaN;
  const steps = [
    ...first.bins().map(([bin, count]) => [bin, count / first.count] as const),
    ...second.bins().map(([bin, count]) => [bin, -count / second.count] as const),
  ].sort(([a], [b]) => a - b);
  let difference = 0;
  let greatest = 0;
  steps.forEach(([bin, step], index) => {
    difference += step;
    if (steps[index + 1]?.[0] !== bin) greatest = Math.max(greatest, Math.abs(difference));
  });
  return Math.min(1, greatest);
}
