import type { Span } from "../source/nodes.ts";
import { holds, type Word } from "./textPlaces.ts";

/** A `${…}` as it is being written: it may lack its end. */
export interface WrittenExpression {
  /** From `$` to behind `}`, or to the cursor where it is not closed. */
  readonly at: Span;
  readonly isClosed: boolean;
  readonly words: readonly Word[];
}

/** The `${…}` around an offset; undefined for `\${`, which is no template. */
export function expressionAt(text: string, offset: number): WrittenExpression | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const start = text.lastIndexOf("${", offset);
  if (start < lineStart || text[start - 1] === "\\") return undefined;
  const lineEnd = text.indexOf("\n", offset);
  const limit = lineEnd < 0 ? text.length : lineEnd;
  const close = text.indexOf("}", start);
  if (close >= 0 && close + 1 < offset) return undefined;
  const isClosed = close >= 0 && close < limit && !text.slice(start + 2, close).includes("${");
  const end = isClosed ? close : Math.max(offset, start + 2);
  const words = expressionWords(text.slice(start + 2, end), start + 2);
  return { at: { start, end: isClosed ? close + 1 : end }, isClosed, words };
}

/** The names and positions of an expression, trimmed, with their places. */
export function expressionWords(inner: string, start: number): readonly Word[] {
  const words: Word[] = [];
  let from = 0;
  for (const match of `${inner}.`.matchAll(/[.[\]]/g)) {
    const part = inner.slice(from, match.index);
    const text = part.trim();
    const isAfterBracket = inner[from - 1] === "]" && text === "";
    if (!isAfterBracket) {
      const at = start + from + (text === "" ? part.length : part.indexOf(text));
      words.push({ text, start: at, end: at + text.length });
    }
    from = match.index + 1;
  }
  return words;
}

/** The word that an offset touches; the last one that begins before it where it touches none. */
export function wordIndexAt(words: readonly Word[], offset: number): number {
  const touched = words.findIndex((word) => holds(word, offset));
  if (touched >= 0) return touched;
  return Math.max(
    0,
    words.findLastIndex((word) => word.start <= offset),
  );
}
