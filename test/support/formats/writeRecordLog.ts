import { crc32 } from "node:zlib";

const blockBytes = 32_768;
const headerBytes = 7;

export interface WrittenLogKind {
  readonly ident: string;
  readonly magic: number;
  readonly version: number;
}

/** A log in LevelDB's framing as wandb and SwanLab write it, with these records. */
export function writeRecordLog(
  { ident, magic, version }: WrittenLogKind,
  records: readonly Uint8Array[],
): Uint8Array {
  const parts: Buffer[] = [Buffer.from(ident), Buffer.from([magic & 0xff, magic >> 8, version])];
  let offset = headerBytes;
  const put = (part: Buffer): void => {
    parts.push(part);
    offset += part.length;
  };
  for (const record of records) {
    let rest = record;
    let isFirst = true;
    do {
      let room = blockBytes - (offset % blockBytes);
      if (room < headerBytes) {
        put(Buffer.alloc(room));
        room = blockBytes;
      }
      const payload = rest.subarray(0, room - headerBytes);
      rest = rest.subarray(payload.length);
      const isLast = rest.length === 0;
      const type = isFirst ? (isLast ? 1 : 2) : isLast ? 4 : 3;
      const chunk = Buffer.alloc(headerBytes + payload.length);
      chunk[6] = type;
      chunk.set(payload, headerBytes);
      chunk.writeUInt32LE(crc32(chunk.subarray(6)), 0);
      chunk.writeUInt16LE(payload.length, 4);
      put(chunk);
      isFirst = false;
    } while (rest.length > 0);
  }
  return new Uint8Array(Buffer.concat(parts));
}
