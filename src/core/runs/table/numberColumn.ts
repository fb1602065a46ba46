import { rankOf, type SortKeys } from "./textColumn.ts";

/** Numbers by row; a row without one is told apart from NaN. */
export class NumberColumn {
  #values = new Float64Array(0);
  #isPresent = new Uint8Array(0);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get(row: number): number | null {
    return this.#isPresent[row] === 1 ? (this.#values[row] ?? null) : null;
  }

  set(row: number, value: number | null): void {
    if (row >= this.#values.length) {
      if (value === null) return;
      this.#grow(row);
    }
    const isPresent = value === null ? 0 : 1;
    this.#count += isPresent - (this.#isPresent[row] ?? 0);
    this.#isPresent[row] = isPresent;
    this.#values[row] = value ?? 0;
  }

  sortKeys(rows: Uint32Array, size: number): SortKeys {
    const ranks = new Uint8Array(size);
    const keys = new Float64Array(size);
    for (const row of rows) {
      const value = this.#values[row] ?? 0;
      if (this.#isPresent[row] !== 1) ranks[row] = rankOf.missing;
      else if (Number.isNaN(value)) ranks[row] = rankOf.notANumber;
      else keys[row] = value;
    }
    return { ranks, keys };
  }

  #grow(row: number): void {
    const capacity = Math.max(64, this.#values.length * 2, row + 1);
    const values = new Float64Array(capacity);
    values.set(this.#values);
    this.#values = values;
    const isPresent = new Uint8Array(capacity);
    isPresent.set(this.#isPresent);
    this.#isPresent = isPresent;
  }
}
