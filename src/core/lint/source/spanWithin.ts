import type { Span } from "./nodes.ts";

/** A place inside of a string: what is missing at the text's end is told at its last character. */
export function spanWithin<T extends Span>(span: T, length: number): T {
  if (span.end <= length) return span;
  return { ...span, start: Math.max(0, Math.min(span.start, length - 1)), end: length };
}
