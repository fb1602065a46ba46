/**
 * Values that are computed once and again when what they were computed from changes. Whoever reads
 * an input inside a computation calls `track`; computations may read each other.
 */
export class TrackedMemo {
  readonly #cells = new Map<string, Cell>();
  readonly #readers = new Map<string, Set<string>>();
  readonly #running: Set<string>[] = [];

  /** Notes that the computation under way reads an input. */
  track(key: string): void {
    this.#running.at(-1)?.add(key);
  }

  /** Computes something that whoever asks for it now is not to be told of when it changes. */
  untracked<T>(compute: () => T): T {
    this.#running.push(new Set());
    try {
      return compute();
    } finally {
      this.#running.pop();
    }
  }

  /** Throws what `compute` throws, and remembers nothing then. */
  get<T>(key: string, compute: () => T): T {
    this.track(key);
    const known = this.#cells.get(key);
    if (known !== undefined) return known.value as T;
    const reads = new Set<string>();
    this.#running.push(reads);
    try {
      const value = compute();
      this.#cells.set(key, { value, reads });
      for (const read of reads) {
        const readers = this.#readers.get(read);
        if (readers === undefined) this.#readers.set(read, new Set([key]));
        else readers.add(key);
      }
      return value;
    } finally {
      this.#running.pop();
    }
  }

  has(key: string): boolean {
    return this.#cells.has(key);
  }

  /** Forgets all that was computed from these inputs; the keys of what was forgotten. */
  invalidate(inputs: Iterable<string>): ReadonlySet<string> {
    const forgotten = new Set<string>();
    const open = [...inputs];
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      const cell = this.#cells.get(key);
      if (cell !== undefined) {
        this.#cells.delete(key);
        forgotten.add(key);
        for (const read of cell.reads) this.#readers.get(read)?.delete(key);
      }
      const readers = this.#readers.get(key);
      if (readers === undefined) continue;
      this.#readers.delete(key);
      open.push(...readers);
    }
    return forgotten;
  }
}

interface Cell {
  readonly value: unknown;
  readonly reads: ReadonlySet<string>;
}
