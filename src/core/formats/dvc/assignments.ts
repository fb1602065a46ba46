/**
 * Parameters out of TOML and Python files: those of the form `name = value` on one line, below
 * `[table]` or `class Name:` headings. Values are numbers (as text), texts, truth values and lists
 * of them; everything else is left out.
 */
export function parseAssignments(
  text: string,
  language: "toml" | "python",
): Readonly<Record<string, unknown>> {
  const root = new Map<string, unknown>();
  let table = root;
  for (const line of text.split(/\r?\n/)) {
    const isIndented = /^\s/.test(line);
    const heading = language === "toml" ? tomlHeading.exec(line) : classHeading.exec(line);
    if (heading !== null) {
      table = tableAt(root, splitKey(heading[1] ?? ""));
      continue;
    }
    const [, key, rest = ""] = /^\s*([\w."'-]+)\s*(?::[^=]+)?=\s*([^=].*)$/.exec(line) ?? [];
    if (key === undefined) continue;
    const parsed = parseLiteral(rest, { at: 0 });
    if (parsed === undefined) continue;
    const steps = splitKey(key);
    const name = steps.pop() ?? key;
    const owner = language === "python" && !isIndented ? root : table;
    tableAt(owner, steps).set(name, parsed);
  }
  return plainOf(root, 0);
}

type Table = Map<string, unknown>;

const maxDepth = 16;
const tomlHeading = /^\s*\[([^[\]]+)\]/;
const classHeading = /^class\s+(\w+)\s*(?:\([^)]*\))?:/;

function splitKey(key: string): string[] {
  return key.split(".").map((step) => step.trim().replace(/^(["'])(.*)\1$/, "$2"));
}

function tableAt(root: Table, steps: readonly string[]): Table {
  let table = root;
  for (const step of steps.slice(0, maxDepth)) {
    const known = table.get(step);
    const next: Table = known instanceof Map ? (known as Table) : new Map<string, unknown>();
    table.set(step, next);
    table = next;
  }
  return table;
}

function plainOf(table: Table, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    [...table].map(([key, item]) => [
      key,
      item instanceof Map && depth < maxDepth ? plainOf(item as Table, depth + 1) : item,
    ]),
  );
}

/** A literal at the place; undefined for what is none. Moves the place behind it. */
function parseLiteral(text: string, place: { at: number }, depth = 0): unknown {
  const rest = text.slice(place.at);
  const match = literal.exec(rest);
  if (match === null) return undefined;
  place.at += match[0].length;
  const { double, single, number, word, open } = match.groups ?? {};
  if (double !== undefined || single !== undefined) {
    return (double ?? single ?? "").replace(/\\(["'\\])/g, "$1");
  }
  if (number !== undefined) return number.replaceAll("_", "");
  if (word !== undefined) return words.get(word);
  return open === undefined || depth >= maxDepth ? undefined : parseList(text, place, depth);
}

const literal =
  /^\s*(?:"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|(?<number>[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?![\w.])|(?<word>true|false|True|False|None)\b|(?<open>[[(]))/;

const words = new Map<string, unknown>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["None", null],
]);

function parseList(text: string, place: { at: number }, depth: number): unknown[] | undefined {
  const items: unknown[] = [];
  for (;;) {
    const end = /^\s*[\])]/.exec(text.slice(place.at));
    if (end !== null) {
      place.at += end[0].length;
      return items;
    }
    const item = parseLiteral(text, place, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
    const separator = /^\s*,?/.exec(text.slice(place.at));
    place.at += separator?.[0].length ?? 0;
  }
}
