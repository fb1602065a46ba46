import { ProtobufCursor } from "../wire/protobuf.ts";
import type { Tag } from "./tagTable.ts";

/** Numbers of `tensorboard/compat/proto/types.proto`. */
export const dataTypes = {
  float: 1,
  double: 2,
  int32: 3,
  uint8: 4,
  int16: 5,
  int8: 6,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  half: 19,
  uint32: 22,
  uint64: 23,
} as const;

/** A part of the file that holds an image, a sound or a text. */
export interface Blob {
  /** In the file. */
  readonly offset: number;
  readonly length: number;
  /** Its first bytes, up to 16: they tell what it is. */
  readonly head: Uint8Array;
  /** All of it, where it may be a text; null for one that is too long or is none. */
  readonly content: Uint8Array | null;
}

/**
 * What one `Summary.Value` holds, as far as it has been read; one object is used for all values of
 * a file. A tensor's numbers are kept as `number` when there is one, else as they stand in `data`.
 */
export class SummaryValue {
  tag: Tag | null = null;
  kind: "none" | "number" | "image" | "audio" | "histogram" | "tensor" = "none";
  number = 0;
  /** How many numbers there were. */
  count = 0;
  dataType = 0;
  rank = 0;
  /** Little-endian numbers of `dataType`, when there is more than one. */
  data: Uint8Array | null = null;
  blobs: Blob[] = [];
  contentType = "";
  /** A `HistogramProto`. */
  histogram: Uint8Array | null = null;
  pluginContent: Uint8Array | null = null;

  reset(): void {
    this.tag = null;
    this.kind = "none";
    this.number = 0;
    this.count = 0;
    this.dataType = 0;
    this.rank = 0;
    this.data = null;
    // Most values have none: no new list for each.
    if (this.blobs.length > 0) this.blobs = [];
    this.contentType = "";
    this.histogram = null;
    this.pluginContent = null;
  }

  /** `tensor_content`, or a packed list of floats or doubles: the same bytes. */
  setData(bytes: Uint8Array, start: number, end: number): void {
    const width = widths.get(this.dataType) ?? 0;
    const count = width === 0 ? 0 : Math.floor((end - start) / width);
    if (count === 1 && this.count === 0) this.number = numberAt(bytes, start, this.dataType);
    else if (count > 1 && this.count === 0) this.data = bytes.slice(start, end);
    this.count += count;
  }

  /** A packed list of varints: int_val, int64_val, bool_val, half_val, uint32_val, uint64_val. */
  setVarints(bytes: Uint8Array, start: number, end: number): void {
    const cursor = new ProtobufCursor(bytes, start, end);
    // A list of more than one number is no scalar, which is all that these are used for.
    while (!cursor.isAtEnd && this.count < 2) this.addVarint(cursor);
  }

  addVarint(cursor: ProtobufCursor): void {
    const isUnsigned = this.dataType === dataTypes.uint64 || this.dataType === dataTypes.uint32;
    const number = isUnsigned ? cursor.rawVarint() : cursor.rawSignedVarint();
    this.addNumber(
      this.dataType === dataTypes.half || this.dataType === dataTypes.bfloat16
        ? shortFloat(number, this.dataType)
        : number,
    );
  }

  addNumber(value: number): void {
    if (this.count === 0) this.number = value;
    this.count++;
  }
}

/** Bytes of one number in `tensor_content`, by type; types that are no numbers are missing. */
const widths: ReadonlyMap<number, number> = new Map([
  [dataTypes.double, 8],
  [dataTypes.int64, 8],
  [dataTypes.uint64, 8],
  [dataTypes.float, 4],
  [dataTypes.int32, 4],
  [dataTypes.uint32, 4],
  [dataTypes.int16, 2],
  [dataTypes.half, 2],
  [dataTypes.bfloat16, 2],
  [dataTypes.int8, 1],
  [dataTypes.uint8, 1],
  [dataTypes.bool, 1],
]);

function numberAt(bytes: Uint8Array, at: number, dataType: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  switch (dataType) {
    case dataTypes.double:
      return view.getFloat64(0, true);
    case dataTypes.float:
      return view.getFloat32(0, true);
    case dataTypes.int64:
      return Number(view.getBigInt64(0, true));
    case dataTypes.uint64:
      return Number(view.getBigUint64(0, true));
    case dataTypes.int32:
      return view.getInt32(0, true);
    case dataTypes.uint32:
      return view.getUint32(0, true);
    case dataTypes.int16:
      return view.getInt16(0, true);
    case dataTypes.int8:
      return view.getInt8(0);
    case dataTypes.half:
    case dataTypes.bfloat16:
      return shortFloat(view.getUint16(0, true), dataType);
    default:
      return view.getUint8(0);
  }
}

/** A float of 16 bits: IEEE 754 binary16, or the upper half of a 32-bit one. */
function shortFloat(bits: number, dataType: number): number {
  if (dataType === dataTypes.bfloat16) {
    const view = new DataView(new ArrayBuffer(4));
    view.setUint16(0, bits & 0xffff);
    return view.getFloat32(0);
  }
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Rows of (left, right, count), as the histogram plugin writes them; null when it is not that. */
export function readRows(value: SummaryValue): Float64Array | null {
  const { data, dataType } = value;
  if (data === null || value.rank !== 2) return null;
  if (dataType !== dataTypes.double && dataType !== dataTypes.float) return null;
  const width = widths.get(dataType) ?? 0;
  const length = Math.floor(data.length / width / 3) * 3;
  return Float64Array.from({ length }, (_, index) => numberAt(data, index * width, dataType));
}
