import { isMap, isNode, isScalar, isSeq, parse, parseDocument, type Node } from "yaml";
import { AppError } from "../../base/errors.ts";
import { findDuplicateKeys, quickOptions } from "../config/boundedYaml.ts";
import type { Parameters } from "./parameters.ts";

/**
 * The text of a YAML or JSON parameters file with other values under existing dotted keys. Only
 * the values' own characters change: comments, order and layout stay.
 * Throws AppError `params-file-unreadable` or `params-key-missing`.
 */
export function editParamsFile(text: string, file: string, edits: Parameters): string {
  return Object.entries(edits).reduce(
    (edited, [key, value]) => replaceValue(edited, file, { key, value }),
    text,
  );
}

interface Edit {
  readonly key: string;
  readonly value: string;
}

function replaceValue(text: string, file: string, { key, value }: Edit): string {
  const document = parseDocument(text, { ...quickOptions, keepSourceTokens: false });
  const fault = document.errors[0] ?? findDuplicateKeys(document)[0];
  if (fault) {
    throw new AppError(
      "params-file-unreadable",
      `${file} cannot be read: ${fault.message.split("\n")[0] ?? ""}`,
      fault instanceof Error ? { cause: fault } : {},
    );
  }
  const node = findNode(document.contents, key.split("."));
  if (!node?.range) {
    throw new AppError(
      "params-key-missing",
      `${file} has no value under "${key}". Add it to the file first.`,
    );
  }
  const [start, end] = node.range;
  const isJson = /\.json$/i.test(file);
  const written = writeValue(value, { isJson, isText: isTextScalar(node) });
  const lineEnd = /\r?\n$/.exec(text.slice(start, end))?.[0] ?? "";
  return text.slice(0, start) + written + lineEnd + text.slice(end);
}

/** Keys may themselves hold dots: the longest that exists at a level is taken. */
function findNode(node: unknown, steps: readonly string[]): Node | undefined {
  if (steps.length === 0) return isNode(node) ? node : undefined;
  for (let count = steps.length; count > 0; count--) {
    const inner = childOf(node, steps.slice(0, count).join("."));
    const found = inner === undefined ? undefined : findNode(inner, steps.slice(count));
    if (found) return found;
  }
  return undefined;
}

function childOf(node: unknown, key: string): unknown {
  if (isSeq(node) && /^\d{1,9}$/.test(key)) return node.items[Number(key)];
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => String(pair.key) === key)?.value ?? undefined;
}

function isTextScalar(node: Node): boolean {
  return isScalar(node) && typeof node.value === "string" && node.type !== "PLAIN";
}

/** What was quoted stays text; a number is written as it was typed, `1e-4` or `1.0`. */
function writeValue(
  value: string,
  { isJson, isText }: { readonly isJson: boolean; readonly isText: boolean },
): string {
  if (isText) return JSON.stringify(value);
  if (isJson) return isJsonText(value) ? value : JSON.stringify(value);
  const meaning = meaningOf(value);
  const isPlain = typeof meaning !== "string" || /^[A-Za-z_][\w./-]*$/.test(value);
  return isPlain && meaning !== undefined ? value : JSON.stringify(value);
}

/** What YAML reads in a value of one line; undefined when it is not one. */
function meaningOf(value: string): unknown {
  const isBlock = /^[-?:] |: |[\n#&*!|>%@`]/.test(value) || value.trim() !== value;
  if (isBlock || value === "") return undefined;
  try {
    return parse(value);
  } catch {
    return undefined;
  }
}

function isJsonText(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
