import type { SourceCursor } from "./sourceCursor.ts";

export interface PythonText {
  readonly text: string;
  readonly isBytes: boolean;
  readonly end: number;
}

const opening = /([rRbBuUfFtT]{0,2})("""|'''|"|')/y;

/** A text literal; undefined, without moving, where none begins, or one that has to be run. */
export function readPythonText(cursor: SourceCursor): PythonText | undefined {
  const start = cursor.at;
  const found = skipPythonText(cursor);
  if (found === undefined) return undefined;
  const { prefix, from, to } = found;
  if (to === undefined || /[ft]/i.test(prefix)) {
    cursor.at = start;
    return undefined;
  }
  const raw = cursor.text.slice(from, to).replaceAll("\r\n", "\n");
  const text = /r/i.test(prefix) ? raw : unescape(raw);
  return { text, isBytes: /b/i.test(prefix), end: cursor.at };
}

interface SkippedText {
  readonly prefix: string;
  readonly from: number;
  /** Before the closing quotes; undefined when there are none. */
  readonly to: number | undefined;
}

/** Moves behind any text literal; behind its line, or the file, when it is not closed. */
export function skipPythonText(cursor: SourceCursor): SkippedText | undefined {
  const found = cursor.match(opening);
  if (found === undefined) return undefined;
  const [, prefix = "", quotes = ""] = found;
  const from = cursor.at;
  const next = nextOf(quotes);
  next.lastIndex = from;
  for (let hit = next.exec(cursor.text); hit !== null; hit = next.exec(cursor.text)) {
    if (hit[0] === quotes) {
      cursor.at = next.lastIndex;
      return { prefix, from, to: hit.index };
    }
    if (hit[0] === "\n") {
      cursor.at = hit.index;
      return { prefix, from, to: undefined };
    }
  }
  cursor.at = cursor.text.length;
  return { prefix, from, to: undefined };
}

function nextOf(quotes: string): RegExp {
  return quotes.length === 1
    ? new RegExp(`\\\\(?:\\r\\n|[^])|${quotes}|\\n`, "g")
    : new RegExp(`\\\\[^]|${quotes}`, "g");
}

const escapes: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const escape = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([^]))/g;

function unescape(raw: string): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(escape, (...found: (string | undefined)[]) => {
    const [all = "", byte, short, long, octal, sign = ""] = found;
    const point = parseInt(byte ?? short ?? long ?? "", 16);
    if (point <= 0x10ffff) return String.fromCodePoint(point);
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
    return escapes[sign] ?? all;
  });
}
