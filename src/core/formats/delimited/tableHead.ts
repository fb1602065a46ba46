import { RunChannel } from "../runChannel.ts";
import { TextStream } from "../text/textStream.ts";
import { cellKinds, DelimitedReader } from "./delimitedReader.ts";

/** The beginning of a table, for telling whose it is. */
export interface TableHead {
  readonly names: readonly string[];
  /** The whole rows of the beginning, at most some hundred: a number for each cell that is one. */
  readonly rows: readonly (readonly HeadCell[])[];
}

/** Null for a missing cell. */
export type HeadCell = number | string | null;

const maxHeadRows = 200;

/** The header and the first rows of a file; undefined for a file without a whole first line. */
export function readTableHead(bytes: Uint8Array): TableHead | undefined {
  let names: readonly string[] | undefined;
  const rows: HeadCell[][] = [];
  const channel = new RunChannel();
  const reader = new DelimitedReader({
    channel,
    onHeader: (found) => {
      names ??= found;
    },
    onComment: () => undefined,
    onRow: (row) => {
      if (rows.length >= maxHeadRows) return;
      const cells = Array.from(row.kinds, (kind, column): HeadCell => {
        if (kind === cellKinds.number) return row.numbers[column] ?? null;
        return kind === cellKinds.text ? row.text(column) : null;
      });
      rows.push(cells);
    },
  });
  const stream = new TextStream(reader, channel);
  const used = stream.read(bytes);
  // A head that stops within its first line may still be a whole file.
  if (used <= bytes.length && bytes.length < headBytes) stream.reachEnd(bytes.subarray(used));
  return names === undefined ? undefined : { names, rows };
}

/** What `FolderView.head` gives of a larger file. */
const headBytes = 8192;
const newline = 0x0a;
const comma = 0x2c;
const tab = 0x09;

/** The first line is longer than what is seen of a file, and is text with commas or tabs. */
export function beginsWideTable(bytes: Uint8Array): boolean {
  if (bytes.length < headBytes || bytes.includes(0) || bytes.includes(newline)) return false;
  return bytes.includes(comma) || bytes.includes(tab);
}

/** The header as far as it is seen, of a table that is so wide that no row is. */
export function readWideHeader(bytes: Uint8Array): TableHead | undefined {
  if (!beginsWideTable(bytes)) return undefined;
  const end = Math.max(bytes.lastIndexOf(comma), bytes.lastIndexOf(tab));
  const line = new Uint8Array(end + 1);
  line.set(bytes.subarray(0, end));
  line[end] = newline;
  return readTableHead(line);
}

/** Whether each of these columns is there. */
export function hasColumns(head: TableHead, ...names: readonly string[]): boolean {
  return names.every((name) => head.names.includes(name));
}
