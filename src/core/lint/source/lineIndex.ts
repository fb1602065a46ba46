/** Turns offsets in a string into lines and columns and back. Both count from 0, in UTF-16 units. */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
      this.#starts.push(at + 1);
    }
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: Math.max(0, offset - (this.#starts[low] ?? 0)) };
  }

  /** The offset of a place; places behind the end of the text are its end. */
  offset({ line, column }: Position): number {
    const start = this.#starts[Math.max(0, line)];
    return start === undefined ? this.#length : Math.min(start + column, this.#length);
  }

  /** Where a line begins; the end of the text for lines behind it. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#length;
  }
}

export interface Position {
  readonly line: number;
  readonly column: number;
}
