import type { JsonObject } from "../text/jsonLines.ts";
import { setNamed } from "../namedValues.ts";

const maxNesting = 64;
const maxValues = 100_000;

/**
 * A Python file of assignments of plain values, as MMEngine dumps its configuration:
 * `optimizer = dict(lr=0.02, type='SGD')`. Nothing is run. Numbers that
 * JavaScript would write otherwise come as text (`1e-4`, `1.0`), None as null, tuples and sets as lists; whatever else stands there (a call, an
 * arithmetic expression) ends its statement's reading, and the statement is left out.
 */
export function parsePythonConfig(text: string): JsonObject {
  const values: JsonObject = {};
  const reader = new Literals(text);
  for (const match of text.matchAll(/^([A-Za-z_]\w*)[ \t]*=(?!=)[ \t]*/gm)) {
    const start = match.index + match[0].length;
    // A line of a text in quotes may look like an assignment.
    if (start < reader.end) continue;
    const value = reader.readAt(start);
    if (value !== undefined) setNamed<unknown>(values, match[1] ?? "", value);
  }
  return values;
}

const space = /(?:[ \t\r\n]|\\\r?\n|#[^\n]*)*/y;
const word = /[A-Za-z_]\w*/y;
const number = /[-+]?(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?)/y;
const quote = /[rRbBuU]{0,2}('''|"""|'|")/y;
const constants: ReadonlyMap<string, boolean | null> = new Map([
  ["True", true],
  ["False", false],
  ["None", null],
]);

/** Thrown at what is no literal; never leaves this file. */
class NotLiteral extends Error {}

class Literals {
  readonly #text: string;
  #at = 0;
  #values = 0;
  /** Where the last whole value ended. */
  end = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Undefined for what is no literal. */
  readAt(offset: number): unknown {
    this.#at = offset;
    try {
      const value = this.#value(0);
      this.end = this.#at;
      return value;
    } catch (error) {
      if (error instanceof NotLiteral) return undefined;
      throw error;
    }
  }

  #value(depth: number): unknown {
    if (depth > maxNesting || ++this.#values > maxValues) throw new NotLiteral();
    const text = this.#take(quote);
    if (text !== undefined) return this.#string(text);
    const written = this.#take(number);
    if (written !== undefined)
      return String(Number(written)) === written ? Number(written) : written;
    const char = this.#text[this.#at];
    if (char === "[" || char === "(") return this.#list(char === "[" ? "]" : ")", depth);
    if (char === "{") return this.#braces(depth);
    return this.#word(depth);
  }

  #word(depth: number): unknown {
    const name = this.#take(word);
    if (name === undefined) throw new NotLiteral();
    const constant = constants.get(name);
    if (constant !== undefined) return constant;
    if (name === "dict" && this.#skip("(")) return this.#keywords(depth);
    if ((name === "set" || name === "tuple" || name === "list") && this.#skip("(")) {
      const items = this.#items(")", depth);
      return Array.isArray(items[0]) ? items[0] : items;
    }
    if (name === "float" && this.#skip("(")) return this.#items(")", depth)[0];
    throw new NotLiteral();
  }

  #keywords(depth: number): JsonObject {
    const values: JsonObject = {};
    this.#space();
    while (!this.#skip(")")) {
      const name = this.#take(word);
      if (name === undefined || !this.#skip("=")) throw new NotLiteral();
      this.#space();
      setNamed(values, name, this.#value(depth + 1));
      this.#separate(")");
    }
    return values;
  }

  #list(close: string, depth: number): unknown {
    this.#at++;
    const start = this.#at;
    const items = this.#items(close, depth);
    // `(1)` is a number in parentheses, `(1, )` a tuple.
    const isGroup =
      close === ")" && items.length === 1 && !/,\s*\)$/.test(this.#text.slice(start, this.#at));
    return isGroup ? items[0] : items;
  }

  #items(close: string, depth: number): unknown[] {
    const items: unknown[] = [];
    this.#space();
    while (!this.#skip(close)) {
      items.push(this.#value(depth + 1));
      this.#separate(close);
    }
    return items;
  }

  #braces(depth: number): unknown {
    this.#at++;
    const values: JsonObject = {};
    const items: unknown[] = [];
    this.#space();
    while (!this.#skip("}")) {
      const key = this.#value(depth + 1);
      if (this.#skip(":")) {
        this.#space();
        setNamed(values, textOf(key), this.#value(depth + 1));
      } else items.push(key);
      this.#separate("}");
    }
    return items.length > 0 ? items : values;
  }

  /** A comma, unless the end comes next. */
  #separate(close: string): void {
    const hasComma = this.#skip(",");
    this.#space();
    if (!hasComma && this.#text[this.#at] !== close) throw new NotLiteral();
  }

  /** The rest of a text after its opening quote, and those that follow it without a comma. */
  #string(opening: string): string {
    const isRaw = /^[bBuU]?[rR]/.test(opening);
    const mark = opening.replace(/^[a-zA-Z]*/, "");
    let end = this.#at;
    while (!this.#text.startsWith(mark, end)) {
      if (end >= this.#text.length || (mark.length === 1 && this.#text[end] === "\n")) {
        throw new NotLiteral();
      }
      end += this.#text[end] === "\\" ? 2 : 1;
    }
    const raw = this.#text.slice(this.#at, end);
    this.#at = end + mark.length;
    const text = isRaw ? raw : unescape(raw);
    const after = this.#at;
    this.#space();
    const next = this.#take(quote);
    if (next !== undefined) return text + this.#string(next);
    this.#at = after;
    return text;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skip(char: string): boolean {
    const before = this.#at;
    this.#space();
    if (this.#text.startsWith(char, this.#at)) {
      this.#at += char.length;
      return true;
    }
    this.#at = before;
    return false;
  }

  #space(): void {
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

function unescape(raw: string): string {
  return raw.replace(/\\([\s\S])/g, (both, char: string) => {
    if (Object.hasOwn(escapes, char)) return escapes[char] ?? "";
    return char === "\\" || char === "'" || char === '"' ? char : both;
  });
}

function textOf(key: unknown): string {
  return typeof key === "string" ? key : JSON.stringify(key);
}
