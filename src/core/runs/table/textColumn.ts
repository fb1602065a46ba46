import { parseNumber } from "../query/literals.ts";

/** Numbers come first, then text, then NaN, then what is missing. */
export const rankOf = { number: 0, text: 1, notANumber: 2, missing: 3 } as const;

/** What a column sorts by: first by rank, whatever the direction, then by key. */
export interface SortKeys {
  readonly ranks: Uint8Array;
  readonly keys: Float64Array;
}

const missing = -1;

/** Texts by row. Each different text is held once, with its number when it is one. */
export class TextColumn {
  readonly #texts: string[] = [];
  readonly #numbers: (number | undefined)[] = [];
  readonly #lowerTexts: string[] = [];
  readonly #idOf = new Map<string, number>();
  #ids = new Int32Array(0);
  #count = 0;
  #numberCount = 0;
  /** Places of the texts in alphabetical order; made anew after a text was added. */
  #order: Float64Array | undefined;

  /** All texts in one, which is searched far faster than each; made anew after one was added. */
  #haystack: Haystack | undefined;

  get count(): number {
    return this.#count;
  }

  get isNumeric(): boolean {
    return this.#count > 0 && this.#numberCount === this.#count;
  }

  get(row: number): string | null {
    const id = this.#ids[row] ?? missing;
    return id === missing ? null : (this.#texts[id] ?? null);
  }

  set(row: number, text: string | null): void {
    if (row >= this.#ids.length) this.#grow(row);
    const before = this.#ids[row] ?? missing;
    if (text === null ? before === missing : this.#texts[before] === text) return;
    if (before !== missing) this.#add(before, -1);
    const id = text === null ? missing : this.#idFor(text);
    if (id !== missing) this.#add(id, 1);
    this.#ids[row] = id;
  }

  /** Marks the rows whose text contains `part`, which is in lower case and not empty. */
  markMatches(part: string, marks: Uint8Array): void {
    const isMatch = this.#textsWith(part);
    if (isMatch === undefined) return;
    const end = Math.min(this.#ids.length, marks.length);
    for (let row = 0; row < end; row++) {
      const id = this.#ids[row] ?? missing;
      if (id !== missing && isMatch[id] === 1) marks[row] = 1;
    }
  }

  sortKeys(rows: Uint32Array, size: number): SortKeys {
    const order = (this.#order ??= this.#alphabetical());
    const ranks = new Uint8Array(size);
    const keys = new Float64Array(size);
    for (const row of rows) {
      const id = this.#ids[row] ?? missing;
      const number = this.#numbers[id];
      if (id === missing) ranks[row] = rankOf.missing;
      else if (number === undefined) {
        ranks[row] = rankOf.text;
        keys[row] = order[id] ?? 0;
      } else if (Number.isNaN(number)) ranks[row] = rankOf.notANumber;
      else keys[row] = number;
    }
    return { ranks, keys };
  }

  /** By id; undefined when no text contains it. */
  #textsWith(part: string): Uint8Array | undefined {
    const { text, ends } = (this.#haystack ??= joinTexts(this.#lowerTexts));
    let isMatch: Uint8Array | undefined;
    let id = 0;
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, ends[id - 1])) {
      while ((ends[id] ?? Infinity) <= at) id++;
      isMatch ??= new Uint8Array(ends.length);
      // A part with a separator in it may reach over into the next text.
      if (at + part.length < (ends[id] ?? 0)) isMatch[id] = 1;
      id++;
      if (id >= ends.length) break;
    }
    return isMatch;
  }

  #add(id: number, change: number): void {
    this.#count += change;
    if (this.#numbers[id] !== undefined) this.#numberCount += change;
  }

  #idFor(text: string): number {
    const known = this.#idOf.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#texts.push(text);
    this.#lowerTexts.push(text.toLowerCase());
    this.#numbers.push(parseNumber(text));
    this.#idOf.set(text, id);
    this.#order = undefined;
    this.#haystack = undefined;
    return id;
  }

  #alphabetical(): Float64Array {
    // Numbers are ordered by themselves; there may be as many of them as runs.
    const ids = this.#lowerTexts.map((_, id) => id);
    const sorted = ids.filter((id) => this.#numbers[id] === undefined);
    sorted.sort((a, b) => compareTexts(this.#lowerTexts[a] ?? "", this.#lowerTexts[b] ?? ""));
    const order = new Float64Array(ids.length);
    let place = 0;
    let before: string | undefined;
    for (const id of sorted) {
      const text = this.#lowerTexts[id];
      if (text !== before) place++;
      before = text;
      order[id] = place;
    }
    return order;
  }

  #grow(row: number): void {
    const larger = new Int32Array(Math.max(64, this.#ids.length * 2, row + 1)).fill(missing);
    larger.set(this.#ids);
    this.#ids = larger;
  }
}

interface Haystack {
  /** The texts, each ended by U+0000. */
  readonly text: string;
  /** Where each ends, behind its separator. */
  readonly ends: Uint32Array;
}

function joinTexts(texts: readonly string[]): Haystack {
  let end = 0;
  const ends = Uint32Array.from(texts, (text) => (end += text.length + 1));
  return { text: texts.map((text) => `${text}\0`).join(""), ends };
}

/** "run-9" comes before "run-10". Made once: making a collator is slow. */
const collator = new Intl.Collator("en", { numeric: true });

function compareTexts(a: string, b: string): number {
  return collator.compare(a, b);
}
