import type { DuckDBDataChunk } from "@duckdb/node-api";

const firstCapacity = 2048;

/** A typed array that grows with the pieces that a query's answer arrives in. */
export class NumberBuffer {
  #values = new Float64Array(firstCapacity);
  #length = 0;

  /** Takes a column of DOUBLEs. */
  append(chunk: DuckDBDataChunk, columnIndex: number): void {
    const { rowCount } = chunk;
    this.#reserve(this.#length + rowCount);
    const stored: unknown = Reflect.get(chunk.getColumnVector(columnIndex), "items");
    // The vector's own array is taken whole; the public way makes an object of each value.
    if (stored instanceof Float64Array) this.#values.set(stored, this.#length);
    else
      for (const [index, value] of chunk.getColumnValues(columnIndex).entries())
        this.#values[this.#length + index] = typeof value === "number" ? value : Number.NaN;
    this.#length += rowCount;
  }

  /** The values; nothing can be appended after that. */
  finish(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }

  #reserve(capacity: number): void {
    if (capacity <= this.#values.length) return;
    const grown = new Float64Array(Math.max(capacity, this.#values.length * 2));
    grown.set(this.#values.subarray(0, this.#length));
    this.#values = grown;
  }
}
