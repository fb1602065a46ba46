/** Tokens of Python source, as far as reading literal calls needs them; never fails. */

export type PythonTokenKind = "name" | "number" | "string" | "operator";

export interface PythonToken {
  readonly kind: PythonTokenKind;
  /** The value of a string; for the others the text. */
  readonly text: string;
  /** A string whose value is only known at run time (f-string) or is bytes. */
  readonly isOpaque: boolean;
  /** First token of a line, outside brackets. */
  readonly isLineStart: boolean;
}

const pattern = new RegExp(
  [
    String.raw`(?<space>[ \t\f\r]+|\\\r?\n)`,
    String.raw`(?<newline>\n)`,
    String.raw`(?<comment>#[^\n]*)`,
    String.raw`(?<quote>(?:[bBfFrRuUtT]{1,2})?(?:"""|'''|"|'))`,
    String.raw`(?<number>(?:0[xXoObB][\w]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)[jJ]?)`,
    String.raw`(?<name>[\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<operator>[\s\S])`,
  ].join("|"),
  "uy",
);

export function tokenizePython(source: string): readonly PythonToken[] {
  const tokens: PythonToken[] = [];
  let depth = 0;
  let isLineStart = true;
  const push = (kind: PythonTokenKind, text: string, isOpaque = false) => {
    tokens.push({ kind, text, isOpaque, isLineStart });
    isLineStart = false;
  };
  for (let at = 0; at < source.length;) {
    pattern.lastIndex = at;
    const groups = pattern.exec(source)?.groups ?? {};
    at = pattern.lastIndex > at ? pattern.lastIndex : at + 1;
    if (groups["quote"] !== undefined) {
      const string = readString(source, at, groups["quote"]);
      push("string", string.value, string.isOpaque);
      at = string.end;
    } else if (groups["newline"] !== undefined) {
      if (depth === 0) isLineStart = true;
    } else if (groups["operator"] !== undefined) {
      depth = Math.max(0, depth + bracketStep(groups["operator"]));
      push("operator", groups["operator"]);
    } else if (groups["number"] !== undefined) push("number", groups["number"]);
    else if (groups["name"] !== undefined) push("name", groups["name"]);
  }
  return tokens;
}

/** How far an operator changes the depth of brackets. */
export function bracketStep(operator: string): number {
  if ("([{".includes(operator)) return 1;
  return ")]}".includes(operator) ? -1 : 0;
}

interface ReadString {
  readonly value: string;
  readonly isOpaque: boolean;
  readonly end: number;
}

/** From behind the opening quote. An unclosed string ends with its line, or with the text. */
function readString(source: string, start: number, opening: string): ReadString {
  const prefix = opening.replace(/["']+$/, "").toLowerCase();
  const quote = opening.slice(prefix.length);
  const isOpaque = /[bft]/.test(prefix);
  let end = start;
  while (end < source.length && !source.startsWith(quote, end)) {
    if (quote.length === 1 && source[end] === "\n") break;
    end += source[end] === "\\" ? 2 : 1;
  }
  end = Math.min(end, source.length);
  const raw = source.slice(start, end);
  const isClosed = source.startsWith(quote, end);
  const value = prefix.includes("r") ? raw : unescape(raw);
  return { value, isOpaque, end: isClosed ? end + quote.length : end };
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

function unescape(raw: string): string {
  return raw.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])/g, (_all, escape: string) => {
    if (escape.length > 1) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    if (escape === "\\" || escape === "'" || escape === '"') return escape;
    return escapes[escape] ?? `\\${escape}`;
  });
}
