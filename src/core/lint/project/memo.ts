/**
 * Values that are computed once and again when what they were computed from changes. Whoever reads
 * an input inside a computation calls `track`; computations may read each other.
 */
export class TrackedMemo {
  readonly #tables = new Map<string, Map<string, Cell>>();
  /** What is computed now, the innermost last: each with what it has read. */
  readonly #running: Cell[][] = [];
  readonly #isTracking: boolean;

  /** Without tracking nothing is noted of what depends on what, and any change forgets all. */
  constructor(isTracking = true) {
    this.#isTracking = isTracking;
  }

  /** Notes that the computation under way reads an input. */
  track(kind: string, name = ""): void {
    if (!this.#isTracking) return;
    const reads = this.#running.at(-1);
    if (reads !== undefined) addRead(reads, this.#cell(kind, name));
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

  /**
   * Values are known by their kind and their name: two short looks instead of one with a string that
   * is put together first. Throws what `compute` throws, and remembers nothing then.
   */
  get<T>(kind: string, name: string, compute: () => T): T {
    const cell = this.#cell(kind, name);
    if (this.#isTracking) {
      const outer = this.#running.at(-1);
      if (outer !== undefined) addRead(outer, cell);
    }
    if (cell.reads !== undefined) return cell.value as T;
    if (!this.#isTracking) return this.#keep(cell, compute(), noReads);
    const reads: Cell[] = [];
    this.#running.push(reads);
    try {
      return this.#keep(cell, compute(), reads);
    } finally {
      this.#running.pop();
    }
  }

  has(kind: string, name: string): boolean {
    return this.#tables.get(kind)?.get(name)?.reads !== undefined;
  }

  /** Forgets all that was computed from these inputs; what was forgotten. */
  invalidate(inputs: Iterable<MemoKey>): readonly MemoKey[] {
    const forgotten: MemoKey[] = [];
    const open = this.#isTracking ? this.#known(inputs) : this.#all();
    for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
      if (cell.isGone) continue;
      cell.isGone = true;
      this.#tables.get(cell.kind)?.delete(cell.name);
      if (cell.reads !== undefined) forgotten.push(cell);
      for (const read of cell.reads ?? []) removeReader(read, cell);
      if (cell.readers instanceof Set) open.push(...cell.readers);
      else if (cell.readers !== undefined) open.push(cell.readers);
      cell.readers = undefined;
    }
    return forgotten;
  }

  #known(keys: Iterable<MemoKey>): Cell[] {
    return [...keys].flatMap(({ kind, name }) => this.#tables.get(kind)?.get(name) ?? []);
  }

  #all(): Cell[] {
    return [...this.#tables.values()].flatMap((table) => [...table.values()]);
  }

  #cell(kind: string, name: string): Cell {
    const table = this.#tables.get(kind);
    const known = table?.get(name);
    if (known !== undefined) return known;
    const made: Cell = {
      kind,
      name,
      value: undefined,
      reads: undefined,
      readers: undefined,
      lastReads: undefined,
      isGone: false,
    };
    if (table === undefined) this.#tables.set(kind, new Map([[name, made]]));
    else table.set(name, made);
    return made;
  }

  /** Both the value's cell and inputs may have been forgotten while it was computed. */
  #keep<T>(asked: Cell, value: T, reads: readonly Cell[]): T {
    const cell = this.#current(asked);
    cell.value = value;
    if (reads === noReads) {
      cell.reads = noReads;
      return value;
    }
    const current = reads.map((read) => this.#current(read));
    cell.reads = current;
    for (const read of current) addReader(read, cell);
    return value;
  }

  #current(cell: Cell): Cell {
    return cell.isGone ? this.#cell(cell.kind, cell.name) : cell;
  }
}

/** `disk` and a path: what is computed or read, and of what. */
export interface MemoKey {
  readonly kind: string;
  readonly name: string;
}

const noReads: readonly Cell[] = [];

/** A value, or an input that values were computed from. */
interface Cell extends MemoKey {
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
