import type { ScalarValue } from "./nodes.ts";
import { exactInteger, type SourceCursor } from "./sourceCursor.ts";

interface TomlText {
  readonly text: string;
  readonly end: number;
}

/** A text in any of the four kinds of quotes. */
export function readTomlText(cursor: SourceCursor): TomlText {
  const { text, at: start } = cursor;
  const sign = text.charAt(start);
  const isLong = cursor.startsWith(sign.repeat(3));
  const from = start + (isLong ? 3 : 1);
  const close = isLong ? longClose(text, sign, from) : shortClose(text, sign, from);
  if (close === undefined) {
    const end = isLong ? text.length : cursor.lineEnd();
    cursor.fault("UNCLOSED", "this text has no closing quote", start, cursor.lineEnd());
    cursor.at = cursor.lineEnd();
    return { text: text.slice(from, end), end: cursor.at };
  }
  cursor.at = close + (isLong ? 3 : 1);
  const raw = text.slice(from, close).replaceAll("\r\n", "\n");
  const content = isLong && raw.startsWith("\n") ? raw.slice(1) : raw;
  return { text: sign === '"' ? unescape(cursor, content, start) : content, end: cursor.at };
}

function shortClose(text: string, sign: string, from: number): number | undefined {
  const pattern = sign === "'" ? /'|\n/g : /\\.|"|\n/g;
  pattern.lastIndex = from;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    if (found[0] === sign) return found.index;
    if (found[0] === "\n") return undefined;
  }
  return undefined;
}

/** Up to two quotes may stand right before the three that close. */
function longClose(text: string, sign: string, from: number): number | undefined {
  const pattern = sign === "'" ? /'{3,5}/g : /\\[^]|"{3,5}/g;
  pattern.lastIndex = from;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    if (found[0].startsWith(sign)) return found.index + found[0].length - 3;
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\x1b",
  '"': '"',
  "\\": "\\",
};

const escape =
  /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([ \t]*\n[ \t\n]*)|([^]|$))/g;

function unescape(cursor: SourceCursor, content: string, start: number): string {
  if (!content.includes("\\")) return content;
  return content.replace(escape, (...found: (string | undefined)[]) => {
    const [all = "", byte, short, long, fold, sign = ""] = found;
    if (fold !== undefined) return "";
    const unit = byte ?? short ?? long;
    const point = unit === undefined ? NaN : parseInt(unit, 16);
    if (point <= 0x10ffff) return String.fromCodePoint(point);
    const known = escapes[sign];
    if (known === undefined) {
      cursor.fault("BAD_ESCAPE", `\`${all}\` is no escape of TOML`, start, cursor.at);
    }
    return known ?? all;
  });
}

const integer = /^[-+]?(?:0|[1-9](?:_?\d)*)$/;
const prefixed = /^0(?:x[0-9a-fA-F](?:_?[0-9a-fA-F])*|o[0-7](?:_?[0-7])*|b[01](?:_?[01])*)$/;
const float = /^[-+]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][-+]?\d(?:_?\d)*)?$/;
const time = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?`;
const day = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const zone = String.raw`(?:[Zz]|[-+](?:[01]\d|2[0-3]):[0-5]\d)`;
const date = new RegExp(`^(?:${time}|${day}(?:[Tt ]${time}${zone}?)?)$`);

/** What a word without quotes is; undefined where it is nothing of TOML. */
export function wordValue(text: string): ScalarValue | undefined {
  if (text === "true" || text === "false") return { type: "bool", value: text === "true" };
  const isNegative = text.startsWith("-");
  if (integer.test(text)) {
    return exactInteger(text.replace(/^[-+]/, "").replaceAll("_", ""), isNegative);
  }
  if (prefixed.test(text)) return exactInteger(text.replaceAll("_", ""), false);
  if (float.test(text)) return { type: "float", value: Number(text.replaceAll("_", "")) };
  if (/^[-+]?inf$/.test(text)) return { type: "float", value: isNegative ? -Infinity : Infinity };
  if (/^[-+]?nan$/.test(text)) return { type: "float", value: NaN };
  return date.test(text) ? { type: "date", value: text } : undefined;
}
