import { isLfsPointer, mayBecomeLfsPointer, reportLfsPointer } from "../lfsPointer.ts";
import type { RunChannel } from "../runChannel.ts";
import type { StreamReader } from "../runFormat.ts";
import { crc32 } from "./crc32.ts";

/**
 * A log of records in LevelDB's framing (leveldb/doc/log_format.md) with two changes that W&B made
 * and SwanLab copied: seven bytes stand before the first chunk, and checksums are plain CRC-32.
 *
 * Blocks of 32 KiB hold chunks: checksum of type and payload (4 bytes), length (2), type (1),
 * payload. A record is one chunk, or several in blocks that follow each other. A block's end with
 * no room for another chunk is filled with zeros.
 */
export interface RecordLogOptions {
  /** The first four bytes, as ASCII. */
  readonly ident: string;
  /** The next two, little-endian; the seventh byte is the version. */
  readonly magic: number;
  readonly version: number;
  /** For problems: "a Weights & Biases log". */
  readonly label: string;
  readonly channel: RunChannel;
  /** Takes each whole record in the order of the file; the bytes are only good during the call. */
  readonly onRecord: (record: Uint8Array, byteOffset: number) => void;
  /** What else is to be done whenever a piece of the file has been read. */
  readonly onRead?: () => void;
}

const headerBytes = 7;
const blockBytes = 32_768;
/** A longer record is skipped; the writers send files apart, so theirs are far below. */
const maxRecordBytes = 64 * 1024 * 1024;

const full = 1;
const first = 2;
const middle = 3;
const last = 4;
const chunkTypes = [full, first, middle, last];
const typeChecksums = Array.from({ length: 5 }, (_, type) => crc32(Uint8Array.of(type)));

export function createRecordLogReader(options: RecordLogOptions): StreamReader {
  return new RecordLogReader(options);
}

/** True for a head that holds the log's beginning and at least one whole or cut chunk. */
export function beginsRecordLog(head: Uint8Array, options: LogKind): boolean {
  return head.length > headerBytes && describeHeader(head, options) === undefined;
}

type LogKind = Pick<RecordLogOptions, "ident" | "magic" | "version" | "label">;

class RecordLogReader implements StreamReader {
  readonly kind = "stream";
  readonly #options: RecordLogOptions;
  #state: "header" | "chunks" | "unreadable" = "header";
  /** Of the next byte to be used, in the file. */
  #offset = 0;
  /** Bytes still to be passed over: a damaged block may go on behind what is there yet. */
  #skipBytes = 0;
  /** Chunks of a record that is not whole yet. */
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  #recordOffset = 0;
  /** The chunk before this one was damaged: this one's place rests on a length that may be wrong. */
  #isUncertain = false;
  /** Two damaged chunks in a row: where the next one begins is not known. */
  #isLost = false;
  #hasReported = false;

  constructor(options: RecordLogOptions) {
    this.#options = options;
  }

  read(bytes: Uint8Array): number {
    const used = this.#readAll(bytes);
    this.#options.onRead?.();
    return used;
  }

  reachEnd(rest: Uint8Array): void {
    if (this.#state !== "header" || rest.length === 0 || this.#hasReported) return;
    const isBegun = headerOf(this.#options).startsWith(String.fromCharCode(...rest.subarray(0, 7)));
    if (isBegun || mayBecomeLfsPointer(rest)) return;
    // A text that is shorter than a header, say.
    this.#hasReported = true;
    this.#reportHeader(`this is not ${this.#options.label}`);
  }

  #readAll(bytes: Uint8Array): number {
    let at = 0;
    if (this.#state === "header") {
      if (bytes.length < headerBytes || mayBecomeLfsPointer(bytes)) return 0;
      this.#checkHeader(bytes);
      at = this.#use(headerBytes);
    }
    if (this.#state === "unreadable") return bytes.length;
    while (at < bytes.length) {
      const used = this.#skipBytes > 0 ? this.#skip(bytes.length - at) : this.#readChunk(bytes, at);
      if (used === 0) break;
      at += used;
    }
    return at;
  }

  #checkHeader(bytes: Uint8Array): void {
    const fault = describeHeader(bytes, this.#options);
    this.#state = fault === undefined ? "chunks" : "unreadable";
    if (isLfsPointer(bytes)) reportLfsPointer(this.#options.channel);
    else if (fault !== undefined) this.#reportHeader(fault);
  }

  #reportHeader(fault: string): void {
    this.#options.channel.report("record-log-header", fault, { byteOffset: 0 });
  }

  /** Reads the chunk at `at`, or passes over what is none; 0 when more bytes are needed. */
  #readChunk(bytes: Uint8Array, at: number): number {
    const blockLeft = blockBytes - (this.#offset % blockBytes);
    const available = bytes.length - at;
    if (blockLeft < headerBytes) return this.#skipBlock(blockLeft, available);
    if (available < headerBytes) return 0;
    const length = (bytes[at + 4] ?? 0) | ((bytes[at + 5] ?? 0) << 8);
    const type = bytes[at + 6] ?? 0;
    if (isZero(bytes, at)) return this.#passZeros(blockLeft, available);
    if (!chunkTypes.includes(type) || headerBytes + length > blockLeft) {
      this.#reportDamage();
      this.#isUncertain = false;
      return this.#skipBlock(blockLeft, available);
    }
    if (available < headerBytes + length) return 0;
    this.#checkChunk(bytes.subarray(at, at + headerBytes + length), type);
    return this.#isLost ? this.#skipBlock(blockLeft, available) : this.#use(headerBytes + length);
  }

  /** Space that is not written yet, or never will be: left once something stands behind it. */
  #passZeros(blockLeft: number, available: number): number {
    if (available <= blockLeft) return 0;
    if (this.#parts.length > 0) this.#reportDamage();
    return this.#skipBlock(blockLeft, available);
  }

  /** Goes to the next block, as far as there are bytes. */
  #skipBlock(blockLeft: number, available: number): number {
    this.#skipBytes = blockLeft;
    return this.#skip(available);
  }

  #skip(available: number): number {
    const count = Math.min(this.#skipBytes, available);
    this.#skipBytes -= count;
    return this.#use(count);
  }

  /** Takes a chunk whose checksum is right. One that is wrong may cost its own record only. */
  #checkChunk(chunk: Uint8Array, type: number): void {
    const isGood =
      crc32(chunk, headerBytes, chunk.length, typeChecksums[type]) === readUint32(chunk);
    this.#isLost = !isGood && this.#isUncertain;
    this.#isUncertain = !isGood && !this.#isLost;
    if (isGood) this.#takeChunk(type, chunk.subarray(headerBytes));
    else this.#reportDamage();
  }

  #takeChunk(type: number, payload: Uint8Array): void {
    if (type === full || type === first) {
      if (this.#parts.length > 0) this.#reportDamage();
      this.#forgetParts();
      this.#recordOffset = this.#offset;
      if (type === full) this.#options.onRecord(payload, this.#offset);
      else this.#keepPart(payload);
      return;
    }
    // The beginning was lost with a damaged block.
    if (this.#parts.length === 0) return;
    this.#keepPart(payload);
    if (type === last && this.#parts.length > 0) {
      const record = joined(this.#parts, this.#partBytes);
      this.#forgetParts();
      this.#options.onRecord(record, this.#recordOffset);
    }
  }

  #keepPart(payload: Uint8Array): void {
    this.#partBytes += payload.length;
    if (this.#partBytes <= maxRecordBytes) this.#parts.push(payload.slice());
    else {
      const message = `a record is larger than ${maxRecordBytes / 1024 / 1024} MiB and was skipped`;
      const place = { byteOffset: this.#recordOffset };
      this.#options.channel.report("record-too-large", message, place);
      this.#forgetParts();
    }
  }

  #forgetParts(): void {
    this.#parts = [];
    this.#partBytes = 0;
  }

  /** Once a file: what is damaged in one place is mostly damaged in many. */
  #reportDamage(): void {
    this.#forgetParts();
    if (this.#hasReported) return;
    this.#hasReported = true;
    this.#options.channel.report(
      "record-log-damaged",
      "the file is damaged here: records from here on are missing up to the next that is whole",
      { byteOffset: this.#offset },
    );
  }

  #use(count: number): number {
    this.#offset += count;
    return count;
  }
}

/** What is wrong with the first bytes; undefined when nothing is. */
function describeHeader(
  bytes: Uint8Array,
  { ident, magic, version, label }: LogKind,
): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, headerBytes - 1));
  if (start !== headerOf({ ident, magic, version }).slice(0, -1)) return `this is not ${label}`;
  if (bytes[6] === version) return undefined;
  return `this is version ${bytes[6] ?? 0} of ${label}; only version ${version} can be read`;
}

/** The first seven bytes, one character for each. */
function headerOf({ ident, magic, version }: Omit<LogKind, "label">): string {
  return ident + String.fromCharCode(magic & 0xff, magic >> 8, version);
}

function isZero(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < headerBytes; index++) if (bytes[at + index] !== 0) return false;
  return true;
}

function readUint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const record = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    record.set(part, at);
    at += part.length;
  }
  return record;
}
