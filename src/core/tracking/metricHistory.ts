/** One logged point. Time in milliseconds since the epoch. */
export interface MetricPoint {
  readonly step: number;
  readonly time: number;
  readonly value: number;
}

/** How far back a late point is put in its place at once; farther ones wait for the next read. */
const insertReach = 1024;

/**
 * The points of one metric, 24 bytes each, kept in the order (time, step, value) that MLflow's
 * history has. Appending in order costs the same however long the history is.
 *
 * Invariant: an exact duplicate (same step, time and value) is held once: a client that sends a
 * request again after a lost answer changes nothing.
 */
export class MetricHistory {
  #steps = new Float64Array(4);
  #times = new Float64Array(4);
  #values = new Float64Array(4);
  #count = 0;
  #isSorted = true;
  #latest: MetricPoint | undefined;

  /** The point of the greatest (step, time, value). */
  get latest(): MetricPoint | undefined {
    return this.#latest;
  }

  /** False when the point is there already. */
  add(step: number, time: number, value: number): boolean {
    const at = this.#isSorted ? this.#placeOf(step, time, value) : this.#count;
    if (at < 0) return false;
    this.#insert(at, step, time, value);
    const latest = this.#latest;
    if (latest === undefined || isLater(latest, step, time, value)) {
      this.#latest = { step, time, value };
    }
    return true;
  }

  /** True when the point is there; a late one that is out of reach of the newest may be missed. */
  has(step: number, time: number, value: number): boolean {
    if (this.#count === 0 || !this.#isSorted || time > (this.#times[this.#count - 1] ?? 0)) {
      return false;
    }
    const reach = Math.max(0, this.#count - insertReach);
    for (let at = this.#count - 1; at >= reach; at -= 1) {
      const order = this.#compareAt(at, step, time, value);
      if (order <= 0) return order === 0;
    }
    return false;
  }

  /** How many points there are, duplicates not counted. */
  count(): number {
    this.#sort();
    return this.#count;
  }

  /** Points `start` to `end` in the order (time, step, value). */
  slice(start: number, end: number): readonly MetricPoint[] {
    this.#sort();
    const last = Math.min(end, this.#count);
    const points: MetricPoint[] = [];
    for (let at = Math.max(0, start); at < last; at += 1) points.push(this.#point(at));
    return points;
  }

  #point(at: number): MetricPoint {
    return {
      step: this.#steps[at] ?? 0,
      time: this.#times[at] ?? 0,
      value: this.#values[at] ?? NaN,
    };
  }

  /** Where the point belongs; -1 when it is there. Marks the history unsorted when out of reach. */
  #placeOf(step: number, time: number, value: number): number {
    const reach = Math.max(0, this.#count - insertReach);
    let at = this.#count;
    while (at > reach) {
      const order = this.#compareAt(at - 1, step, time, value);
      if (order < 0) return at;
      if (order === 0) return -1;
      at -= 1;
    }
    if (at === 0) return 0;
    this.#isSorted = this.#compareAt(at - 1, step, time, value) < 0;
    return this.#isSorted ? at : this.#count;
  }

  #compareAt(at: number, step: number, time: number, value: number): number {
    const byTime = (this.#times[at] ?? 0) - time;
    if (byTime !== 0) return byTime;
    const byStep = (this.#steps[at] ?? 0) - step;
    return byStep === 0 ? compareValues(this.#values[at] ?? NaN, value) : byStep;
  }

  #insert(at: number, step: number, time: number, value: number): void {
    if (this.#count === this.#steps.length) this.#grow();
    if (at < this.#count) {
      for (const column of [this.#steps, this.#times, this.#values]) {
        column.copyWithin(at + 1, at, this.#count);
      }
    }
    this.#steps[at] = step;
    this.#times[at] = time;
    this.#values[at] = value;
    this.#count += 1;
  }

  #grow(): void {
    const length = this.#steps.length * 2;
    this.#steps = grown(this.#steps, length);
    this.#times = grown(this.#times, length);
    this.#values = grown(this.#values, length);
  }

  #sort(): void {
    if (this.#isSorted) return;
    const order = Array.from({ length: this.#count }, (_, at) => at);
    order.sort((left, right) => {
      const { step, time, value } = this.#point(right);
      return this.#compareAt(left, step, time, value);
    });
    const points = order.map((at) => this.#point(at));
    this.#count = 0;
    this.#isSorted = true;
    for (const { step, time, value } of points) {
      const isDuplicate =
        this.#count > 0 && this.#compareAt(this.#count - 1, step, time, value) === 0;
      if (!isDuplicate) this.#insert(this.#count, step, time, value);
    }
  }
}

function grown(column: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(column);
  return larger;
}

function isLater(latest: MetricPoint, step: number, time: number, value: number): boolean {
  if (step !== latest.step) return step > latest.step;
  if (time !== latest.time) return time > latest.time;
  return compareValues(value, latest.value) > 0;
}

/** NaN before every number, so that the latest of equal points is a number. */
function compareValues(left: number, right: number): number {
  if (left === right) return 0;
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : -1;
  if (Number.isNaN(right)) return 1;
  return left < right ? -1 : 1;
}
