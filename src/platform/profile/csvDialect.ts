import { createReadStream } from "node:fs";
import * as zlib from "node:zlib";
import { isRemote } from "./remoteFiles.ts";
import type { SourceFile } from "./sourceFiles.ts";

/** How a CSV file is written, told by its first lines. */
export interface CsvDialect {
  readonly delimiter: string;
  /** Fields of the first line, which has the names. */
  readonly columnCount: number;
}

const delimiters = [",", ";", "\t", "|"];
const headBytes = 64 * 1024;
const maxLines = 50;

/**
 * The dialect of a CSV file; null where its first lines do not tell, or cannot be looked at. The
 * engine's own guess looks at lines further down too: for one that was cut off there it finds a
 * dialect in which the file is right, with other columns than it has.
 */
export async function findCsvDialect(file: SourceFile): Promise<CsvDialect | null> {
  if (isRemote(file.path)) return null;
  const head = await readHead(file);
  return head === null ? null : guessCsvDialect(head);
}

/**
 * The delimiter by which most of the first lines have as many fields as the very first, which has
 * more than one; of several the one that makes most of them.
 */
export function guessCsvDialect(head: string): CsvDialect | null {
  const found = delimiters.flatMap((delimiter) => {
    const counts = countFields(head, delimiter);
    const [columnCount = 0] = counts;
    if (columnCount < 2) return [];
    const agreeing = counts.filter((count) => count === columnCount).length;
    return [{ delimiter, columnCount, share: agreeing / counts.length }];
  });
  const [best] = found.toSorted(
    (one, other) => other.share - one.share || other.columnCount - one.columnCount,
  );
  return best === undefined ? null : { delimiter: best.delimiter, columnCount: best.columnCount };
}

/** Fields of each of the first lines that are there to their end; what is quoted is one field. */
function countFields(text: string, delimiter: string): readonly number[] {
  const counts: number[] = [];
  let fields = 1;
  let isQuoted = false;
  for (let at = 0; at < text.length && counts.length < maxLines; at++) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === delimiter) fields++;
    if (character === "\n" || (character === "\r" && text[at + 1] !== "\n")) {
      counts.push(fields);
      fields = 1;
    }
  }
  return counts.length === 0 && !isQuoted ? [fields] : counts;
}

/** The first characters of a file; null where nothing here can decompress it. */
async function readHead({ path: file, compression }: SourceFile): Promise<string | null> {
  const decompress = decompressorOf(compression);
  if (decompress === null) return null;
  const source = createReadStream(file, { end: compression === null ? headBytes - 1 : Infinity });
  const stream = decompress === "none" ? source : source.pipe(decompress);
  source.on("error", (error) => stream.destroy(error));
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= headBytes) break;
    }
  } finally {
    source.destroy();
  }
  return Buffer.concat(chunks).toString("utf8");
}

function decompressorOf(compression: SourceFile["compression"]) {
  if (compression === null) return "none";
  if (compression === "gzip") return zlib.createGunzip();
  // Nodes before 22.15 do not know zstd.
  return "createZstdDecompress" in zlib ? zlib.createZstdDecompress() : null;
}
