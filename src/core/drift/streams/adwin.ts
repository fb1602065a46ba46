import type { DetectorKind, DetectorSettings } from "./detector.ts";

/**
 * ADWIN, adaptive windowing, second version: keeps a window of the latest values as long as no
 * cut of it into an older and a newer part has means that differ by more than chance explains,
 *
 *   |m0 − m1| > sqrt(2·m·v·d) + 2/3·d·m,  m = 1/(n0−c+1) + 1/(n1−c+1),  d = ln(2·ln(n)/delta),
 *
 * where v is the variance in the window of n values and c the least length of a part. Bifet and
 * Gavaldà, "Learning from time-changing data with adaptive windowing", SDM 2007; the variance of
 * buckets that are merged as in Babcock et al., PODS 2003. Every bucket's end is tried as a cut.
 *
 * Memory and time are O(log n): values are held in buckets of 1, 2, 4, … values, a few of each
 * size. Constant values never are a change. Works for values on any scale.
 */
export const adwin: DetectorKind = {
  id: "adwin",
  label: "ADWIN",
  input: "numbers",
  twoSided: true,
  parameters: [
    {
      name: "delta",
      description: "How likely a false alarm may be; smaller is stricter.",
      default: 0.002,
      minimum: 1e-12,
      maximum: 0.999,
    },
    {
      name: "clock",
      description: "Every how many values cuts are tried.",
      default: 32,
      minimum: 1,
      maximum: 1e6,
      integer: true,
    },
    {
      name: "maxBuckets",
      description: "How many buckets of one size are kept; more is finer and slower.",
      default: 5,
      minimum: 1,
      maximum: 1000,
      integer: true,
    },
    {
      name: "minWindowLength",
      description: "The least number of values on either side of a cut.",
      default: 5,
      minimum: 1,
      maximum: 1e6,
      integer: true,
    },
    {
      name: "gracePeriod",
      description: "The number of values before the first cut is tried.",
      default: 10,
      minimum: 0,
      maximum: 1e9,
      integer: true,
    },
  ],
  start(settings) {
    const window = new AdaptiveWindow(settings);
    return (value) => (window.add(value) ? "drift" : "stable");
  },
};

/** Mean times count and the sum of squared deviations of some neighbouring values. */
interface Moments {
  readonly count: number;
  readonly total: number;
  readonly squares: number;
}

const nothing: Moments = { count: 0, total: 0, squares: 0 };

class AdaptiveWindow {
  /** Buckets by size, 2^row values each; within a row the oldest first. */
  readonly #rows: Moments[][] = [[]];
  #whole = nothing;
  #ticks = 0;
  readonly #delta: number;
  readonly #clock: number;
  readonly #maxBuckets: number;
  readonly #minLength: number;
  readonly #gracePeriod: number;

  constructor(settings: DetectorSettings) {
    this.#delta = settings("delta");
    this.#clock = settings("clock");
    this.#maxBuckets = settings("maxBuckets");
    this.#minLength = settings("minWindowLength");
    this.#gracePeriod = settings("gracePeriod");
  }

  /** Whether the window had to be cut. */
  add(value: number): boolean {
    const bucket = { count: 1, total: value, squares: 0 };
    this.#rows[0]?.push(bucket);
    this.#whole = merge(this.#whole, bucket);
    this.#compress();
    this.#ticks += 1;
    if (this.#ticks % this.#clock !== 0 || this.#whole.count <= this.#gracePeriod) return false;
    let changed = false;
    while (this.#hasCut()) {
      changed = true;
      this.#dropOldest();
    }
    return changed;
  }

  /** A row that is too full gives its two oldest buckets, as one, to the next. */
  #compress(): void {
    for (let index = 0; ; index += 1) {
      const row = this.#rows[index];
      if (row === undefined || row.length <= this.#maxBuckets) return;
      const [first = nothing, second = nothing] = row.splice(0, 2);
      const next = this.#rows[index + 1];
      const merged = merge(first, second);
      if (next === undefined) this.#rows.push([merged]);
      else next.push(merged);
    }
  }

  #hasCut(): boolean {
    let older = nothing;
    for (let index = this.#rows.length - 1; index >= 0; index -= 1) {
      for (const bucket of this.#rows[index] ?? []) {
        older = merge(older, bucket);
        if (this.#isChange(older)) return true;
      }
    }
    return false;
  }

  #isChange(older: Moments): boolean {
    const { count, total, squares } = this.#whole;
    const newerCount = count - older.count;
    if (older.count < this.#minLength || newerCount < this.#minLength) return false;
    const difference = older.total / older.count - (total - older.total) / newerCount;
    const d = Math.log((2 * Math.log(count)) / this.#delta);
    const m = 1 / (older.count - this.#minLength + 1) + 1 / (newerCount - this.#minLength + 1);
    const bound = Math.sqrt(2 * m * (squares / count) * d) + (2 / 3) * d * m;
    return Math.abs(difference) > bound;
  }

  #dropOldest(): void {
    const row = this.#rows.at(-1);
    const oldest = row?.shift();
    if (oldest === undefined) return;
    this.#whole = subtract(this.#whole, oldest);
    while (this.#rows.length > 1 && this.#rows.at(-1)?.length === 0) this.#rows.pop();
  }
}

function merge(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b;
  const count = a.count + b.count;
  const offset = a.total / a.count - b.total / b.count;
  return {
    count,
    total: a.total + b.total,
    squares: a.squares + b.squares + (a.count * b.count * offset * offset) / count,
  };
}

/** The moments of what is left when a part is taken out. */
function subtract(whole: Moments, part: Moments): Moments {
  const count = whole.count - part.count;
  const total = whole.total - part.total;
  if (count <= 0) return nothing;
  const offset = part.total / part.count - total / count;
  const between = (part.count * count * offset * offset) / whole.count;
  return { count, total, squares: Math.max(0, whole.squares - part.squares - between) };
}
