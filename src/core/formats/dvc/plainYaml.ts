type Mapping = Record<string, unknown>;

const maxNesting = 20;

/**
 * YAML of nothing but mappings, plain scalars and short lists of these, as most files of parameters
 * are: what `readBoundedYaml` gives for it, fifty times as fast, for thousands of experiments have
 * such a file each. Undefined for text that needs a parser, or has a fault.
 */
export function readPlainYaml(text: string): Mapping | undefined {
  const reading = new PlainReading();
  for (const line of text.split("\n")) {
    if (line === "" || /^ *#/.test(line)) continue;
    if (!reading.take(line)) return undefined;
  }
  return reading.finish();
}

const keyAndValue = /^( *)([A-Za-z_][\w./-]*):(?: +(\S.*))?$/;

class PlainReading {
  readonly #root: Mapping = {};
  readonly #open: Level[] = [{ indent: 0, mapping: this.#root }];
  /** A key without a value: what follows must be a mapping of its own. */
  #pending: { readonly level: Level; readonly key: string } | undefined;

  /** False for a line that needs a parser. */
  take(line: string): boolean {
    const match = keyAndValue.exec(line);
    if (match === null) return false;
    const [, spaces, key, rest] = match;
    const indent = spaces?.length ?? 0;
    if (this.#pending !== undefined && !this.#enter(this.#pending, indent)) return false;
    while ((this.#open.at(-1)?.indent ?? 0) > indent) this.#open.pop();
    const level = this.#open.at(-1);
    if (level?.indent !== indent || key === undefined) return false;
    return this.#set(level, key, rest);
  }

  finish(): Mapping | undefined {
    const isWhole = this.#pending === undefined && Object.keys(this.#root).length > 0;
    return isWhole ? this.#root : undefined;
  }

  #enter({ level, key }: { readonly level: Level; readonly key: string }, indent: number): boolean {
    if (indent <= level.indent || this.#open.length > maxNesting) return false;
    const mapping: Mapping = {};
    level.mapping[key] = mapping;
    this.#open.push({ indent, mapping });
    return true;
  }

  #set(level: Level, key: string, rest: string | undefined): boolean {
    const { mapping } = level;
    if (key === "__proto__" || isWord(key) || Object.hasOwn(mapping, key)) return false;
    const value = rest === undefined ? null : readValue(rest);
    this.#pending = rest === undefined ? { level, key } : undefined;
    mapping[key] = value;
    return value !== undefined;
  }
}

interface Level {
  readonly indent: number;
  readonly mapping: Mapping;
}

function readValue(text: string): unknown {
  const [, list] = /^\[(.*)\]$/.exec(text) ?? [];
  if (list === undefined) return readScalar(text);
  const items = list.split(",").map((item) => readScalar(item.trim()));
  return items.includes(undefined) ? undefined : items;
}

function readScalar(text: string): unknown {
  if (!/^[\w.+-][\w./+-]*$/.test(text) || /^-+$/.test(text)) return undefined;
  if (text === "true" || text === "false") return text === "true";
  return isWord(text) ? undefined : text;
}

/** Words that YAML may take for something else. */
function isWord(text: string): boolean {
  return /^(?:true|false|null|y|n|yes|no|on|off)$/i.test(text);
}
