import type { LintFile } from "../project/lintFile.ts";
import type { ScalarNode, Span } from "../source/nodes.ts";

/** A string with `${…}` in it, taken apart as DVC does it. */
export interface Template {
  readonly node: ScalarNode;
  /** Literal texts, their escapes not yet undone, and expressions, in order. */
  readonly parts: readonly (string | Expression)[];
  readonly expressions: readonly Expression[];
  /** The text is one `${…}` and no more: its value keeps its type. */
  readonly isExact: boolean;
  /** Where `${` stands without a `}` on its line: DVC leaves it as it is. */
  readonly unclosed: readonly Span[];
}

export interface Expression {
  /** From `$` to behind `}`. */
  readonly at: Span;
  /** Between the braces, trimmed. */
  readonly text: string;
  /** Keys and positions, trimmed. */
  readonly steps: readonly string[];
  /** Why DVC cannot read it; undefined where it can. */
  readonly fault: string | undefined;
}

const open = "${";

/** Undefined for a string without `${`. */
export function parseTemplate(node: ScalarNode, file: LintFile): Template | undefined {
  const { text } = node;
  if (!text.includes(open)) return undefined;
  const places = placesOf(node, file);
  const parts: (string | Expression)[] = [];
  const unclosed: Span[] = [];
  let from = 0;
  let place = 0;
  for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, at + 2)) {
    const span = places?.[place++] ?? node;
    if (text[at - 1] === "\\") continue;
    const end = closeOnLine(text, at);
    if (end === undefined) {
      unclosed.push(places === undefined ? node : { start: span.start, end: span.start + 2 });
      continue;
    }
    if (at > from) parts.push(text.slice(from, at));
    const inner = text.slice(at + 2, end);
    parts.push(parseExpression(inner, span));
    // What opens inside the braces belongs to them.
    place += countOf(inner, open);
    from = end + 1;
    at = end - 1;
  }
  if (from < text.length) parts.push(text.slice(from));
  const expressions = parts.filter((part) => typeof part !== "string");
  const isExact = parts.length === 1 && expressions.length === 1;
  return { node, parts, expressions, isExact, unclosed };
}

/** Where the `}` stands that closes; expressions never span lines. */
function closeOnLine(text: string, at: number): number | undefined {
  const end = text.indexOf("}", at);
  const line = text.indexOf("\n", at);
  return end < 0 || (line >= 0 && line < end) ? undefined : end;
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

/** Where each `${` stands in the file; undefined where the text is written otherwise than it reads. */
function placesOf(node: ScalarNode, file: LintFile): readonly Span[] | undefined {
  const written = file.text.slice(node.start, node.end);
  if (countOf(written, open) !== countOf(node.text, open)) return undefined;
  const found: Span[] = [];
  for (let at = written.indexOf(open); at >= 0; at = written.indexOf(open, at + 2)) {
    const close = written.indexOf("}", at);
    const start = node.start + at;
    found.push({ start, end: close < 0 ? start + 2 : node.start + close + 1 });
  }
  return found;
}

/** `word ((.word)|([word]))*`, where a word is anything without `.`, `[` and `]`. */
const grammar = /^[^.[\]]+(?:\s*\.[^.[\]]+|\s*\[[^.[\]]+\s*\])*\s*$/;

function parseExpression(inner: string, at: Span): Expression {
  const steps = inner
    .replaceAll("[", ".")
    .replaceAll("]", "")
    .split(".")
    .map((step) => step.trim());
  return { at, text: inner.trim(), steps, fault: faultOf(inner) };
}

function faultOf(inner: string): string | undefined {
  if (inner.trim() === "") return "nothing stands between the braces";
  if (grammar.test(inner)) return undefined;
  if (/^\s*\.|\.\s*(?:\.|\[|$)/.test(inner)) return "a name is missing at a `.`";
  if (/\[\s*\]/.test(inner)) return "a position is missing between `[` and `]`";
  return "names are joined by `.`, positions stand in `[…]`";
}
