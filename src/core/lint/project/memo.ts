/**
 * Values that are computed once and again when what they were computed from changes. Whoever reads
 * an input inside a computation calls `track`; computations may read each other.
 */
export class TrackedMemo {
  readonly #cells = new Map<string, Cell>();
  /** What is computed now, the innermost last: each with what it has read. */
  readonly #running: Cell[][] = [];
  readonly #isTracking: boolean;

  /** Without tracking nothing is noted of what depends on what, and any change forgets all. */
  constructor(isTracking = true) {
    this.#isTracking = isTracking;
  }

  /** Notes that the computation under way reads an input. */
  track(key: string): void {
    if (!this.#isTracking) return;
    const reads = this.#running.at(-1);
    if (reads !== undefined) addRead(reads, this.#cell(key));
  }

  /** Computes something that whoever asks for it now is not to be told of when it changes. */
  untracked<T>(compute: () => T): T {
    this.#running.push([]);
    try {
      return compute();
    } finally {
      this.#running.pop();
    }
  }

  /** Throws what `compute` throws, and remembers nothing then. */
  get<T>(key: string, compute: () => T): T {
    const cell = this.#cell(key);
    const outer = this.#running.at(-1);
    if (outer !== undefined && this.#isTracking) addRead(outer, cell);
    if (cell.reads !== undefined) return cell.value as T;
    const reads: Cell[] = [];
    this.#running.push(reads);
    try {
      const value = compute();
      this.#keep(key, value, reads);
      return value;
    } finally {
      this.#running.pop();
    }
  }

  has(key: string): boolean {
    return this.#cells.get(key)?.reads !== undefined;
  }

  /** Forgets all that was computed from these inputs; the keys of what was forgotten. */
  invalidate(inputs: Iterable<string>): ReadonlySet<string> {
    const forgotten = new Set<string>();
    const open = this.#isTracking ? this.#known(inputs) : [...this.#cells.values()];
    for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
      if (cell.isGone) continue;
      cell.isGone = true;
      this.#cells.delete(cell.key);
      if (cell.reads !== undefined) forgotten.add(cell.key);
      for (const read of cell.reads ?? []) removeReader(read, cell);
      if (cell.readers instanceof Set) open.push(...cell.readers);
      else if (cell.readers !== undefined) open.push(cell.readers);
      cell.readers = undefined;
    }
    return forgotten;
  }

  #known(keys: Iterable<string>): Cell[] {
    return [...keys].flatMap((key) => this.#cells.get(key) ?? []);
  }

  #cell(key: string): Cell {
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const made: Cell = {
      key,
      value: undefined,
      reads: undefined,
      readers: undefined,
      lastReads: undefined,
      isGone: false,
    };
    this.#cells.set(key, made);
    return made;
  }

  /** Both cells and inputs may have been forgotten while this was computed. */
  #keep(key: string, value: unknown, reads: readonly Cell[]): void {
    const cell = this.#cell(key);
    const current = reads.map((read) => (read.isGone ? this.#cell(read.key) : read));
    cell.value = value;
    cell.reads = current;
    for (const read of current) addReader(read, cell);
  }
}

/** A value, or an input that values were computed from. */
interface Cell {
  readonly key: string;
  value: unknown;
  /** What the value was computed from; undefined where there is no value. */
  reads: readonly Cell[] | undefined;
  /** Values that were computed from this: nearly always one. */
  readers: Cell | Set<Cell> | undefined;
  /** The list that this was added to last: most computations read the same thing often. */
  lastReads: Cell[] | undefined;
  isGone: boolean;
}

function addRead(reads: Cell[], cell: Cell): void {
  if (cell.lastReads === reads) return;
  cell.lastReads = reads;
  reads.push(cell);
}

function addReader(cell: Cell, reader: Cell): void {
  const { readers } = cell;
  if (readers === undefined || readers === reader) cell.readers = reader;
  else if (readers instanceof Set) readers.add(reader);
  else cell.readers = new Set([readers, reader]);
}

function removeReader(cell: Cell, reader: Cell): void {
  const { readers } = cell;
  if (readers === reader) cell.readers = undefined;
  else if (readers instanceof Set) readers.delete(reader);
}
