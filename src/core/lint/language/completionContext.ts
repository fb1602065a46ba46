import type { Span } from "../source/nodes.ts";
import { lineBefore } from "./textPlaces.ts";

/**
 * Where a cursor stands in YAML that is being typed, by the lines before it: the tree of a string
 * that breaks at the cursor says little of that place.
 */
export interface TypedPlace {
  /** Keys that are above; 0 for each list. */
  readonly steps: readonly (string | number)[];
  /** A key stands before it on its line: `remote: |`. */
  readonly isValue: boolean;
  /** What is typed of the key or value so far. */
  readonly prefix: string;
  /** Where that stands. */
  readonly span: Span;
}

interface Token {
  readonly column: number;
  /** Undefined for the dash of a list's item. */
  readonly key: string | undefined;
}

const maxLines = 20_000;

export function typedPlaceAt(text: string, offset: number): TypedPlace {
  const line = lineBefore(text, offset).replace(/\r$/, "");
  const { tokens, rest } = readLine(line);
  const flow = /^[[{]/.exec(rest) === null ? undefined : rest;
  const written =
    flow === undefined
      ? rest
      : flow.slice(Math.max(flow.lastIndexOf("["), flow.lastIndexOf(",")) + 1);
  const prefix = written.replace(/^\s+/, "").replace(/^["']/, "");
  const column = tokens.length === 0 ? line.length - rest.length : (tokens.at(-1)?.column ?? 0) + 1;
  const isValue = tokens.at(-1)?.key !== undefined && flow?.startsWith("[") !== true;
  const steps = stepsAbove(text, offset - line.length, { tokens, column });
  return {
    steps: flow?.startsWith("[") === true ? [...steps, 0] : steps,
    isValue,
    prefix,
    span: { start: offset - prefix.length, end: offset },
  };
}

/** The dashes and the key that a line begins with, and what stands behind them. */
function readLine(line: string): { readonly tokens: readonly Token[]; readonly rest: string } {
  const tokens: Token[] = [];
  let at = line.length - line.trimStart().length;
  while (line[at] === "-" && (line[at + 1] === " " || at + 1 === line.length)) {
    tokens.push({ column: at, key: undefined });
    at += 1;
    while (line[at] === " ") at++;
  }
  const rest = line.slice(at);
  const key = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#[{][^#]*?))\s*:(?:\s+|$)/.exec(rest.slice(0, 500));
  if (key === null) return { tokens, rest };
  tokens.push({ column: at, key: key[1] ?? key[2] ?? key[3] ?? "" });
  return { tokens, rest: rest.slice(key[0].length) };
}

interface Begun {
  readonly tokens: readonly Token[];
  readonly column: number;
}

/** Goes up to ever smaller indentation. A list may stand as far left as the key above it. */
function stepsAbove(text: string, lineStart: number, begun: Begun): (string | number)[] {
  const steps: (string | number)[] = [];
  let { column } = begun;
  let isDash = false;
  const take = (tokens: readonly Token[]): void => {
    for (const token of tokens.toReversed()) {
      const isAbove = token.column < column;
      const isListOf = isDash && token.key !== undefined && token.column === column;
      if (!isAbove && !isListOf) continue;
      steps.unshift(token.key ?? 0);
      column = token.column;
      isDash = token.key === undefined;
    }
  };
  take(begun.tokens);
  const isOpen = (): boolean => column > 0 || isDash;
  let end = lineStart - 1;
  for (let count = 0; end > 0 && count < maxLines && isOpen(); count++) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(start, end);
    end = start - 1;
    const indent = line.length - line.trimStart().length;
    if (indent > column || line.trim() === "" || line[indent] === "#") continue;
    take(readLine(line).tokens);
  }
  return steps;
}
