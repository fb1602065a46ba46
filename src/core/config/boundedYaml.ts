import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
} from "yaml";
import { describeError, type Location, type Problem } from "../../base/errors.ts";

/**
 * YAML from outside, read within bounds: size, nesting, number of values and of alias expansions.
 *
 * Numbers come out as the text they were written as (`1e-4`, `1.0`), because what is read here is
 * handed on to command lines, where `1.0` and `1` differ.
 */
export interface BoundedYaml {
  /** Objects, arrays, strings, booleans and null; never cyclic. Undefined when unreadable. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at a path stands: as much of the path as exists. */
  locate(path: readonly PropertyKey[]): Location;
}

const maxTextLength = 1024 * 1024;
const maxNesting = 64;
const maxValues = 100_000;
const maxAliasCount = 1000;
/** What goes on being wrong after that is told when these are mended. */
export const maxProblems = 100;

/**
 * How the parser is called for text from outside: it compares each key of a mapping with all
 * others, a minute for a file of a megabyte; `findDuplicateKeys` does the same in one pass.
 */
export const quickOptions = { uniqueKeys: false, logLevel: "silent" } as const;

export interface BoundedYamlOptions {
  /** May replace nodes before they are made plain; what it throws is a problem. */
  readonly prepare?: (document: Document.Parsed) => void;
  /** Numbers in lists stay numbers, where they are written as JavaScript writes them. */
  readonly keepsListNumbers?: boolean;
  /** Whether numbers below these keys, the outermost first, stay numbers. */
  readonly keepsNumbers?: (keys: readonly string[]) => boolean;
}

export function readBoundedYaml(
  text: string,
  path: string,
  options: BoundedYamlOptions = {},
): BoundedYaml {
  if (text.length > maxTextLength) {
    const message = `the file is larger than ${maxTextLength / 1024 / 1024} MiB and was not read`;
    return unreadable("yaml-too-large", message, path);
  }
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { ...quickOptions, lineCounter: lines, merge: true });
  } catch (error) {
    return unreadable("yaml-syntax", `the file cannot be read: ${describeError(error)}`, path);
  }
  const locate = (steps: readonly PropertyKey[]) => locateIn(document, lines, path, steps);
  const faults = [
    ...document.errors.map(({ message, pos }) => ({ message: firstLine(message), offset: pos[0] })),
    ...findDuplicateKeys(document),
  ];
  const problems = faults.slice(0, maxProblems).map(({ message, offset }): Problem => {
    const { line, col } = lines.linePos(offset);
    const location = { path, line: line - 1, column: col - 1 };
    return { code: "yaml-syntax", message, severity: "error", location };
  });
  if (problems.length > 0) return { value: undefined, problems, locate };
  const result = toPlain(document, options);
  if ("value" in result) return { value: result.value, problems, locate };
  const tooComplex: Problem = {
    code: "yaml-too-complex",
    message: result.message,
    severity: "error",
    location: { path, line: 0, column: 0 },
  };
  return { value: undefined, problems: [tooComplex], locate };
}

interface Fault {
  readonly message: string;
  /** In characters from the start of the text. */
  readonly offset: number;
}

/** Keys that stand twice in one mapping. */
export function findDuplicateKeys(document: Document.Parsed): readonly Fault[] {
  const faults: Fault[] = [];
  try {
    visit(document, {
      Map(_key, map) {
        const seen = new Set<unknown>();
        for (const { key } of map.items) {
          if (!isScalar(key) || key.value === "<<") continue;
          if (seen.has(key.value)) {
            faults.push({ message: "Map keys must be unique", offset: offsetOf(key) ?? 0 });
          }
          seen.add(key.value);
        }
      },
    });
  } catch {
    // Nested too deep to be walked: told where it is made plain.
  }
  return faults;
}

type Plain = { readonly value: unknown } | { readonly message: string };

function toPlain(document: Document.Parsed, options: BoundedYamlOptions): Plain {
  try {
    options.prepare?.(document);
    visit(document, {
      Scalar(key, node, path) {
        if (typeof node.value !== "number") return;
        if (key !== "key" && options.keepsNumbers?.(keysAbove(path)) === true) return;
        const isListed = options.keepsListNumbers === true && isSeq(path.at(-1));
        if (isListed && String(node.value) === node.source) return;
        node.value = node.source ?? String(node.value);
      },
    });
    const value: unknown = document.toJS({ maxAliasCount });
    return { value: copyWithin(value, { values: 0 }, 0) };
  } catch (error) {
    return { message: `the file cannot be read: ${describeError(error)}` };
  }
}

function keysAbove(path: readonly unknown[]): readonly string[] {
  return path.flatMap((node) =>
    isPair(node) && isScalar(node.key) ? [String(node.key.value)] : [],
  );
}

/** A copy without cycles; throws where the bounds are crossed, which an alias cycle always does. */
function copyWithin(value: unknown, count: { values: number }, depth: number): unknown {
  count.values += 1;
  if (count.values > maxValues) throw new Error(`it holds more than ${maxValues} values`);
  if (depth > maxNesting) throw new Error(`it is nested more than ${maxNesting} levels deep`);
  if (Array.isArray(value)) return value.map((item) => copyWithin(item, count, depth + 1));
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key !== "__proto__") copy[key] = copyWithin(item, count, depth + 1);
  }
  return copy;
}

function locateIn(
  document: Document.Parsed,
  lines: LineCounter,
  path: string,
  steps: readonly PropertyKey[],
): Location {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const step of steps) {
    const name = String(step);
    if (isAlias(node)) node = node.resolve(document);
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : undefined;
    const next = pair?.value ?? childAt(node, step);
    offset = offsetOf(pair?.key) ?? offsetOf(next) ?? offset;
    if (next === undefined || next === null) break;
    node = next;
  }
  const { line, col } = lines.linePos(offset);
  return { path, line: line - 1, column: col - 1 };
}

function childAt(node: unknown, step: PropertyKey): unknown {
  const hasItems = typeof node === "object" && node !== null && "items" in node && !isMap(node);
  return hasItems && Array.isArray(node.items) ? node.items[Number(step)] : undefined;
}

function offsetOf(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  const range: unknown = node.range;
  const start: unknown = Array.isArray(range) ? range[0] : undefined;
  return typeof start === "number" ? start : undefined;
}

function unreadable(code: string, message: string, path: string): BoundedYaml {
  const location = { path, line: 0, column: 0 };
  return {
    value: undefined,
    problems: [{ code, message, severity: "error", location }],
    locate: () => location,
  };
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? text).replace(/ at line \d+, column \d+:?$/, "");
}
