import type { MapNode, Pair, ScalarNode, SeqNode, TreeNode } from "./nodes.ts";
import type { SourceCursor } from "./sourceCursor.ts";

/** A table while it is filled. It turns into nodes when the file has been read. */
export interface Table {
  readonly start: number;
  readonly end: number;
  readonly isInline: boolean;
  /** Already had a `[header]`, or was made by a dotted key: it cannot have (another) one. */
  origin: "header" | "dotted" | "parent";
  readonly entries: Entry[];
  readonly byName: Map<string, Entry>;
}

export interface Entry {
  readonly key: ScalarNode;
  readonly value: TreeNode | Table | TableList;
}

/** What `[[header]]` fills. */
export interface TableList {
  readonly tables: Table[];
}

export function createTable(
  start: number,
  origin: Table["origin"],
  end = start,
  isInline = false,
): Table {
  return { start, end, isInline, origin, entries: [], byName: new Map() };
}

/** Sets a key. One that is there is a fault, and both stay. */
export function setEntry(table: Table, entry: Entry, cursor: SourceCursor): void {
  const { key } = entry;
  if (table.byName.has(key.text)) tellDuplicate(key, cursor);
  table.entries.push(entry);
  table.byName.set(key.text, entry);
}

function tellDuplicate(key: ScalarNode, cursor: SourceCursor): void {
  cursor.fault("DUPLICATE_KEY", `key \`${key.text}\` already exists`, key.start, key.end);
}

/** The table at a dotted key, made where it is not there. */
export function tableBelow(
  from: Table,
  keys: readonly ScalarNode[],
  origin: "parent" | "dotted",
  cursor: SourceCursor,
): Table {
  let table = from;
  for (const key of keys) {
    const known = openValue(table.byName.get(key.text)?.value);
    if (known === undefined || (known.isInline && !from.isInline)) {
      const made = createTable(key.end, origin, key.end, from.isInline);
      setEntry(table, { key, value: made }, cursor);
      table = made;
    } else {
      if (origin === "dotted" && known.origin === "header") tellDuplicate(key, cursor);
      table = known;
    }
  }
  return table;
}

/** The table that a header goes on in: of a list, the last. Undefined for other values. */
function openValue(value: Entry["value"] | undefined): Table | undefined {
  if (value === undefined) return undefined;
  if ("entries" in value) return value;
  return "tables" in value ? value.tables.at(-1) : undefined;
}

/** The table of a `[header]`. */
export function headerTable(root: Table, keys: readonly ScalarNode[], cursor: SourceCursor): Table {
  const last = keys.at(-1);
  const parent = tableBelow(root, keys.slice(0, -1), "parent", cursor);
  if (last === undefined) return parent;
  const known = parent.byName.get(last.text)?.value;
  if (known !== undefined && "entries" in known && known.origin === "parent" && !known.isInline) {
    known.origin = "header";
    return known;
  }
  const made = createTable(last.end, "header");
  setEntry(parent, { key: last, value: made }, cursor);
  return made;
}

/** A new table of a `[[header]]`. */
export function listedTable(root: Table, keys: readonly ScalarNode[], cursor: SourceCursor): Table {
  const last = keys.at(-1);
  const parent = tableBelow(root, keys.slice(0, -1), "parent", cursor);
  if (last === undefined) return parent;
  const made = createTable(last.end, "header");
  const known = parent.byName.get(last.text)?.value;
  if (known !== undefined && "tables" in known) known.tables.push(made);
  else setEntry(parent, { key: last, value: { tables: [made] } }, cursor);
  return made;
}

/** A table as a node: from its first key to the end of its last value. */
export function tableNode(table: Table): MapNode {
  const pairs = table.entries.map(({ key, value }): Pair => ({
    key,
    value: "entries" in value ? tableNode(value) : "tables" in value ? listNode(value) : value,
  }));
  const { isInline } = table;
  if (isInline && table.end > table.start) {
    return { kind: "map", pairs, isFlow: true, start: table.start, end: table.end };
  }
  const start = pairs[0]?.key.start ?? table.start;
  const end = pairs.reduce((last, { value }) => Math.max(last, value.end), start);
  return { kind: "map", pairs, isFlow: isInline, start, end };
}

function listNode({ tables }: TableList): SeqNode {
  const items = tables.map(tableNode);
  const start = items[0]?.start ?? 0;
  return { kind: "seq", items, isFlow: false, start, end: items.at(-1)?.end ?? start };
}
