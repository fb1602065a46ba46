import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
  type Document,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { AppError } from "../../base/errors.ts";
import { findDuplicateKeys, quickOptions } from "./boundedYaml.ts";

/**
 * A value put into the text of a YAML file. Only the lines that it takes are written; comments,
 * order, quotes and layout of all others stay. What comes out says exactly the old values with the
 * new one among them: it is read again, and where a layout is so unusual that the new lines would
 * mean something else, the whole file is written by the YAML library, which keeps comments too.
 */

export type YamlPath = readonly [string, ...(readonly string[])];

interface Place {
  /** Characters from the start of the text. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Puts `value` at `path`, in place of what is there; mappings on the way are made. */
export function setYamlValue(text: string, path: YamlPath, value: unknown): string {
  const document = parseEditable(text);
  const expected = parseEditable(text);
  makeWay(expected, path);
  expected.setIn(path, expected.createNode(value));
  return accept(applied(text, placeOfValue(text, document, { path, value })), expected);
}

/** Puts `value` at the end of the list at `path`; the list is made where there is none. */
export function appendYamlItem(text: string, path: YamlPath, value: unknown): string {
  const document = parseEditable(text);
  const list = document.getIn(path);
  if (!isSeq(list)) return setYamlValue(text, path, [value]);
  const expected = parseEditable(text);
  expected.addIn(path, expected.createNode(value));
  return accept(applied(text, placeOfItem(text, list, value)), expected);
}

function parseEditable(text: string): Document.Parsed {
  const document = parseDocument(text, quickOptions);
  const fault = document.errors[0] ?? findDuplicateKeys(document)[0];
  if (fault) {
    const [reason = ""] = fault.message.split("\n");
    throw new AppError(
      "config-not-editable",
      `sextant.yaml has a fault of syntax and was left as it is: ${reason}. Mend it and try again.`,
    );
  }
  return document;
}

/** Empty values on the way become mappings; what is something else is not overwritten. */
function makeWay(document: Document.Parsed, path: YamlPath): void {
  for (let depth = 1; depth < path.length; depth++) {
    const above = path.slice(0, depth);
    const node = document.getIn(above, true);
    if (node === undefined || isMap(node)) continue;
    if (isEmpty(node)) document.setIn(above, document.createNode({}));
    else throw notAMapping(above.join("."), isAlias(node));
  }
}

function notAMapping(key: string, hasAlias: boolean): AppError {
  const form = hasAlias ? "an alias of another part" : "not a mapping";
  return new AppError(
    "config-not-editable",
    `\`${key}\` of sextant.yaml is ${form} and was left as it is. Edit it by hand.`,
  );
}

function accept(edited: string | null, expected: Document.Parsed): string {
  if (edited !== null) {
    const document = parseDocument(edited, quickOptions);
    const isSame = document.errors.length === 0 && meaning(document) === meaning(expected);
    if (isSame) return edited;
  }
  return expected.toString({ lineWidth: 0 });
}

function meaning(document: Document): string {
  return JSON.stringify(document.toJS({ maxAliasCount: 1000 }));
}

function applied(text: string, place: Place | null): string | null {
  return place && text.slice(0, place.start) + place.text + text.slice(place.end);
}

interface Assignment {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Null where no place is found that only lines of the value would touch. */
function placeOfValue(text: string, document: Document.Parsed, given: Assignment): Place | null {
  let map: unknown = document.contents;
  if (isEmpty(map)) {
    const [key = "", ...rest] = given.path;
    return placeAfter(text, text.length, blockText({ [key]: nest(rest, given.value) }, text, 0));
  }
  for (const [depth, key] of given.path.entries()) {
    if (isAlias(map) || !isMap(map)) return null;
    const pair = findPair(map, key);
    const value = nest(given.path.slice(depth + 1), given.value);
    if (!pair) return placeOfNewPair(text, map, { key, value });
    const isLast = depth === given.path.length - 1;
    if (isLast || isEmpty(pair.value)) return placeOfReplacement(text, pair, { key, value });
    map = pair.value;
  }
  return null;
}

function nest(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

function findPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function isEmpty(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null);
}

interface Entry {
  readonly key: string;
  readonly value: unknown;
}

function placeOfNewPair(text: string, map: YAMLMap, { key, value }: Entry): Place | null {
  if (map.flow === true) return placeInFlow(text, map, `${flowText(key)}: ${flowText(value)}`);
  const first = startOf(map.items[0]?.key);
  if (first === null) return null;
  return placeAfter(
    text,
    contentEnd(map),
    blockText({ [key]: value }, text, columnOf(text, first)),
  );
}

function placeOfItem(text: string, list: YAMLSeq, value: unknown): Place | null {
  if (list.flow === true) return placeInFlow(text, list, flowText(value));
  const first = startOf(list);
  if (first === null || text[first] !== "-") return null;
  return placeAfter(text, contentEnd(list), blockText([value], text, columnOf(text, first)));
}

function placeInFlow(text: string, node: YAMLMap | YAMLSeq, written: string): Place | null {
  const end = contentEnd(node.items.at(-1) ?? null);
  if (end !== null) return { start: end, end, text: `, ${written}` };
  const close = text.lastIndexOf(isMap(node) ? "}" : "]", node.range?.[1] ?? 0);
  if (close < 0) return null;
  return { start: close, end: close, text: isMap(node) ? ` ${written} ` : written };
}

/** Behind the line in which the last value ends. */
function placeAfter(text: string, end: number | null, written: string): Place | null {
  if (end === null) return null;
  const newline = newlineOf(text);
  const isLineStart = text === "" || (end > 0 && text[end - 1] === "\n");
  const lineEnd = isLineStart ? end : text.indexOf("\n", end) + 1;
  if (lineEnd > 0 || text === "") return { start: lineEnd, end: lineEnd, text: written };
  return { start: text.length, end: text.length, text: newline + written };
}

function placeOfReplacement(text: string, pair: Pair, entry: Entry): Place | null {
  const node = pair.value;
  if (isEmpty(node)) return placeOfFirstValue(text, pair, entry);
  if (isNode(node) && node.range && !isBlock(node)) {
    return { start: node.range[0], end: node.range[1], text: flowText(entry.value) };
  }
  const colon = colonOf(text, pair);
  const end = contentEnd(node);
  if (colon === null || end === null) return null;
  const stop = text[end - 1] === "\n" ? end - newlineOf(text).length : end;
  return { start: colon + 1, end: stop, text: ` ${flowText(entry.value)}` };
}

/** Behind a key that has no value, or below it; a value that says `null` gives way. */
function placeOfFirstValue(text: string, pair: Pair, { key, value }: Entry): Place | null {
  const colon = colonOf(text, pair);
  const keyStart = startOf(pair.key);
  if (colon === null || keyStart === null) return null;
  const written = isNode(pair.value) ? pair.value.range : null;
  if (written && written[1] > written[0]) {
    return { start: written[0], end: written[1], text: flowText(value) };
  }
  if (typeof value !== "object" || value === null) {
    return { start: colon + 1, end: colon + 1, text: ` ${flowText(value)}` };
  }
  const lines = blockText({ [key]: value }, text, columnOf(text, keyStart));
  return placeAfter(text, colon + 1, lines.slice(lines.indexOf("\n") + 1));
}

function colonOf(text: string, { key }: Pair): number | null {
  const end = endOfKey(key);
  const colon = end === null ? -1 : text.indexOf(":", end);
  return colon < 0 ? null : colon;
}

function isBlock(node: unknown): boolean {
  if (isCollection(node)) return node.flow !== true;
  return isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
}

/** Behind the last character of a value, or of a pair, without comments behind it. */
function contentEnd(node: unknown): number | null {
  if (isPair(node)) {
    return (isEmpty(node.value) ? null : contentEnd(node.value)) ?? endOfKey(node.key);
  }
  if (isCollection(node) && node.flow !== true) return contentEnd(node.items.at(-1));
  return isNode(node) ? (node.range?.[1] ?? null) : null;
}

function endOfKey(key: unknown): number | null {
  return isNode(key) ? (key.range?.[1] ?? null) : null;
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function newlineOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function blockText(value: unknown, text: string, column: number): string {
  const indent = " ".repeat(column);
  const lines = stringify(value, { lineWidth: 0 }).replace(/\n$/, "").split("\n");
  const newline = newlineOf(text);
  return lines.map((line) => (line === "" ? newline : `${indent}${line}${newline}`)).join("");
}

function flowText(value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return stringify(value, { lineWidth: 0, defaultStringType: "PLAIN" }).trimEnd();
  }
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
}
