import { QueryFault } from "./query.ts";

export type Token =
  | { readonly kind: "symbol"; readonly text: string; readonly offset: number }
  /** Quoted text. */
  | { readonly kind: "string"; readonly text: string; readonly offset: number }
  | {
      readonly kind: "word";
      readonly text: string;
      readonly offset: number;
      /** A part of it stood in back-quotes: it is a name, not a keyword. */
      readonly isQuoted: boolean;
    }
  | { readonly kind: "end"; readonly text: ""; readonly offset: number };

const symbols = ["!~", "<=", ">=", "!=", "<>", "==", "<", ">", "=", "~", "(", ")", ","];
const wordEnd = /[\s()=<>!~,"']/;

/** Throws QueryFault. */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    const character = text.charAt(offset);
    if (/\s/.test(character)) {
      offset++;
      continue;
    }
    const symbol = symbols.find((candidate) => text.startsWith(candidate, offset));
    if (symbol !== undefined) {
      tokens.push({ kind: "symbol", text: symbol, offset });
      offset += symbol.length;
    } else if (character === '"' || character === "'") {
      const { value, end } = readQuoted(text, offset);
      tokens.push({ kind: "string", text: value, offset });
      offset = end;
    } else if (character === "!") {
      throw new QueryFault('"!" is not an operator; write "not"', offset);
    } else {
      const word = readWord(text, offset);
      tokens.push({ kind: "word", text: word.value, offset, isQuoted: word.isQuoted });
      offset = word.end;
    }
  }
  tokens.push({ kind: "end", text: "", offset: text.length });
  return tokens;
}

/** A word, in which names that are not plain stand in back-quotes or, after a dot, in quotes. */
function readWord(
  text: string,
  start: number,
): { readonly value: string; readonly end: number; readonly isQuoted: boolean } {
  let value = "";
  let isQuoted = false;
  let offset = start;
  while (offset < text.length) {
    const character = text.charAt(offset);
    const isQuote = character === "`" || (character === '"' && value.endsWith("."));
    if (isQuote) {
      const quoted = readQuoted(text, offset);
      value += quoted.value;
      isQuoted = true;
      offset = quoted.end;
    } else if (wordEnd.test(character)) break;
    else {
      value += character;
      offset++;
    }
  }
  return { value, end: offset, isQuoted };
}

/** Quotes inside are doubled or have a backslash before them. */
function readQuoted(text: string, start: number): { readonly value: string; readonly end: number } {
  const quote = text.charAt(start);
  let value = "";
  for (let offset = start + 1; offset < text.length; offset++) {
    const character = text.charAt(offset);
    const next = text.charAt(offset + 1);
    if (character === "\\" && (next === quote || next === "\\")) {
      value += next;
      offset++;
    } else if (character !== quote) value += character;
    else if (next === quote) {
      value += quote;
      offset++;
    } else return { value, end: offset + 1 };
  }
  throw new QueryFault(`this ${quote} is not closed`, start);
}
